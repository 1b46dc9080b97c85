package dev.sluice.engine.track;

/** Numbers of the protocols that tracking knows. */
final class Protocols {
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int DCCP = 33;
  static final int GRE = 47;
  static final int ICMPV6 = 58;
  static final int SCTP = 132;
  static final int UDP_LITE = 136;

  private Protocols() {}

  static boolean hasPorts(int protocol) {
    return protocol == TCP
        || protocol == UDP
        || protocol == UDP_LITE
        || protocol == SCTP
        || protocol == DCCP;
  }
}
