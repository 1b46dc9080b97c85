package dev.sluice.engine.track;

import java.lang.foreign.MemorySegment;

/**
 * Reads what ASN.1's packed encoding rules make of a message (ITU-T X.691, the aligned variant; its
 * clauses in brackets), bit by bit, never past its end: then it has {@link #failed}, and reads
 * zeros. Reused. Not threadsafe.
 */
final class PackedBits {
  /** What {@link #choice} adds to the number of an alternative of a later version. */
  static final int ADDED = 64;

  private static final int DEEP = 8;

  private MemorySegment bytes = MemorySegment.NULL;
  private long start;
  private long at;
  private long end;
  private boolean failed;

  /** The ends of the values around the one being read, and whether they had failed. */
  private final long[] ends = new long[DEEP];

  private final boolean[] outer = new boolean[DEEP];
  private int depth;

  /** From a byte on, so many bytes. */
  void of(MemorySegment segment, long from, int length) {
    bytes = segment;
    start = from;
    at = 0;
    end = 8L * length;
    failed = false;
    depth = 0;
  }

  boolean failed() {
    return failed;
  }

  void fail() {
    failed = true;
  }

  boolean bit() {
    return bits(1) != 0;
  }

  /** At most 32 bits. */
  long bits(int count) {
    if (failed || at + count > end) {
      failed = true;
      return 0;
    }
    long value = 0;
    int left = count;
    while (left > 0) {
      int octet = Octets.int8(bytes, start + (at >>> 3));
      int here = Math.min(left, 8 - (int) (at & 7));
      int low = 8 - (int) (at & 7) - here;
      value = value << here | octet >>> low & (1 << here) - 1;
      at += here;
      left -= here;
    }
    return value;
  }

  void align() {
    at = at + 7 & ~7L;
  }

  /** Whole octets, aligned. */
  void skip(long octets) {
    align();
    at += 8 * octets;
    failed |= at > end;
  }

  /** A length without an upper bound (10.9.3.5); fragments of 16K are refused. */
  int length() {
    align();
    int first = (int) bits(8);
    if ((first & 0x80) == 0) {
      return first;
    }
    if ((first & 0x40) != 0) {
      failed = true;
      return 0;
    }
    return (first & 0x3F) << 8 | (int) bits(8);
  }

  /** A number that is usually small (10.6), up to 63. */
  int small() {
    if (bit()) {
      failed = true;
      return 0;
    }
    return (int) bits(6);
  }

  /** An integer from {@code low} to {@code high}, of which there are at most 64K (10.5.7). */
  int integer(int low, int high) {
    int range = high - low;
    if (range < 255) {
      return low + (int) bits(32 - Integer.numberOfLeadingZeros(range));
    }
    align();
    return low + (int) bits(range == 255 ? 8 : 16);
  }

  /** An integer from {@code low} on that takes up to three or four octets (10.5.7.4). */
  long number(int low) {
    int octets = 1 + (int) bits(2);
    align();
    return low + bits(8 * octets);
  }

  /** Skips a value whose length stands before it: an addition, an octet string. */
  void skipOpen() {
    skip(length());
  }

  /**
   * The alternative of a CHOICE with a mark for additions (22.5): its number, of {@code width}
   * bits, or {@link #ADDED} and more, and then it says its own length.
   */
  int choice(int width) {
    return bit() ? ADDED + small() : (int) bits(width);
  }

  /** Which additions a SEQUENCE has (18.7), the first in the highest bit; none beyond 64. */
  long additions() {
    int count = small() + 1;
    int first = Math.min(count, 32);
    long marks = bits(first) << 64 - first;
    return count > 32 ? marks | bits(count - 32) << 64 - count : marks;
  }

  /** Passes by those additions before number {@code index}; what is left of their marks. */
  long seek(long marks, int index) {
    long before = index == 0 ? 0 : marks & -1L << 64 - index;
    skipAdditions(before);
    return marks & ~before;
  }

  static boolean marked(long marks, int index) {
    return marks << index < 0;
  }

  /** The marks behind number {@code index}. */
  static long behind(long marks, int index) {
    return marks & Long.MAX_VALUE >>> index;
  }

  void skipAdditions(long marks) {
    for (int left = Long.bitCount(marks); left > 0 && !failed; left--) {
      skipOpen();
    }
  }

  /** The additions of a SEQUENCE, if it was marked to have any. */
  void skipAdditions(boolean any) {
    if (any) {
      skipAdditions(additions());
    }
  }

  /** Reads on inside a value that says its own length, which must be left again. */
  void enter() {
    long length = length();
    boolean fits = !failed && depth < DEEP && at + 8 * length <= end;
    failed |= !fits;
    if (depth < DEEP) {
      ends[depth] = end;
      outer[depth] = failed;
      end = fits ? at + 8 * length : end;
    }
    depth++;
  }

  /** Behind that value, however far it was read; whether it could be read. */
  boolean leave() {
    boolean good = !failed;
    depth--;
    if (depth < DEEP) {
      at = outer[depth] ? at : end;
      failed = outer[depth];
      end = ends[depth];
    }
    return good;
  }
}
