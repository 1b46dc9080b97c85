package dev.sluice.policy;

/** The kinds of address that a route lookup tells apart. */
public enum AddressType {
  UNICAST,
  LOCAL,
  BROADCAST,
  MULTICAST,
  ANYCAST,
  BLACKHOLE,
  PROHIBIT,
  UNREACHABLE
}
