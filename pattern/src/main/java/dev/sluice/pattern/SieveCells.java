package dev.sluice.pattern;

import dev.sluice.pattern.Buckets.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The cells of {@link Sieve}s: of each pair of bytes, which bits do not allow it. More openings may
 * be added as long as little more data fits; what was not passed over before will not be then. Not
 * threadsafe.
 */
final class SieveCells {
  static final int SIZE = Long.BYTES << Sieve.KEY_BITS;

  /** Pairs of which there are more are not told apart from those of other threads. */
  private static final int MOST_PAIRS = 1024;

  private static final int HALF_BITS = Sieve.KEY_BITS / 2;
  private static final int HALF = 1 << HALF_BITS;

  /** How much more data may fit than at first. */
  private static final double MOST_GROWTH = 1.5;

  private final int key;
  private final int[][] bytesOf;
  private final Buckets dealer;
  private final List<Bucket> buckets;
  private final Set<Opening> openings = new HashSet<>();
  private final double mostCost;
  private final int[] first = new int[256];
  private final int[] second = new int[256];
  private final long[] forbidden = new long[HALF * HALF];

  /**
   * @param key the bits of a pair that say which cell is the pair's
   * @param bytesOf the bytes of each class
   * @param small openings
   */
  SieveCells(int key, int[][] bytesOf, Buckets dealer, List<Bucket> small) {
    this.key = key;
    this.bytesOf = bytesOf;
    this.dealer = dealer;
    this.buckets = dealer.merge(small, Sieve.BUCKETS);
    this.mostCost = MOST_GROWTH * cost();
    Arrays.setAll(first, value -> Integer.compress(value, key & 0xff));
    Arrays.setAll(second, value -> Integer.compress(value, key >>> 8));
    Arrays.fill(forbidden, -1L);
    for (Bucket bucket : buckets) {
      openings.addAll(bucket.openings());
      allow(buckets.indexOf(bucket), bucket.openings());
    }
  }

  int key() {
    return key;
  }

  /** Lives and changes with this. */
  long[] forbidden() {
    return forbidden;
  }

  private double cost() {
    double cost = 0;
    for (Bucket bucket : buckets) {
      cost += bucket.cost();
    }
    return cost;
  }

  /** Whether the openings are all there, which they may be made to be now. */
  boolean take(List<Opening> more) {
    List<Opening> news = new ArrayList<>();
    double cost = cost();
    for (Opening opening : more) {
      if (!openings.contains(opening)) {
        Bucket bucket = place(opening);
        cost += bucket.with(opening.classes()) - bucket.cost();
        news.add(opening);
      }
    }
    if (cost > mostCost) {
      return false;
    }
    for (Opening opening : news) {
      Bucket bucket = place(opening);
      bucket.add(opening);
      openings.add(opening);
      if (!buckets.contains(bucket)) {
        buckets.add(bucket);
      }
      allow(buckets.indexOf(bucket), List.of(opening));
    }
    return true;
  }

  private Bucket place(Opening opening) {
    boolean room = buckets.size() < Sieve.BUCKETS;
    return room ? dealer.empty() : Buckets.cheapest(buckets, opening);
  }

  /** Allows the pairs that the threads of a bucket may meet. */
  private void allow(int bucket, List<Opening> more) {
    for (int pair = 0; pair < Sieve.PAIRS; pair++) {
      long bit = 1L << Sieve.PAIR_BITS * (Sieve.PAIRS - 1 - pair) + bucket;
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
