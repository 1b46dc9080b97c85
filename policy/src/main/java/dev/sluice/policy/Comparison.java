package dev.sluice.policy;

/** How a number is compared, for ttl and hop-limit. */
public enum Comparison {
  EQUAL,
  NOT_EQUAL,
  LESS_THAN,
  GREATER_THAN
}
