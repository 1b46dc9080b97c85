package dev.sluice.policy;

/** Where change-dscp takes the value from. */
public enum DscpSource {
  VALUE,
  FROM_PRIORITY,
  FROM_PRIORITY_TO_HIGH_3_BITS
}
