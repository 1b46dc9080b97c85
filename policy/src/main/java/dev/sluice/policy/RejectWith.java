package dev.sluice.policy;

/** What a rejected sender is told. IPv4 codes are of ICMP type 3, IPv6 codes of ICMPv6 type 1. */
public enum RejectWith {
  ICMP_NETWORK_UNREACHABLE(Family.IPV4, 0),
  ICMP_HOST_UNREACHABLE(Family.IPV4, 1),
  ICMP_PROTOCOL_UNREACHABLE(Family.IPV4, 2),
  ICMP_PORT_UNREACHABLE(Family.IPV4, 3),
  ICMP_NET_PROHIBITED(Family.IPV4, 9),
  ICMP_HOST_PROHIBITED(Family.IPV4, 10),
  ICMP_ADMIN_PROHIBITED(Family.IPV4, 13),
  ICMP_NO_ROUTE(Family.IPV6, 0),
  ICMP6_ADMIN_PROHIBITED(Family.IPV6, 1),
  ICMP_NOT_NEIGHBOUR(Family.IPV6, 2),
  ICMP_ADDRESS_UNREACHABLE(Family.IPV6, 3),
  ICMP6_PORT_UNREACHABLE(Family.IPV6, 4),
  ICMP_ERR_SRC_ROUTING_HEADER(Family.IPV6, 7),
  ICMP_HEADERS_TOO_LONG(Family.IPV6, 8),
  /** Either family; the code means nothing. */
  TCP_RESET(Family.IPV4, -1);

  private final Family family;
  private final int code;

  RejectWith(Family family, int code) {
    this.family = family;
    this.code = code;
  }

  public boolean allowedIn(Family wanted) {
    return this == TCP_RESET || family == wanted;
  }

  /** The ICMP code, -1 for a TCP reset. */
  public int code() {
    return code;
  }
}
