package dev.sluice.engine.track;

/**
 * Steps over the values of H.225.0 that stand before or between addresses: each method reads one
 * and keeps nothing. Who reads on finds out from the bits whether it was well formed.
 */
final class H225Fields {
  private H225Fields() {}

  /** {@code nonStandardIdentifier} and data. */
  static void nonStandard(PackedBits bits) {
    switch (bits.choice(1)) {
      case 0 -> bits.skipOpen();
      case 1 -> h221NonStandard(bits);
      default -> bits.skipOpen();
    }
    bits.skipOpen();
  }

  private static void h221NonStandard(PackedBits bits) {
    boolean more = bits.bit();
    bits.skip(4);
    bits.skipAdditions(more);
  }

  static void vendor(PackedBits bits) {
    boolean more = bits.bit();
    boolean product = bits.bit();
    boolean version = bits.bit();
    h221NonStandard(bits);
    if (product) {
      bits.skip(bits.integer(1, 256));
    }
    if (version) {
      bits.skip(bits.integer(1, 256));
    }
    bits.skipAdditions(more);
  }

  /**
   * EndpointType: what each kind of endpoint says of itself, {@code mc} and {@code undefinedNode}.
   */
  static void endpointType(PackedBits bits) {
    boolean more = bits.bit();
    boolean data = bits.bit();
    boolean vendor = bits.bit();
    boolean gatekeeper = bits.bit();
    boolean gateway = bits.bit();
    boolean mcu = bits.bit();
    boolean terminal = bits.bit();
    if (data) {
      nonStandard(bits);
    }
    if (vendor) {
      vendor(bits);
    }
    if (gatekeeper) {
      kind(bits);
    }
    if (gateway) {
      gateway(bits);
    }
    if (mcu) {
      kind(bits);
    }
    if (terminal) {
      kind(bits);
    }
    bits.bits(2);
    bits.skipAdditions(more);
  }

  /** A gatekeeper, an MCU, a terminal, or what a gateway can do by one protocol. */
  private static void kind(PackedBits bits) {
    boolean more = bits.bit();
    if (bits.bit()) {
      nonStandard(bits);
    }
    bits.skipAdditions(more);
  }

  private static void gateway(PackedBits bits) {
    boolean more = bits.bit();
    boolean protocols = bits.bit();
    boolean data = bits.bit();
    if (protocols) {
      for (int left = bits.length(); left > 0 && !bits.failed(); left--) {
        protocol(bits);
      }
    }
    if (data) {
      nonStandard(bits);
    }
    bits.skipAdditions(more);
  }

  private static void protocol(PackedBits bits) {
    int kind = bits.choice(4);
    if (kind == 0) {
      nonStandard(bits);
    } else if (kind <= 8) {
      kind(bits);
    } else if (kind < PackedBits.ADDED) {
      bits.fail();
    } else {
      bits.skipOpen();
    }
  }

  static void aliases(PackedBits bits) {
    for (int left = bits.length(); left > 0 && !bits.failed(); left--) {
      alias(bits);
    }
  }

  /** AliasAddress: digits in four bits each, letters in sixteen. */
  private static void alias(PackedBits bits) {
    switch (bits.choice(1)) {
      case 0 -> {
        int digits = bits.integer(1, 128);
        bits.skip(digits / 2);
        bits.bits(digits % 2 * 4);
      }
      case 1 -> bits.skip(2L * bits.integer(1, 256));
      default -> bits.skipOpen();
    }
  }

  /** GatekeeperIdentifier and EndpointIdentifier: up to 128 letters. */
  static void identifier(PackedBits bits) {
    bits.skip(2L * bits.integer(1, 128));
  }

  /** QseriesOptions. */
  static void services(PackedBits bits) {
    boolean more = bits.bit();
    bits.bits(7);
    boolean moreOfQ954 = bits.bit();
    bits.bits(2);
    bits.skipAdditions(moreOfQ954);
    bits.skipAdditions(more);
  }

  /** A CHOICE of NULLs, of {@code width} bits, to which later versions have added. */
  static void reason(PackedBits bits, int width) {
    if (bits.choice(width) >= PackedBits.ADDED) {
      bits.skipOpen();
    }
  }

  /** H245Security. */
  static void security(PackedBits bits) {
    int kind = bits.choice(2);
    if (kind == 0) {
      nonStandard(bits);
    } else if (kind >= PackedBits.ADDED) {
      bits.skipOpen();
    } else if (kind > 1) {
      boolean more = bits.bit();
      if (bits.bit()) {
        nonStandard(bits);
      }
      for (int i = 0; i < 3; i++) {
        serviceMode(bits);
      }
      bits.skipAdditions(more);
    }
  }

  private static void serviceMode(PackedBits bits) {
    int mode = bits.choice(2);
    if (mode == 0) {
      nonStandard(bits);
    } else if (mode == 3) {
      bits.fail();
    } else if (mode >= PackedBits.ADDED) {
      bits.skipOpen();
    }
  }
}
