package dev.sluice.engine.track;

/**
 * An address with a port as H.225.0 and H.245 write it, {@link #known} if it is a unicast one of
 * IPv4 or IPv6. Addresses of other kinds are stepped over. Mutable and reused. Not threadsafe.
 */
final class H323Address {
  boolean known;
  boolean six;
  long high;
  long low;
  int port;

  /**
   * H.225.0's TransportAddress.
   *
   * <pre>
   * ipAddress | ipSourceRoute | ipxAddress | ip6Address | netBios | nsap | nonStandardAddress
   * </pre>
   */
  void ofCall(PackedBits bits) {
    known = false;
    switch (bits.choice(3)) {
      case 0 -> four(bits, false);
      case 1 -> {
        boolean more = bits.bit();
        bits.skip(6);
        bits.skip(4L * bits.length());
        H225Fields.reason(bits, 1);
        bits.skipAdditions(more);
      }
      case 2 -> bits.skip(12);
      case 3 -> six(bits);
      case 4 -> bits.skip(16);
      case 5 -> bits.skip(bits.integer(1, 20));
      case 6 -> H225Fields.nonStandard(bits);
      case 7 -> bits.fail();
      default -> bits.skipOpen();
    }
    known &= !bits.failed() && port > 0;
  }

  /**
   * H.245's TransportAddress.
   *
   * <pre>
   * unicast:   iPAddress | iPXAddress | iP6Address | netBios | iPSourceRouteAddress
   * multicast: iPAddress | iP6Address
   * </pre>
   */
  void ofChannel(PackedBits bits) {
    known = false;
    int kind = bits.choice(1);
    if (kind == 0) {
      unicast(bits);
    } else if (kind == 1) {
      switch (bits.choice(1)) {
        case 0 -> four(bits, true);
        case 1 -> six(bits);
        default -> bits.skipOpen();
      }
      known = false;
    } else {
      bits.skipOpen();
    }
    known &= !bits.failed() && port > 0;
  }

  private void unicast(PackedBits bits) {
    switch (bits.choice(3)) {
      case 0 -> four(bits, true);
      case 1 -> {
        boolean more = bits.bit();
        bits.skip(12);
        bits.skipAdditions(more);
      }
      case 2 -> six(bits);
      case 3 -> bits.skip(16);
      case 4 -> {
        boolean more = bits.bit();
        bits.bit();
        bits.skip(6);
        bits.skip(4L * bits.length());
        bits.skipAdditions(more);
      }
      case 5, 6, 7 -> bits.fail();
      default -> bits.skipOpen();
    }
  }

  private void four(PackedBits bits, boolean extensible) {
    boolean more = extensible && bits.bit();
    bits.align();
    six = false;
    high = 0;
    low = bits.bits(32);
    port = bits.integer(0, 65_535);
    bits.skipAdditions(more);
    known = true;
  }

  private void six(PackedBits bits) {
    boolean more = bits.bit();
    bits.align();
    six = true;
    high = bits.bits(32) << 32 | bits.bits(32);
    low = bits.bits(32) << 32 | bits.bits(32);
    port = bits.integer(0, 65_535);
    bits.skipAdditions(more);
    known = true;
  }
}
