package dev.sluice.testkit.h323;

import dev.sluice.testkit.Gen;

/** H.245's DataType: what a channel carries, drawn anew each time. Not threadsafe. */
final class DataTypes {
  private static final long WHOLE = 0xFFFF_FFFFL;

  private final Gen gen;
  private final H225Parts parts;

  DataTypes(Gen gen, H225Parts parts) {
    this.gen = gen;
    this.parts = parts;
  }

  /** H.245's NonStandardParameter, which has no marks for additions. */
  void nonStandard(Per out) {
    if (gen.flip()) {
      out.bits(0, 1).string(gen.bytes(gen.between(1, 9)));
    } else {
      out.bits(1, 1).integer(gen.below(256), 0, 255).integer(gen.below(256), 0, 255);
      out.integer(gen.below(65_536), 0, 65_535);
    }
    out.string(gen.bytes(gen.below(30)));
  }

  void any(Per out) {
    int kind = parts.kind(6);
    if (kind == 6) {
      out.bit(true).small(gen.below(7)).open(parts.noise());
      return;
    }
    out.bit(false).bits(kind, 3);
    switch (kind) {
      case 0 -> nonStandard(out);
      case 2 -> video(out);
      case 3 -> audio(out);
      case 4 -> data(out, parts.kind(10));
      case 5 -> encryption(out);
      default -> {}
    }
  }

  void nothing(Per out) {
    out.bit(false).bits(1, 3);
  }

  void anyAudio(Per out) {
    out.bit(false).bits(3, 3);
    audio(out);
  }

  void t120(Per out) {
    out.bit(false).bits(4, 3);
    data(out, 1);
  }

  private void booleans(Per out, int count) {
    for (int i = 0; i < count; i++) {
      out.bit(gen.flip());
    }
  }

  private void number(Per out, boolean there, long low, long high) {
    if (there) {
      long value = gen.oneIn(4) ? high : low + Math.floorMod(gen.anyLong(), high - low + 1);
      out.integer(value, low, high);
    }
  }

  private boolean[] optional(Per out, int count) {
    boolean[] there = new boolean[count];
    for (int i = 0; i < count; i++) {
      there[i] = gen.flip();
      out.bit(there[i]);
    }
    return there;
  }

  private void encryption(Per out) {
    if (parts.later(3)) {
      out.bit(true).small(0).open(parts.noise());
    } else if (gen.flip()) {
      out.bit(false).bits(1, 1);
    } else {
      out.bit(false).bits(0, 1);
      nonStandard(out);
    }
  }

  private void video(Per out) {
    int kind = parts.kind(5);
    if (kind == 5) {
      out.bit(true).small(gen.below(2)).open(parts.noise());
      return;
    }
    out.bit(false).bits(kind, 3);
    switch (kind) {
      case 0 -> nonStandard(out);
      case 1 -> h261(out);
      case 2 -> h262(out);
      case 3 -> h263(out);
      default -> is11172(out);
    }
  }

  private void h261(Per out) {
    boolean more = parts.later(3);
    out.bit(more);
    boolean[] there = optional(out, 2);
    number(out, there[0], 1, 4);
    number(out, there[1], 1, 4);
    booleans(out, 1);
    number(out, true, 1, 19_200);
    booleans(out, 1);
    parts.unknownAdditions(out, more);
  }

  private void h262(Per out) {
    boolean more = parts.later(3);
    out.bit(more);
    boolean[] there = optional(out, 6);
    booleans(out, 11);
    number(out, there[0], 0, 1_073_741_823);
    number(out, there[1], 0, 262_143);
    number(out, there[2], 0, 16_383);
    number(out, there[3], 0, 16_383);
    number(out, there[4], 0, 15);
    number(out, there[5], 0, WHOLE);
    parts.unknownAdditions(out, more);
  }

  private void h263(Per out) {
    boolean more = parts.later(3);
    out.bit(more);
    boolean[] there = optional(out, 7);
    for (int i = 0; i < 5; i++) {
      number(out, there[i], 1, 32);
    }
    number(out, true, 1, 192_400);
    booleans(out, 5);
    number(out, there[5], 0, 524_287);
    number(out, there[6], 0, 65_535);
    parts.unknownAdditions(out, more);
  }

  private void is11172(Per out) {
    boolean more = parts.later(3);
    out.bit(more);
    boolean[] there = optional(out, 6);
    booleans(out, 1);
    number(out, there[0], 0, 1_073_741_823);
    number(out, there[1], 0, 262_143);
    number(out, there[2], 0, 16_383);
    number(out, there[3], 0, 16_383);
    number(out, there[4], 0, 15);
    number(out, there[5], 0, WHOLE);
    parts.unknownAdditions(out, more);
  }

  private void audio(Per out) {
    int kind = parts.kind(14);
    if (kind == 14) {
      out.bit(true).small(gen.below(11)).open(parts.noise());
      return;
    }
    out.bit(false).bits(kind, 4);
    switch (kind) {
      case 0 -> nonStandard(out);
      case 8 -> {
        number(out, true, 1, 256);
        booleans(out, 1);
      }
      case 12, 13 -> {
        boolean more = parts.later(3);
        out.bit(more);
        booleans(out, kind == 12 ? 8 : 20);
        number(out, true, 1, kind == 12 ? 448 : 1_130);
        parts.unknownAdditions(out, more);
      }
      default -> number(out, true, 1, 256);
    }
  }

  private void data(Per out, int application) {
    boolean more = parts.later(3);
    out.bit(more);
    if (application == 10) {
      out.bit(true).small(gen.below(4)).open(parts.noise());
    } else {
      out.bit(false).bits(application, 4);
    }
    switch (application) {
      case 0 -> nonStandard(out);
      case 4 -> {
        dataProtocol(out);
        boolean restricted = gen.flip();
        out.bit(restricted);
        if (restricted) {
          boolean moreOfProfile = parts.later(3);
          out.bit(moreOfProfile);
          booleans(out, 19);
          parts.unknownAdditions(out, moreOfProfile);
        }
      }
      case 7 -> {
        dataProtocol(out);
        out.string(gen.bytes(gen.below(9)));
      }
      case 8, 10 -> {}
      default -> dataProtocol(out);
    }
    number(out, true, 0, WHOLE);
    parts.unknownAdditions(out, more);
  }

  private void dataProtocol(Per out) {
    int kind = parts.kind(7);
    if (kind == 7) {
      out.bit(true).small(gen.below(7)).open(gen.flip() ? new Per() : parts.noise());
      return;
    }
    out.bit(false).bits(kind, 3);
    if (kind == 0) {
      nonStandard(out);
    }
  }
}
