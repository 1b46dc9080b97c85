package dev.sluice.policy;

/** The headers of an IPv6 packet that {@code headers} can name; {@code PROTO} is an upper layer. */
public enum Ipv6Header {
  HOP,
  DST,
  ROUTE,
  FRAG,
  AH,
  ESP,
  NONE,
  PROTO
}
