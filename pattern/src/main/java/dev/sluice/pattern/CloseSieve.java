package dev.sluice.pattern;

/**
 * A sieve that asks each pair of bytes, for threads that begin with a first byte of a pair and for
 * those that begin with a second one, and for each of the four pairs that a thread meets.
 *
 * <pre>
 *   63      56 55     48 ... 15       8 7       0
 *   | second  | first   | ... | second  | first  |   1: no thread of this bucket can be here
 *   |   its first pair  | ... |  its fourth pair |
 * </pre>
 *
 * <p>PERF: eight bytes are asked at once and no load waits for another. See
 * docs/decisions/0002-streams-and-states.md. Not threadsafe.
 */
final class CloseSieve extends Sieve {
  static final int PAIR_BITS = 2 * BUCKETS;

  /** How far before the bytes asked last the earliest thread begins of which something is found. */
  private static final int EARLIEST = BYTES - 2;

  private final long key;
  private final long[] cells;

  /** Of the bytes sifted last: what they ended, and what they end of threads that go on. */
  private long ended;

  private long before;

  CloseSieve(SieveCells shared, long[] small) {
    super(shared, small);
    this.key = shared.key() * 0x1_0001_0001_0001L;
    this.cells = shared.forbidden();
  }

  @Override
  int pass(byte[] bytes, int from, int to) {
    before = -1L >>> PAIR_BITS;
    int at = sift(bytes, from, to);
    while (at + BYTES <= to) {
      int begin = living(bytes, at - EARLIEST, to, ended);
      if (begin < to) {
        return begin;
      }
      at = sift(bytes, at + BYTES, to);
    }
    return passRest(bytes, at, to);
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
      long d = c[(int) (keys >>> 2 * KEY_BITS) & mask];
      long e = c[(int) (keys >>> 3 * KEY_BITS) & mask];
      none = last | a | b << PAIR_BITS | (d << 2 * PAIR_BITS | e << 3 * PAIR_BITS);
      last = b >>> 3 * PAIR_BITS | d >>> 2 * PAIR_BITS | e >>> PAIR_BITS;
      if (none != -1L) {
        break;
      }
    }
    before = last;
    ended = none;
    return at;
  }

  /** The last bytes, fewer than eight, and what may live on behind them. */
  private int passRest(byte[] bytes, int at, int to) {
    int pairs = (to - at) / 2;
    long keys = Long.compress((long) LONG.get(bytes, at), key);
    int mask = cells.length - 1;
    // Pairs that are not there end nothing, and nothing begins with them.
    long a = pairs < 1 ? 0 : cells[(int) keys & mask];
    long b = pairs < 2 ? 0 : cells[(int) (keys >>> KEY_BITS) & mask];
    long d = pairs < 3 ? 0 : cells[(int) (keys >>> 2 * KEY_BITS) & mask];
    long none = before | a | b << PAIR_BITS | d << 2 * PAIR_BITS;
    none |= pairs < 1 ? -1L << PAIR_BITS * (PAIRS - 1) : 0;
    long beyond = b >>> 3 * PAIR_BITS | d >>> 2 * PAIR_BITS;
    beyond |= -1L << PAIR_BITS * Math.max(0, pairs - 1);
    int begin = living(bytes, at - EARLIEST, to, none);
    begin = begin < to ? begin : living(bytes, at + BYTES - EARLIEST, to, beyond);
    return Math.min(begin, at + 2 * pairs);
  }
}
