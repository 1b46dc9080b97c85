package dev.sluice.pattern;

import java.util.Arrays;
import java.util.List;

/** The cells of a {@link Sieve} while they are filled: which bits each pair of bytes allows. */
final class SieveCells {
  /** All bytes: where a thread is of no matter any more, or not yet. */
  static final int[] ALL = new int[256];

  /** Pairs of which there are more are not told apart from those of other threads. */
  private static final int MOST_PAIRS = 1024;

  private static final int HALF_BITS = Sieve.KEY_BITS / 2;

  static {
    Arrays.setAll(ALL, value -> value);
  }

  private final int[] first = new int[256];
  private final int[] second = new int[256];
  private final long[] allowed = new long[1 << Sieve.KEY_BITS];
  private final long[] allowedAfterAny = new long[1 << HALF_BITS];
  private final long[] allowedBeforeAny = new long[1 << HALF_BITS];
  private long always;

  /** Empty cells, of which the bits {@code key} of a pair say which is the pair's. */
  SieveCells(int key) {
    Arrays.setAll(first, value -> Integer.compress(value, key & 0xff));
    Arrays.setAll(second, value -> Integer.compress(value, key >>> 8));
  }

  /** Allows the pairs that threads may take as their bytes n and n + 1; before the first, any. */
  void allow(long bit, List<int[][]> threads, int n) {
    boolean[] manyFirst = new boolean[1 << HALF_BITS];
    boolean[] manySecond = new boolean[1 << HALF_BITS];
    for (int[][] thread : threads) {
      int[] one = n < 0 ? ALL : thread[n];
      int[] two = thread[n + 1];
      if (one.length == ALL.length && two.length == ALL.length) {
        always |= bit;
        return;
      }
      if (one.length == ALL.length) {
        for (int value : two) {
          allowedAfterAny[second[value]] |= bit;
        }
      } else if (two.length == ALL.length) {
        for (int value : one) {
          allowedBeforeAny[first[value]] |= bit;
        }
      } else if (one.length * two.length <= MOST_PAIRS) {
        allowPairs(bit, one, two);
      } else {
        for (int value : one) {
          manyFirst[first[value]] = true;
        }
        for (int value : two) {
          manySecond[second[value]] = true;
        }
      }
    }
    for (int two = 0; two < manySecond.length; two++) {
      for (int one = 0; manySecond[two] && one < manyFirst.length; one++) {
        allowed[two << HALF_BITS | one] |= manyFirst[one] ? bit : 0;
      }
    }
  }

  private void allowPairs(long bit, int[] ones, int[] twos) {
    for (int two : twos) {
      for (int one : ones) {
        allowed[second[two] << HALF_BITS | first[one]] |= bit;
      }
    }
  }

  /** What is not allowed. */
  long[] forbidden() {
    long[] forbidden = new long[allowed.length];
    int mask = (1 << HALF_BITS) - 1;
    for (int i = 0; i < forbidden.length; i++) {
      long beside = allowedBeforeAny[i & mask] | allowedAfterAny[i >>> HALF_BITS];
      forbidden[i] = ~(always | beside | allowed[i]);
    }
    return forbidden;
  }
}
