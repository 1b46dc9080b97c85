package dev.sluice.policy;

/** Which side of a connection was translated. */
public enum NatState {
  SRCNAT,
  DSTNAT,
  EIN_SNAT,
  EIN_DNAT
}
