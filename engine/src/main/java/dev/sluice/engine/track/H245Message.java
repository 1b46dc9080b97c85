package dev.sluice.engine.track;

/**
 * What H.245 says of the channels of a call (ITU-T H.245, section "Logical channel signalling"):
 * OpenLogicalChannel and its acknowledgment name where the speaker takes media, reports and the
 * connections of T.120. Other messages announce nothing. Not threadsafe.
 */
final class H245Message {
  private static final int REQUEST = 0;
  private static final int RESPONSE = 1;
  private static final int OPEN = 3;
  private static final int ACKNOWLEDGE = 5;

  /** The first alternative that later versions added to each choice of multiplex parameters. */
  private static final int H2250 = PackedBits.ADDED;

  private static final int LOCAL_AREA = 2;

  private final H323Address address = new H323Address();

  /** A MultimediaSystemControlMessage. */
  void read(PackedBits bits, H323Found found) {
    int kind = bits.choice(2);
    if (kind == REQUEST && bits.choice(4) == OPEN) {
      open(bits, found);
    } else if (kind == RESPONSE && bits.choice(5) == ACKNOWLEDGE) {
      acknowledged(bits, found);
    }
  }

  /** An OpenLogicalChannel, which fast start has by itself. */
  void open(PackedBits bits, H323Found found) {
    boolean more = bits.bit();
    boolean reverse = bits.bit();
    bits.integer(1, 65_535);
    boolean moreForward = bits.bit();
    boolean port = bits.bit();
    if (port) {
      bits.integer(0, 65_535);
    }
    boolean data = H245DataTypes.skip(bits) == H245DataTypes.DATA;
    multiplex(bits, bits.choice(2), found);
    bits.skipAdditions(moreForward);
    if (reverse) {
      reverse(bits, found);
    }
    if (more) {
      long marks = bits.additions();
      if (PackedBits.marked(marks, 0)) {
        separateStack(bits, data, found);
      }
      bits.skipAdditions(PackedBits.behind(marks, 0));
    }
  }

  private void reverse(PackedBits bits, H323Found found) {
    boolean more = bits.bit();
    boolean parameters = bits.bit();
    H245DataTypes.skip(bits);
    if (parameters) {
      multiplex(bits, bits.choice(1), found);
    }
    bits.skipAdditions(more);
  }

  /** Multiplexing of other networks than IP's is not understood. */
  private void multiplex(PackedBits bits, int kind, H323Found found) {
    if (kind == H2250) {
      bits.enter();
      parameters(bits, found);
      if (!bits.leave()) {
        bits.fail();
      }
    } else if (kind > H2250) {
      bits.skipOpen();
    } else {
      bits.fail();
    }
  }

  /** H2250LogicalChannelParameters as far as its addresses. */
  private void parameters(PackedBits bits, H323Found found) {
    bits.bit();
    boolean nonStandard = bits.bit();
    boolean associated = bits.bit();
    boolean media = bits.bit();
    boolean guaranteed = bits.bit();
    boolean reports = bits.bit();
    bits.bits(5);
    if (nonStandard) {
      nonStandard(bits);
    }
    bits.integer(0, 255);
    if (associated) {
      bits.integer(1, 255);
    }
    if (media) {
      media(bits, found);
    }
    if (guaranteed) {
      bits.bit();
    }
    if (reports) {
      media(bits, found);
    }
  }

  private static void nonStandard(PackedBits bits) {
    for (int left = bits.length(); left > 0 && !bits.failed(); left--) {
      H245DataTypes.nonStandard(bits);
    }
  }

  private void media(PackedBits bits, H323Found found) {
    address.ofChannel(bits);
    found.add(H323Found.MEDIA, address);
  }

  private void acknowledged(PackedBits bits, H323Found found) {
    boolean more = bits.bit();
    boolean reverse = bits.bit();
    bits.integer(1, 65_535);
    if (reverse) {
      boolean moreReverse = bits.bit();
      boolean port = bits.bit();
      boolean parameters = bits.bit();
      bits.integer(1, 65_535);
      if (port) {
        bits.integer(0, 65_535);
      }
      if (parameters) {
        multiplex(bits, bits.choice(0), found);
      }
      bits.skipAdditions(moreReverse);
    }
    if (more) {
      long marks = bits.additions();
      if (PackedBits.marked(marks, 0)) {
        separateStack(bits, true, found);
      }
      if (PackedBits.marked(marks, 1)) {
        bits.enter();
        ackParameters(bits, found);
        if (!bits.leave()) {
          bits.fail();
        }
      }
      bits.skipAdditions(PackedBits.behind(marks, 1));
    }
  }

  /** H2250LogicalChannelAckParameters as far as its addresses; the only one of its choice. */
  private void ackParameters(PackedBits bits, H323Found found) {
    if (bits.choice(0) != 0) {
      return;
    }
    bits.bit();
    boolean nonStandard = bits.bit();
    boolean session = bits.bit();
    boolean media = bits.bit();
    boolean reports = bits.bit();
    bits.bit();
    if (nonStandard) {
      nonStandard(bits);
    }
    if (session) {
      bits.integer(1, 255);
    }
    if (media) {
      media(bits, found);
    }
    if (reports) {
      media(bits, found);
    }
  }

  /** NetworkAccessParameters: where T.120 is spoken, if by unicast and over this network. */
  private void separateStack(PackedBits bits, boolean data, H323Found found) {
    bits.enter();
    bits.bit();
    boolean distribution = bits.bit();
    bits.bit();
    boolean unicast = true;
    if (distribution) {
      int kind = bits.choice(1);
      unicast = kind == 0;
      if (kind >= PackedBits.ADDED) {
        bits.skipOpen();
      }
    }
    if (bits.choice(2) == LOCAL_AREA) {
      address.ofChannel(bits);
      if (unicast && data) {
        found.add(H323Found.DATA, address);
      }
    }
    if (!bits.leave()) {
      bits.fail();
    }
  }
}
