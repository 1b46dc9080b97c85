package dev.sluice.pattern;

/**
 * A sieve that asks every other pair of bytes only, for openings that little data fits: at four
 * bytes after four, whether a thread can be there that began with them or up to three bytes before,
 * and whether one can that began four to seven before.
 *
 * <pre>
 *   63       56 ... 39       32 31       24 ... 7         0
 *   | with them | ... | 3 before | 4 before | ... | 7 before |   1: none of this bucket can be here
 * </pre>
 *
 * <p>PERF: a third of the instructions of {@link CloseSieve}. Not threadsafe.
 */
final class WideSieve extends Sieve {
  /** How far before the bytes asked last the earliest thread begins of which something is found. */
  private static final int EARLIEST = BYTES - 1;

  private final long key;
  private final long[] cells;

  /** The bytes with which a thread begins. */
  private final boolean[] begins = new boolean[256];

  /** Of the bytes sifted last: what they ended, and the last cell. */
  private long ended;

  private long before;

  WideSieve(SieveCells shared, long[] small) {
    super(shared, small);
    this.key = shared.key() * 0x1_0000_0001L;
    this.cells = shared.forbidden();
    for (int value = 0; value < begins.length; value++) {
      for (int w = 0; w < small.length; w++) {
        int cell = w * SieveCells.SMALL_CELLS + value;
        begins[value] |= small[w] != 0 && (shared.allowed()[cell] & small[w]) != 0;
      }
    }
  }

  @Override
  int pass(byte[] bytes, int from, int to) {
    before = -1L;
    int at = sift(bytes, from, to);
    while (at + BYTES <= to) {
      int begin = living(bytes, at - EARLIEST, to, ended | tooEarly(from, at));
      if (begin < to) {
        return begin;
      }
      at = sift(bytes, at + BYTES, to);
    }
    return passRest(bytes, from, at, to);
  }

  /** From where on eight bytes end not all buckets, or fewer than eight are left. */
  private int sift(byte[] bytes, int from, int to) {
    long[] c = cells;
    long k = key;
    int mask = c.length - 1;
    long last = before;
    long none = -1L;
    int at = from;
    for (; at + BYTES <= to; at += BYTES) {
      long keys = Long.compress((long) LONG.get(bytes, at), k);
      long a = c[(int) keys & mask];
      long b = c[(int) (keys >>> KEY_BITS) & mask];
      none = last >>> Integer.SIZE | a | b << Integer.SIZE;
      last = b;
      if (none != -1L) {
        break;
      }
    }
    before = last;
    ended = none;
    return at;
  }

  /** The last bytes, fewer than eight: the last eight are asked as well. */
  private int passRest(byte[] bytes, int from, int at, int to) {
    long rest = -1L << Integer.SIZE;
    int begin = living(bytes, at - EARLIEST, to, before >>> Integer.SIZE | rest);
    if (begin == to && at < to) {
      int last = to - BYTES;
      long keys = Long.compress((long) LONG.get(bytes, last), key);
      int mask = cells.length - 1;
      long a = cells[(int) keys & mask];
      long b = cells[(int) (keys >>> KEY_BITS) & mask];
      long none = ~rest | a | b << Integer.SIZE | tooEarly(from, last);
      begin = living(bytes, last - EARLIEST, to, none);
      long beyond = b >>> Integer.SIZE | rest;
      begin = begin < to ? begin : living(bytes, to - EARLIEST, to, beyond);
    }
    for (int single = to - 3; begin == to && single < to; single++) {
      begin = begins[bytes[single] & 0xff] && lives(bytes, single, to) ? single : to;
    }
    return begin;
  }

  /** The bits of threads that would have begun before the first byte. */
  private static long tooEarly(int from, int at) {
    int places = Math.max(0, from + PAIRS - 1 - at);
    return (1L << BUCKETS * places) - 1 << Integer.SIZE;
  }
}
