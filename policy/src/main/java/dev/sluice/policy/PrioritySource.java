package dev.sluice.policy;

/** Where set-priority takes the value from. */
public enum PrioritySource {
  VALUE,
  FROM_DSCP,
  FROM_DSCP_HIGH_3_BITS,
  FROM_INGRESS
}
