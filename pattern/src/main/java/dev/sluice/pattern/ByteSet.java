package dev.sluice.pattern;

/** A set of bytes, one bit each, the bit of byte 0 being the lowest of {@code a}. Immutable. */
public record ByteSet(long a, long b, long c, long d) {
  /** No byte. */
  public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

  /** Each byte, as {@code .} stands for. */
  public static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);

  private static final long UPPER = 0x07ff_fffeL;
  private static final int CASE_GAP = 32;

  /** The set of one byte. */
  public static ByteSet of(int value) {
    return range(value, value);
  }

  /** All bytes from the first to the last, both included; none if they are in the wrong order. */
  public static ByteSet range(int first, int last) {
    return new ByteSet(
        word(first, last),
        word(first - 64, last - 64),
        word(first - 128, last - 128),
        word(first - 192, last - 192));
  }

  private static long word(int first, int last) {
    int from = Math.max(first, 0);
    int to = Math.min(last, 63);
    return from > to ? 0 : (-1L >>> (63 - (to - from))) << from;
  }

  /** Whether the byte (0 to 255) is in the set. */
  public boolean contains(int value) {
    long word =
        switch (value >>> 6) {
          case 0 -> a;
          case 1 -> b;
          case 2 -> c;
          default -> d;
        };
    return (word >>> value & 1) != 0;
  }

  /** What is in this set or the other. */
  public ByteSet or(ByteSet other) {
    return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
  }

  /** What is in both sets. */
  public ByteSet and(ByteSet other) {
    return new ByteSet(a & other.a, b & other.b, c & other.c, d & other.d);
  }

  /** What is not in the set. */
  public ByteSet not() {
    return new ByteSet(~a, ~b, ~c, ~d);
  }

  /** The set with the other case of each of its ASCII letters. */
  public ByteSet bothCases() {
    long lower = b >>> CASE_GAP & UPPER;
    long upper = b & UPPER;
    return new ByteSet(a, b | lower | upper << CASE_GAP, c, d);
  }

  /** All bytes whose lower-case form is in the set: what it matches in data made lower-case. */
  public ByteSet ofLowered() {
    long lower = b >>> CASE_GAP & UPPER;
    return new ByteSet(a, (b & ~UPPER) | lower, c, d);
  }

  /** Whether no byte is in the set. */
  public boolean isEmpty() {
    return (a | b | c | d) == 0;
  }

  /** How many bytes are in the set. */
  public int size() {
    return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
  }

  /** The lowest byte of the set, or -1. */
  public int first() {
    for (int value = 0; value < 256; value++) {
      if (contains(value)) {
        return value;
      }
    }
    return -1;
  }
}
