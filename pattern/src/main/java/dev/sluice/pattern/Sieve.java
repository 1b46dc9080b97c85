package dev.sluice.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes over bytes at which no thread of a row lives long: a thread is nothing to a row unless it
 * finds {@link #BYTES} bytes that it may take. Not threadsafe.
 *
 * <p>Threads share {@link #BUCKETS} buckets. Bytes are asked in pairs: a cell says of a pair which
 * buckets may take it, for threads that begin with a first byte of a pair and for those that begin
 * with a second one, and for each of the four pairs that a thread meets. Pairs share cells, too, so
 * what is found there is asked again, byte by byte and in smaller buckets. What is found then may
 * still be nothing; what is not found is not there. Rows whose threads are almost the same share
 * cells.
 *
 * <pre>
 *   63      56 55     48 ... 15       8 7       0
 *   | second  | first   | ... | second  | first  |   1: no thread of this bucket can be here
 *   |   its first pair  | ... |  its fourth pair |
 * </pre>
 *
 * <p>PERF: eight bytes are asked at once and no load waits for another. See
 * docs/decisions/0002-streams-and-states.md.
 */
final class Sieve {
  /** How many bytes a thread must live to be found; one less if it begins with a second byte. */
  static final int BYTES = 8;

  static final int BUCKETS = 8;

  static final int PAIRS = BYTES / 2;
  static final int PAIR_BITS = 2 * BUCKETS;
  private static final long BUCKET_MASK = (1 << BUCKETS) - 1;

  static final int KEY_BITS = 14;

  /** The bits of a pair that are asked where each byte counts: all but the lowest of each byte. */
  static final int BYTES_APART = 0xfefe;

  /** And where cases do not. */
  static final int CASES_TOGETHER = 0xdfdf;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SieveCells shared;
  private final long key;
  private final long[] cells;
  private final long[] small;

  /** Of the bytes sifted last: what they ended, and what they end of threads that go on. */
  private long ended;

  private long before;

  /**
   * @param small the small buckets that hold the row's openings
   */
  Sieve(SieveCells shared, long[] small) {
    this.shared = shared;
    this.key = shared.key() * 0x1_0001_0001_0001L;
    this.cells = shared.forbidden();
    this.small = small;
  }

  /**
   * From where on the row has to be followed: where a thread begins that may live, also beyond the
   * end; or the end. What lies before changes nothing.
   *
   * @param bytes with eight more than are looked at, of any value
   */
  int pass(byte[] bytes, int from, int to) {
    before = -1L >>> PAIR_BITS;
    int at = sift(bytes, from, to);
    while (at + BYTES <= to) {
      int begin = living(bytes, at, to, ended);
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
    int begin = living(bytes, at, to, none);
    begin = begin < to ? begin : living(bytes, at + BYTES, to, beyond);
    return Math.min(begin, at + 2 * pairs);
  }

  /** Where the first thread begins that may live, of those that the coarse buckets let live. */
  private int living(byte[] bytes, int at, int to, long ended) {
    long left = ~ended;
    while (left != 0) {
      int bucket = Long.numberOfTrailingZeros(left) / BUCKETS;
      int begin = at + 2 * (bucket / 2 - PAIRS + 1) + bucket % 2;
      if (lives(bytes, begin, to)) {
        return begin;
      }
      left &= ~(BUCKET_MASK << BUCKETS * bucket);
    }
    return to;
  }

  /** Whether one of the small buckets allows all bytes of a thread, as far as there are any. */
  private boolean lives(byte[] bytes, int begin, int to) {
    long[] allowed = shared.allowed();
    for (int w = 0; w < small.length; w++) {
      long asked = small[w];
      if (asked != 0
          && (begin + BYTES <= to
              ? livesLong(allowed, (long) LONG.get(bytes, begin), w, asked)
              : livesShort(allowed, bytes, begin, to, w, asked))) {
        return true;
      }
    }
    return false;
  }

  private static boolean livesLong(long[] f, long eight, int w, long asked) {
    int word = w * SieveCells.SMALL_CELLS;
    int mask = f.length - 1;
    long lives =
        asked
            & f[((int) eight & 0xff | word) & mask]
            & f[((int) (eight >>> 8) & 0xff | 1 << 8 | word) & mask]
            & f[((int) (eight >>> 16) & 0xff | 2 << 8 | word) & mask]
            & f[((int) (eight >>> 24) & 0xff | 3 << 8 | word) & mask];
    return lives != 0
        && (lives
                & f[((int) (eight >>> 32) & 0xff | 4 << 8 | word) & mask]
                & f[((int) (eight >>> 40) & 0xff | 5 << 8 | word) & mask]
                & f[((int) (eight >>> 48) & 0xff | 6 << 8 | word) & mask]
                & f[((int) (eight >>> 56) | 7 << 8 | word) & mask])
            != 0;
  }

  private static boolean livesShort(long[] f, byte[] bytes, int begin, int to, int w, long asked) {
    long lives = asked;
    for (int i = 0; i < to - begin; i++) {
      lives &= f[w * SieveCells.SMALL_CELLS | i << 8 | bytes[begin + i] & 0xff];
    }
    return lives != 0;
  }
}
