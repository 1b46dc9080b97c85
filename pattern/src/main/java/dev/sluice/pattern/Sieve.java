package dev.sluice.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes over bytes at which no thread of a row lives long: a thread is nothing to a row unless it
 * finds {@link #BYTES} bytes that it may take. Not threadsafe.
 *
 * <p>Threads share {@link #BUCKETS} buckets. Bytes are asked in pairs: a cell says of a pair which
 * buckets may take it. Pairs share cells, too, so what is found there is asked again, byte by byte
 * and in smaller buckets. What is found then may still be nothing; what is not found is not there.
 * Rows whose threads are almost the same share cells.
 */
abstract sealed class Sieve permits CloseSieve, WideSieve {
  /** How many bytes a thread must live to be found; fewer if it begins beside a pair. */
  static final int BYTES = 8;

  static final int BUCKETS = 8;
  private static final long BUCKET_MASK = (1 << BUCKETS) - 1;

  static final int PAIRS = BYTES / 2;
  static final int KEY_BITS = 14;

  /** The bits of a pair that are asked where each byte counts: all but the lowest of each byte. */
  static final int BYTES_APART = 0xfefe;

  /** And where cases do not. */
  static final int CASES_TOGETHER = 0xdfdf;

  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SieveCells shared;
  private final long[] small;

  /**
   * @param small the small buckets that hold the row's openings
   */
  Sieve(SieveCells shared, long[] small) {
    this.shared = shared;
    this.small = small;
  }

  /**
   * From where on the row has to be followed: where a thread begins that may live, also beyond the
   * end; or the end. What lies before changes nothing.
   *
   * @param bytes with eight more than are looked at, of any value
   */
  abstract int pass(byte[] bytes, int from, int to);

  /**
   * Where the first thread begins that may live, of those that the coarse buckets let live.
   *
   * @param earliest where those of the lowest bits begin
   */
  final int living(byte[] bytes, int earliest, int to, long ended) {
    long left = ~ended;
    while (left != 0) {
      int later = Long.numberOfTrailingZeros(left) / BUCKETS;
      if (lives(bytes, earliest + later, to)) {
        return earliest + later;
      }
      left &= ~(BUCKET_MASK << BUCKETS * later);
    }
    return to;
  }

  /** Whether one of the small buckets allows all bytes of a thread, as far as there are any. */
  final boolean lives(byte[] bytes, int begin, int to) {
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
