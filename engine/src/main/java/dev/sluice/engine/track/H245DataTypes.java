package dev.sluice.engine.track;

/**
 * Steps over H.245's DataType, which stands before a channel's addresses and says what the channel
 * carries: a codec with its parameters, a data protocol, or nothing.
 */
final class H245DataTypes {
  static final int DATA = 4;

  private H245DataTypes() {}

  /** Which alternative it was. */
  static int skip(PackedBits bits) {
    int kind = bits.choice(3);
    switch (kind) {
      case 0 -> nonStandard(bits);
      case 1 -> {}
      case 2 -> video(bits);
      case 3 -> audio(bits);
      case DATA -> data(bits);
      case 5 -> encryption(bits);
      case 6, 7 -> bits.fail();
      default -> bits.skipOpen();
    }
    return kind;
  }

  /** H.245's NonStandardParameter has no marks for additions, unlike H.225.0's. */
  static void nonStandard(PackedBits bits) {
    if (bits.bit()) {
      bits.skip(4);
    } else {
      bits.skipOpen();
    }
    bits.skipOpen();
  }

  private static void encryption(PackedBits bits) {
    int mode = bits.choice(1);
    if (mode == 0) {
      nonStandard(bits);
    } else if (mode >= PackedBits.ADDED) {
      bits.skipOpen();
    }
  }

  private static void video(PackedBits bits) {
    switch (bits.choice(3)) {
      case 0 -> nonStandard(bits);
      case 1 -> h261(bits);
      case 2 -> mpeg(bits, 11);
      case 3 -> h263(bits);
      case 4 -> mpeg(bits, 1);
      case 5, 6, 7 -> bits.fail();
      default -> bits.skipOpen();
    }
  }

  /** Two intervals, a flag, the rate, a flag. */
  private static void h261(PackedBits bits) {
    boolean more = bits.bit();
    int intervals = Long.bitCount(bits.bits(2));
    bits.bits(2 * intervals + 1);
    bits.integer(1, 19_200);
    bits.bit();
    bits.skipAdditions(more);
  }

  /** Five intervals, the rate, flags, hrd-B, bppMaxKb. */
  private static void h263(PackedBits bits) {
    boolean more = bits.bit();
    int intervals = Long.bitCount(bits.bits(5));
    boolean buffer = bits.bit();
    boolean largest = bits.bit();
    bits.bits(5 * intervals);
    bits.number(1);
    bits.bits(5);
    if (buffer) {
      bits.number(0);
    }
    if (largest) {
      bits.integer(0, 65_535);
    }
    bits.skipAdditions(more);
  }

  /** H.262 and IS 11172: flags, then rate, buffer, samples, lines, frames and luminance. */
  private static void mpeg(PackedBits bits, int flags) {
    boolean more = bits.bit();
    int there = (int) bits.bits(6);
    bits.bits(flags);
    if ((there & 32) != 0) {
      bits.number(0);
    }
    if ((there & 16) != 0) {
      bits.number(0);
    }
    if ((there & 8) != 0) {
      bits.integer(0, 16_383);
    }
    if ((there & 4) != 0) {
      bits.integer(0, 16_383);
    }
    if ((there & 2) != 0) {
      bits.bits(4);
    }
    if ((there & 1) != 0) {
      bits.number(0);
    }
    bits.skipAdditions(more);
  }

  private static void audio(PackedBits bits) {
    int codec = bits.choice(4);
    switch (codec) {
      case 0 -> nonStandard(bits);
      case 8 -> {
        bits.integer(1, 256);
        bits.bit();
      }
      case 12, 13 -> {
        boolean more = bits.bit();
        bits.bits(codec == 12 ? 8 : 20);
        bits.integer(1, codec == 12 ? 448 : 1_130);
        bits.skipAdditions(more);
      }
      case 14, 15 -> bits.fail();
      default -> {
        if (codec < PackedBits.ADDED) {
          bits.integer(1, 256);
        } else {
          bits.skipOpen();
        }
      }
    }
  }

  private static void data(PackedBits bits) {
    boolean more = bits.bit();
    int application = bits.choice(4);
    switch (application) {
      case 0 -> nonStandard(bits);
      case 1, 2, 3, 5, 6, 9 -> dataProtocol(bits);
      case 4 -> {
        dataProtocol(bits);
        t84Profile(bits);
      }
      case 7 -> {
        dataProtocol(bits);
        bits.skipOpen();
      }
      case 8 -> {}
      default -> {
        if (application < PackedBits.ADDED) {
          bits.fail();
        } else {
          bits.skipOpen();
        }
      }
    }
    bits.number(0);
    bits.skipAdditions(more);
  }

  private static void dataProtocol(PackedBits bits) {
    int protocol = bits.choice(3);
    if (protocol == 0) {
      nonStandard(bits);
    } else if (protocol == 7) {
      bits.fail();
    } else if (protocol >= PackedBits.ADDED) {
      bits.skipOpen();
    }
  }

  private static void t84Profile(PackedBits bits) {
    if (bits.bit()) {
      boolean more = bits.bit();
      bits.bits(19);
      bits.skipAdditions(more);
    }
  }
}
