package dev.sluice.policy;

/** How change-ttl and change-hop-limit change it. */
public enum TtlChange {
  SET,
  INCREMENT,
  DECREMENT
}
