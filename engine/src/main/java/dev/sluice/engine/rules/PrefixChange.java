package dev.sluice.engine.rules;

import dev.sluice.policy.AddressRange;

/**
 * RFC 6296: a prefix is replaced by another so that the one's complement sum of the address, and
 * with it every transport checksum, stays as it was. Prefixes of up to 48 bits take the correction
 * in the fourth 16 bit word, longer ones in the first word of the interface identifier that is not
 * 0xFFFF (section 3.7). Immutable.
 */
final class PrefixChange {
  /** Changes nothing. */
  static final PrefixChange NONE = new PrefixChange(0, 0, 0, 0, 0, 0, 0, 0);

  private static final int MOST_LENGTH = 64;

  private final long fromHigh;
  private final long fromLow;
  private final long toHigh;
  private final long toLow;
  private final long maskHigh;
  private final long maskLow;
  private final int length;
  private final int adjustment;

  private PrefixChange(
      long fromHigh,
      long fromLow,
      long toHigh,
      long toLow,
      long maskHigh,
      long maskLow,
      int length,
      int adjustment) {
    this.fromHigh = fromHigh;
    this.fromLow = fromLow;
    this.toHigh = toHigh;
    this.toLow = toLow;
    this.maskHigh = maskHigh;
    this.maskLow = maskLow;
    this.length = length;
    this.adjustment = adjustment;
  }

  /** Of two prefixes; the longer one's length counts, and one beyond 64 bits is not translated. */
  static PrefixChange of(AddressRange from, AddressRange to) {
    int length = Math.max(from.prefixLength(), to.prefixLength());
    if (from.prefixLength() < 0 || to.prefixLength() < 0 || length > MOST_LENGTH || length == 0) {
      return NONE;
    }
    long maskHigh = -1L << (64 - length);
    int adjustment = fold(sum(from.first().high()) + 0xFFFFL - sum(to.first().high()));
    return new PrefixChange(
        from.first().high(), 0, to.first().high(), 0, maskHigh, 0, length, adjustment);
  }

  /** Whether the address lies in the prefix that is replaced. */
  boolean covers(long high, long low) {
    return length != 0 && (high & maskHigh) == fromHigh && (low & maskLow) == fromLow;
  }

  /** The upper half of the address that {@code high} and {@code low} become. */
  long high(long high) {
    long replaced = toHigh | high & ~maskHigh;
    if (length > 48) {
      return replaced;
    }
    long word = add((int) (replaced & 0xFFFF));
    return replaced & ~0xFFFFL | word;
  }

  /** The lower half. */
  long low(long low) {
    long replaced = toLow | low & ~maskLow;
    if (length <= 48) {
      return replaced;
    }
    for (int shift = 48; shift >= 0; shift -= 16) {
      int word = (int) (replaced >>> shift & 0xFFFF);
      if (word != 0xFFFF) {
        return replaced & ~(0xFFFFL << shift) | (long) add(word) << shift;
      }
    }
    return replaced;
  }

  private int add(int word) {
    int sum = fold((long) word + adjustment);
    return sum == 0xFFFF ? 0 : sum;
  }

  private static int sum(long high) {
    return fold((high >>> 48) + (high >>> 32 & 0xFFFF) + (high >>> 16 & 0xFFFF) + (high & 0xFFFF));
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) folded;
  }
}
