package dev.sluice.engine.track;

/**
 * What H.225.0's call signalling says (H323-UserInformation): in any of its messages that has a
 * place for it h245Address, fastStart, and messages of H.245 in h245Control and
 * parallelH245Control.
 *
 * <p>A body is stepped over to its end, since what is tunnelled comes behind it. Where a Progress
 * has tokens, its fast start behind them is not read. Not threadsafe.
 */
final class H225Call {
  private static final int ROOT = 7;
  private static final int PROGRESS = PackedBits.ADDED;
  private static final int SIGNALLED = 2;

  /** Which message of Q.931 holds each body: first those of the root, then those added. */
  private static final int[] TYPES = {
    0x05, 0x02, 0x07, 0x01, 0x7B, 0x5A, 0x62, 0x03, 0x62, 0x7D, 0x75, 0x0D, 0x6E
  };

  private final H323Address address = new H323Address();
  private final H245Message message = new H245Message();

  /** Finds nothing in what it does not understand; {@code type} is that of the Q.931 message. */
  void read(PackedBits bits, int type, H323Found found) {
    bits.bits(2);
    boolean more = bits.bit();
    boolean nonStandard = bits.bit();
    int body = bits.choice(3);
    int number = body < PackedBits.ADDED ? body : body - PackedBits.ADDED + ROOT;
    if (number >= TYPES.length || TYPES[number] != type || body == ROOT) {
      bits.fail();
      return;
    }
    if (body < PackedBits.ADDED) {
      root(bits, body, found);
    } else {
      bits.enter();
      if (body == PROGRESS) {
        progress(bits, found);
      }
      if (!bits.leave()) {
        bits.fail();
      }
    }
    if (nonStandard) {
      H225Fields.nonStandard(bits);
    }
    if (more) {
      long marks = bits.seek(bits.additions(), SIGNALLED);
      if (PackedBits.marked(marks, SIGNALLED)) {
        messages(bits, false, found);
      }
      bits.skipAdditions(PackedBits.behind(marks, SIGNALLED));
    }
  }

  private void root(PackedBits bits, int body, H323Found found) {
    boolean more = bits.bit();
    switch (body) {
      case 0 -> setup(bits, found);
      case 1, 3 -> underWay(bits, found);
      case 2 -> connect(bits, found);
      case 4 -> bits.skipOpen();
      case 5 -> releaseComplete(bits);
      default -> facility(bits);
    }
    if (more) {
      additions(bits, body, found);
    }
  }

  /** Where fast start stands among the additions of each body, -1 where there is none. */
  private static int start(int body) {
    return switch (body) {
      case 0 -> 6;
      case 1, 2, 3 -> 4;
      case 4 -> 3;
      case 6 -> 7;
      default -> -1;
    };
  }

  private void additions(PackedBits bits, int body, H323Found found) {
    long marks = bits.additions();
    if (body == 6) {
      marks = bits.seek(marks, 6);
      if (PackedBits.marked(marks, 6)) {
        bits.enter();
        control(bits, found);
        if (!bits.leave()) {
          bits.fail();
        }
        marks = PackedBits.behind(marks, 6);
      }
    }
    int start = start(body);
    if (start >= 0) {
      marks = bits.seek(marks, start);
      if (PackedBits.marked(marks, start)) {
        messages(bits, true, found);
        marks = PackedBits.behind(marks, start);
      }
    }
    if (body == 0) {
      marks = bits.seek(marks, 24);
      if (PackedBits.marked(marks, 24)) {
        messages(bits, false, found);
        marks = PackedBits.behind(marks, 24);
      }
    }
    bits.skipAdditions(marks);
  }

  private void control(PackedBits bits, H323Found found) {
    address.ofCall(bits);
    found.add(H323Found.CONTROL, address);
  }

  private void setup(PackedBits bits, H323Found found) {
    int there = (int) bits.bits(7);
    bits.skipOpen();
    if ((there & 64) != 0) {
      control(bits, found);
    }
    if ((there & 32) != 0) {
      H225Fields.aliases(bits);
    }
    H225Fields.endpointType(bits);
    if ((there & 16) != 0) {
      H225Fields.aliases(bits);
    }
    if ((there & 8) != 0) {
      address.ofCall(bits);
    }
    if ((there & 4) != 0) {
      H225Fields.aliases(bits);
    }
    if ((there & 2) != 0) {
      bits.skip(2L * bits.length());
    }
    bits.bit();
    bits.skip(16);
    H225Fields.reason(bits, 2);
    if ((there & 1) != 0) {
      H225Fields.services(bits);
    }
    H225Fields.reason(bits, 2);
  }

  /** CallProceeding and Alerting. */
  private void underWay(PackedBits bits, H323Found found) {
    boolean there = bits.bit();
    bits.skipOpen();
    H225Fields.endpointType(bits);
    if (there) {
      control(bits, found);
    }
  }

  private void connect(PackedBits bits, H323Found found) {
    boolean there = bits.bit();
    bits.skipOpen();
    if (there) {
      control(bits, found);
    }
    H225Fields.endpointType(bits);
    bits.skip(16);
  }

  private static void releaseComplete(PackedBits bits) {
    boolean reason = bits.bit();
    bits.skipOpen();
    if (reason) {
      H225Fields.reason(bits, 4);
    }
  }

  private void facility(PackedBits bits) {
    boolean alternative = bits.bit();
    boolean alias = bits.bit();
    boolean conference = bits.bit();
    bits.skipOpen();
    if (alternative) {
      address.ofCall(bits);
    }
    if (alias) {
      H225Fields.aliases(bits);
    }
    if (conference) {
      bits.skip(16);
    }
    H225Fields.reason(bits, 2);
  }

  private void progress(PackedBits bits, H323Found found) {
    bits.bit();
    boolean there = bits.bit();
    boolean security = bits.bit();
    boolean tokens = bits.bits(2) != 0;
    boolean starts = bits.bit();
    bits.skipOpen();
    H225Fields.endpointType(bits);
    if (there) {
      control(bits, found);
    }
    boolean more = bits.bit();
    bits.skip(16);
    bits.skipAdditions(more);
    if (security) {
      H225Fields.security(bits);
    }
    if (starts && !tokens) {
      strings(bits, true, found);
    }
  }

  /** An addition that is a SEQUENCE OF OCTET STRING. */
  private void messages(PackedBits bits, boolean opens, H323Found found) {
    bits.enter();
    strings(bits, opens, found);
    if (!bits.leave()) {
      bits.fail();
    }
  }

  /** Each string by itself: one that is not understood announces nothing, the others do. */
  private void strings(PackedBits bits, boolean opens, H323Found found) {
    for (int left = bits.length(); left > 0 && !bits.failed(); left--) {
      int before = found.count();
      bits.enter();
      if (opens) {
        message.open(bits, found);
      } else {
        message.read(bits, found);
      }
      if (!bits.leave()) {
        found.cut(before);
      }
    }
  }
}
