package dev.sluice.pattern;

import dev.sluice.pattern.Openings.Opening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deals openings to buckets so that little data fits a bucket by chance: what fits it is anything
 * that takes at each place a byte that one of its openings allows there. Immutable.
 */
final class Buckets {
  private final double[] weights = new double[Openings.WORDS << 6];

  /** Openings together: what any of them may take, and how often that comes at each place. */
  final class Bucket {
    private final List<Opening> openings = new ArrayList<>();
    private final long[] any = new long[Sieve.BYTES * Openings.WORDS];
    private final double[] shares = new double[Sieve.BYTES];
    private int told;

    List<Opening> openings() {
      return openings;
    }

    /** What any of its openings allows. */
    Opening opening() {
      return new Opening(any.clone(), told);
    }

    private void add(Opening opening) {
      openings.add(opening);
      unite(opening);
    }

    private void remove(Opening opening) {
      openings.remove(opening);
      Arrays.fill(any, 0);
      Arrays.fill(shares, 0);
      told = 0;
      openings.forEach(this::unite);
    }

    private void unite(Opening opening) {
      for (int n = 0; n < Sieve.BYTES; n++) {
        shares[n] += news(opening, n);
      }
      for (int i = 0; i < any.length; i++) {
        any[i] |= opening.classes()[i];
      }
      told = Math.max(told, opening.told());
    }

    /** How much more the nth place allows with an opening. */
    private double news(Opening opening, int n) {
      if (n >= opening.told()) {
        return 1 - shares[n];
      }
      double news = 0;
      for (int w = 0; w < Openings.WORDS; w++) {
        int i = n * Openings.WORDS + w;
        for (long bits = opening.classes()[i] & ~any[i]; bits != 0; bits &= bits - 1) {
          news += weights[(w << 6) + Long.numberOfTrailingZeros(bits)];
        }
      }
      return news;
    }

    /** How much more data fits with an opening. */
    private double costOf(Opening opening) {
      double with = 1;
      double without = openings.isEmpty() ? 0 : 1;
      for (int n = 0; n < Sieve.BYTES; n++) {
        with *= shares[n] + news(opening, n);
        without *= shares[n];
      }
      return with - without;
    }
  }

  private record Alone(Opening opening, double cost) {}

  Buckets(Nfa nfa) {
    double sum = 0;
    for (int value = 0; value < 256; value++) {
      sum += frequency(value);
    }
    for (int value = 0; value < 256; value++) {
      weights[nfa.classOf()[value] & 0xff] += frequency(value) / sum;
    }
  }

  /** How often a byte comes, roughly: text, lengths and padding among bytes of any value. */
  private static int frequency(int value) {
    if ("etaoinsrhldcu".indexOf(value) >= 0) {
      return 12;
    }
    boolean small = value >= 'a' && value <= 'z' || value <= 3 || value == 0xff;
    boolean blank = value == ' ' || value == '\r' || value == '\n' || value == '.' || value == '/';
    return value == 0 ? 17 : small || blank ? 6 : value >= ' ' && value < 0x7f ? 2 : 1;
  }

  /** The share of data that an opening's first byte allows. */
  double share(Opening opening) {
    return new Bucket().news(opening, 0);
  }

  /**
   * Deals the widest first, each to where it makes the least difference.
   *
   * @param most how many buckets there may be
   * @param again how often all are dealt anew after that
   */
  List<Bucket> deal(List<Opening> openings, int most, int again) {
    List<Alone> widestFirst = new ArrayList<>();
    openings.forEach(opening -> widestFirst.add(new Alone(opening, new Bucket().costOf(opening))));
    widestFirst.sort(Comparator.comparingDouble(alone -> -alone.cost()));
    List<Bucket> buckets = new ArrayList<>();
    for (Alone alone : widestFirst) {
      Bucket best = cheapest(buckets, alone.opening());
      if (best == null || buckets.size() < most && best.costOf(alone.opening()) > alone.cost()) {
        best = new Bucket();
        buckets.add(best);
      }
      best.add(alone.opening());
    }
    for (int round = 0; round < again; round++) {
      for (Bucket bucket : buckets) {
        for (Opening opening : List.copyOf(bucket.openings)) {
          bucket.remove(opening);
          Bucket best = cheapest(buckets, opening);
          (best == null ? bucket : best).add(opening);
        }
      }
    }
    return buckets;
  }

  private static @Nullable Bucket cheapest(List<Bucket> buckets, Opening opening) {
    Bucket best = null;
    double least = Double.MAX_VALUE;
    for (Bucket bucket : buckets) {
      double cost = bucket.costOf(opening);
      if (cost < least) {
        least = cost;
        best = bucket;
      }
    }
    return best;
  }
}
