package dev.sluice.pattern;

import dev.sluice.pattern.Buckets.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@link Sieve}s of rows with almost the same openings share: of each pair of bytes, which
 * coarse buckets do not allow it, and of each byte, which small ones do. More openings may be added
 * as long as little more data fits; what was not passed over before will not be then. Not
 * threadsafe.
 */
final class SieveCells {
  /** The most small buckets: mostly each holds one opening. */
  static final int MOST_SMALL = 256;

  static final int SMALL_WORDS = MOST_SMALL / Long.SIZE;

  /** The cells of 64 small buckets. */
  static final int SMALL_CELLS = 256 * Sieve.BYTES;

  /** The bytes that it takes at most. */
  static final int SIZE = Long.BYTES * ((1 << Sieve.KEY_BITS) + SMALL_WORDS * SMALL_CELLS);

  /** Pairs of which there are more are not told apart from those of other threads. */
  private static final int MOST_PAIRS = 1024;

  private static final int HALF_BITS = Sieve.KEY_BITS / 2;
  private static final int HALF = 1 << HALF_BITS;

  /** How much more data may fit than at first. */
  private static final double MOST_GROWTH = 1.5;

  /** How much data may fit at each pair if only every other one is asked. */
  private static final double MOST_WIDE = 0.001;

  private final int key;
  private final int[][] bytesOf;
  private final Buckets dealer;
  private final List<Bucket> small;
  private final List<Bucket> coarse;

  /** The small bucket of each opening. */
  private final Map<Opening, Integer> places = new HashMap<>();

  private final double mostCost;
  private final boolean wide;
  private final int[] first = new int[256];
  private final int[] second = new int[256];
  private final long[] forbidden = new long[HALF * HALF];
  private long[] allowed = new long[0];

  /**
   * @param key the bits of a pair that say which cell is the pair's
   * @param bytesOf the bytes of each class
   */
  SieveCells(int key, int[][] bytesOf, Buckets dealer, List<Opening> openings) {
    this.key = key;
    this.bytesOf = bytesOf;
    this.dealer = dealer;
    this.small = dealer.deal(openings, MOST_SMALL);
    this.coarse = dealer.merge(small, Sieve.BUCKETS);
    this.mostCost = MOST_GROWTH * cost();
    this.wide = coarse.stream().mapToDouble(Bucket::costWide).sum() < MOST_WIDE;
    Arrays.setAll(first, value -> Integer.compress(value, key & 0xff));
    Arrays.setAll(second, value -> Integer.compress(value, key >>> 8));
    Arrays.fill(forbidden, -1L);
    for (int bucket = 0; bucket < coarse.size(); bucket++) {
      allow(bucket, coarse.get(bucket).openings());
    }
    for (int bucket = 0; bucket < small.size(); bucket++) {
      for (Opening opening : small.get(bucket).openings()) {
        allow(bucket, opening);
      }
    }
  }

  int key() {
    return key;
  }

  /** Whether only every other pair is asked. */
  boolean wide() {
    return wide;
  }

  /**
   * Of each pair the coarse buckets that do not allow it, as {@link CloseSieve} or {@link
   * WideSieve} says. Lives and changes with this.
   */
  long[] forbidden() {
    return forbidden;
  }

  /**
   * Of each byte the small buckets whose threads may take it as their nth: 64 of them in {@code
   * [256 * n + byte]}, and others as far behind as there are such cells.
   */
  long[] allowed() {
    return allowed;
  }

  int bytes() {
    return Long.BYTES * (forbidden.length + allowed.length);
  }

  /** The small buckets that hold these openings, which are all there. */
  long[] bucketsOf(List<Opening> openings) {
    long[] bits = new long[SMALL_WORDS];
    for (Opening opening : openings) {
      int bucket = Objects.requireNonNull(places.get(opening));
      bits[bucket / Long.SIZE] |= 1L << bucket;
    }
    return bits;
  }

  private double cost() {
    double cost = 0;
    for (Bucket bucket : coarse) {
      cost += bucket.cost();
    }
    return cost;
  }

  /** Whether the openings are all there, which they may be made to be now. */
  boolean take(List<Opening> more) {
    List<Opening> news = new ArrayList<>();
    double cost = cost();
    for (Opening opening : more) {
      if (!places.containsKey(opening)) {
        Bucket bucket = dealer.place(coarse, Sieve.BUCKETS, opening);
        cost += bucket.with(opening) - bucket.cost();
        news.add(opening);
      }
    }
    if (cost > mostCost || wide && !news.isEmpty()) {
      return false;
    }
    for (Opening opening : news) {
      allow(dealer.put(coarse, Sieve.BUCKETS, opening), List.of(opening));
      allow(dealer.put(small, MOST_SMALL, opening), opening);
    }
    return true;
  }

  /** Allows the bytes of an opening in a small bucket. */
  private void allow(int bucket, Opening opening) {
    places.put(opening, bucket);
    int cells = bucket / Long.SIZE * SMALL_CELLS;
    if (cells >= allowed.length) {
      allowed = Arrays.copyOf(allowed, Math.max(SMALL_CELLS, 2 * allowed.length));
    }
    for (int n = 0; n < Sieve.BYTES; n++) {
      for (int value : opening.bytes(n, bytesOf)) {
        allowed[cells + 256 * n + value] |= 1L << bucket;
      }
    }
  }

  /** Allows the pairs that the threads of a bucket may meet. */
  private void allow(int bucket, List<Opening> more) {
    for (int n = 0; wide && n < Sieve.PAIRS; n++) {
      long bit = 1L << Integer.SIZE + Sieve.BUCKETS * (Sieve.PAIRS - 1 - n) + bucket;
      allow(bit, more, n);
      allow(bit >>> Integer.SIZE, more, n + Sieve.PAIRS);
    }
    for (int pair = 0; !wide && pair < Sieve.PAIRS; pair++) {
      long bit = 1L << CloseSieve.PAIR_BITS * (Sieve.PAIRS - 1 - pair) + bucket;
      allow(bit, more, 2 * pair);
      allow(bit << Sieve.BUCKETS, more, 2 * pair - 1);
    }
  }

  /** Allows the pairs that threads may take as their bytes n and n + 1; before the first, any. */
  private void allow(long bit, List<Opening> threads, int n) {
    boolean[] manyFirst = new boolean[HALF];
    boolean[] manySecond = new boolean[HALF];
    for (Opening thread : threads) {
      int[] one = n < 0 ? Opening.ALL : thread.bytes(n, bytesOf);
      int[] two = thread.bytes(n + 1, bytesOf);
      int any = Opening.ALL.length;
      if (one.length == any && two.length == any) {
        Arrays.setAll(forbidden, i -> forbidden[i] & ~bit);
        return;
      }
      boolean many = one.length < any && two.length < any && one.length * two.length > MOST_PAIRS;
      boolean[] ones = many ? manyFirst : new boolean[HALF];
      boolean[] twos = many ? manySecond : new boolean[HALF];
      mark(ones, first, one);
      mark(twos, second, two);
      if (!many) {
        allow(bit, ones, twos);
      }
    }
    allow(bit, manyFirst, manySecond);
  }

  private static void mark(boolean[] marks, int[] half, int[] values) {
    for (int value : values) {
      marks[half[value]] = true;
    }
  }

  private void allow(long bit, boolean[] ones, boolean[] twos) {
    for (int two = 0; two < HALF; two++) {
      for (int one = 0; twos[two] && one < HALF; one++) {
        forbidden[two << HALF_BITS | one] &= ones[one] ? ~bit : -1L;
      }
    }
  }
}
