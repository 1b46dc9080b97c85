package dev.sluice.wire;

/** Numbers of the protocols above IP that are decoded, and of IPv6's extension headers. */
final class Protocol {
  static final int HOP_BY_HOP = 0;
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int DCCP = 33;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int ESP = 50;
  static final int AUTHENTICATION = 51;
  static final int ICMPV6 = 58;
  static final int NONE = 59;
  static final int DESTINATION = 60;
  static final int SCTP = 132;
  static final int UDP_LITE = 136;

  private Protocol() {}
}
