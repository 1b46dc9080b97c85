package dev.sluice.policy;

/** The two address families. RouterOS keeps their rule sets completely apart. */
public enum Family {
  IPV4,
  IPV6
}
