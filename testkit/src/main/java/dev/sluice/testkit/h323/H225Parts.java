package dev.sluice.testkit.h323;

import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands around the addresses of H.225.0's messages, drawn anew each time. Not threadsafe. */
final class H225Parts {
  /** itu-t recommendation h 2250 version 0 and its number. */
  private static final byte[] PROTOCOL = {0, 8, (byte) 0x91, 0x4A, 0, 4};

  private final Gen gen;
  private boolean plain;

  H225Parts(Gen gen) {
    this.gen = gen;
  }

  /** From now on nothing that is left to later versions of the Recommendations. */
  void plain() {
    plain = true;
  }

  /** Whether to draw something of a later version, once in {@code n} times. */
  boolean later(int n) {
    return !plain && gen.oneIn(n);
  }

  /** One of the first alternatives of a choice, or the one behind them for all later ones. */
  int kind(int first) {
    return gen.below(plain ? first : first + 1);
  }

  void protocolIdentifier(Per out) {
    out.string(PROTOCOL);
  }

  void guid(Per out) {
    out.octets(gen.bytes(16));
  }

  /** A SEQUENCE with nothing but a guid in it. */
  Per callIdentifier() {
    Per out = new Per().bit(false);
    guid(out);
    return out;
  }

  /** A SEQUENCE OF what {@code one} writes. */
  void several(Per out, int count, Consumer<Per> one) {
    out.length(count);
    for (int i = 0; i < count; i++) {
      one.accept(out);
    }
  }

  /** Writes a marked SEQUENCE's rest: {@code count} additions of a version nobody knows. */
  void unknownAdditions(Per out, boolean there) {
    if (there) {
      List<@Nullable Per> additions = new ArrayList<>();
      int count = gen.between(1, 9);
      for (int i = 0; i < count; i++) {
        additions.add(later(2) ? noise() : null);
      }
      out.additions(additions);
    }
  }

  Per noise() {
    return new Per().octets(gen.bytes(gen.oneIn(8) ? gen.between(128, 300) : gen.between(1, 20)));
  }

  void nonStandard(Per out) {
    if (gen.flip()) {
      out.bit(false).bits(0, 1).string(gen.bytes(gen.between(1, 9)));
    } else {
      out.bit(false).bits(1, 1);
      h221NonStandard(out);
    }
    out.string(gen.bytes(gen.below(30)));
  }

  private void h221NonStandard(Per out) {
    boolean more = later(6);
    out.bit(more).integer(gen.below(256), 0, 255).integer(gen.below(256), 0, 255);
    out.integer(gen.below(65_536), 0, 65_535);
    unknownAdditions(out, more);
  }

  void vendor(Per out) {
    boolean more = later(4);
    boolean product = gen.flip();
    boolean version = gen.flip();
    out.bit(more).bit(product).bit(version);
    h221NonStandard(out);
    for (boolean named : new boolean[] {product, version}) {
      if (named) {
        int length = gen.between(1, gen.oneIn(5) ? 256 : 20);
        out.integer(length, 1, 256).octets(gen.bytes(length));
      }
    }
    unknownAdditions(out, more);
  }

  void endpointType(Per out) {
    boolean more = later(3);
    boolean[] there = new boolean[6];
    out.bit(more);
    for (int i = 0; i < there.length; i++) {
      there[i] = gen.flip();
      out.bit(there[i]);
    }
    if (there[0]) {
      nonStandard(out);
    }
    if (there[1]) {
      vendor(out);
    }
    if (there[2]) {
      kindOfEndpoint(out);
    }
    if (there[3]) {
      gateway(out);
    }
    if (there[4]) {
      kindOfEndpoint(out);
    }
    if (there[5]) {
      kindOfEndpoint(out);
    }
    out.bit(gen.flip()).bit(gen.flip());
    unknownAdditions(out, more);
  }

  /**
   * Gatekeeper, MCU, terminal and each protocol of a gateway: data of the vendor, and additions.
   */
  private void kindOfEndpoint(Per out) {
    boolean more = later(3);
    boolean data = gen.oneIn(3);
    out.bit(more).bit(data);
    if (data) {
      nonStandard(out);
    }
    unknownAdditions(out, more);
  }

  private void gateway(Per out) {
    boolean more = later(4);
    boolean protocols = gen.flip();
    boolean data = gen.oneIn(3);
    out.bit(more).bit(protocols).bit(data);
    if (protocols) {
      several(out, gen.below(4), this::supportedProtocol);
    }
    if (data) {
      nonStandard(out);
    }
    unknownAdditions(out, more);
  }

  private void supportedProtocol(Per out) {
    int kind = kind(9);
    if (kind == 9) {
      out.bit(true).small(gen.below(3)).open(noise());
      return;
    }
    out.bit(false).bits(kind, 4);
    if (kind == 0) {
      nonStandard(out);
    } else {
      kindOfEndpoint(out);
    }
  }

  void alias(Per out) {
    switch (kind(2)) {
      case 0 -> {
        int digits = gen.between(1, 128);
        out.bit(false).bits(0, 1).integer(digits, 1, 128).align();
        for (int i = 0; i < digits; i++) {
          out.bits(gen.below(13), 4);
        }
      }
      case 1 -> {
        int letters = gen.between(1, gen.oneIn(5) ? 256 : 12);
        out.bit(false).bits(1, 1).integer(letters, 1, 256).octets(gen.bytes(2 * letters));
      }
      default -> out.bit(true).small(gen.below(6)).open(noise());
    }
  }

  /** A gatekeeper's or an endpoint's name. */
  void identifier(Per out) {
    int letters = gen.between(1, gen.oneIn(5) ? 128 : 12);
    out.integer(letters, 1, 128).octets(gen.bytes(2 * letters));
  }

  /** An address that is none of IP's, or one with a route. */
  void otherAddress(Per out) {
    int kind = kind(5);
    out.bit(kind == 5).bits(kind == 5 ? 0 : new int[] {1, 2, 4, 5, 6}[kind], kind == 5 ? 0 : 3);
    switch (kind) {
      case 0 -> {
        boolean more = later(3);
        out.bit(more).octets(gen.bytes(4)).integer(gen.below(65_536), 0, 65_535);
        several(out, gen.below(4), each -> each.octets(gen.bytes(4)));
        out.bit(false).bits(gen.below(2), 1);
        unknownAdditions(out, more);
      }
      case 1 -> out.octets(gen.bytes(12));
      case 2 -> out.octets(gen.bytes(16));
      case 3 -> {
        int length = gen.between(1, 20);
        out.integer(length, 1, 20).octets(gen.bytes(length));
      }
      case 4 -> nonStandard(out);
      default -> out.small(0).open(noise());
    }
  }

  /** H245Security, which a Progress holds in its root. */
  void security(Per out) {
    int kind = kind(4);
    if (kind == 4) {
      out.bit(true).small(0).open(noise());
      return;
    }
    out.bit(false).bits(kind, 2);
    if (kind == 0) {
      nonStandard(out);
    } else if (kind > 1) {
      boolean more = later(4);
      boolean data = gen.oneIn(3);
      out.bit(more).bit(data);
      if (data) {
        nonStandard(out);
      }
      for (int i = 0; i < 3; i++) {
        serviceMode(out);
      }
      unknownAdditions(out, more);
    }
  }

  private void serviceMode(Per out) {
    int mode = kind(3);
    if (mode == 3) {
      out.bit(true).small(0).open(noise());
      return;
    }
    out.bit(false).bits(mode, 2);
    if (mode == 0) {
      nonStandard(out);
    }
  }

  /** QseriesOptions. */
  void services(Per out) {
    boolean more = later(4);
    boolean moreOfQ954 = later(4);
    out.bit(more).bits(gen.below(128), 7).bit(moreOfQ954).bits(gen.below(4), 2);
    unknownAdditions(out, moreOfQ954);
    unknownAdditions(out, more);
  }

  /** A CHOICE of {@code root} NULLs that later versions have added to. */
  void reason(Per out, int root) {
    if (later(4)) {
      out.bit(true).small(gen.below(6)).open(gen.flip() ? new Per() : noise());
    } else {
      out.bit(false).integer(gen.below(root), 0, root - 1L);
    }
  }
}
