package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deals openings to buckets so that little data fits a bucket by chance: what fits it is anything
 * that takes at each place a byte that one of its openings allows there. Immutable.
 */
final class Buckets {
  /** What data is like, roughly, and how much of it there is. */
  private enum Kind {
    TEXT(0.3) {
      @Override
      int frequency(int value) {
        if ("etaoinsrhldcu".indexOf(value) >= 0) {
          return 24;
        }
        boolean mark = " \r\n./".indexOf(value) >= 0;
        return value >= 'a' && value <= 'z' || mark ? 12 : value >= ' ' && value < 0x7f ? 4 : 0;
      }
    },
    NUMBERS(0.2) {
      @Override
      int frequency(int value) {
        return value == 0 ? 256 : value <= 3 || value == 0xff ? 24 : 1;
      }
    },
    RANDOM(0.5) {
      @Override
      int frequency(int value) {
        return 1;
      }
    };

    private final double share;

    Kind(double share) {
      this.share = share;
    }

    /** How often a byte comes, beside others. */
    abstract int frequency(int value);
  }

  private static final int KINDS = 3;

  /** How often each class comes in data of each kind, class by class. */
  private final double[] weights = new double[KINDS * (Openings.WORDS << 6)];

  /** Openings together: what any of them may take, and how often that comes at each place. */
  final class Bucket {
    private final List<Opening> openings = new ArrayList<>();
    private final long[] any = new long[Sieve.BYTES * Openings.WORDS];

    /** In data of each kind, place by place. */
    private final double[] shares = new double[KINDS * Sieve.BYTES];

    private double cost;

    List<Opening> openings() {
      return openings;
    }

    /** How much data fits. */
    double cost() {
      return cost;
    }

    /** How much data fits at a pair if every other one is asked, wherever threads began. */
    double costWide() {
      double sum = 0;
      for (Kind kind : Kind.values()) {
        for (int n = 0; n < Sieve.PAIRS; n++) {
          double last = n + 5 < Sieve.BYTES ? share(kind, n + 5) : 1;
          sum += kind.share * share(kind, n) * share(kind, n + 1) * share(kind, n + 4) * last;
        }
      }
      return sum;
    }

    private double share(Kind kind, int n) {
      return shares[KINDS * n + kind.ordinal()];
    }

    void add(Opening opening) {
      add(opening.classes());
      openings.add(opening);
    }

    private void add(Bucket other) {
      add(other.any);
      openings.addAll(other.openings);
    }

    private void add(long[] classes) {
      cost = with(classes, shares);
      for (int i = 0; i < any.length; i++) {
        any[i] |= classes[i];
      }
    }

    /** How much data fits together with an opening. */
    double with(Opening opening) {
      return with(opening.classes(), null);
    }

    private double with(long[] classes, double @Nullable [] kept) {
      double text = Kind.TEXT.share;
      double numbers = Kind.NUMBERS.share;
      double random = Kind.RANDOM.share;
      for (int n = 0; n < Sieve.BYTES; n++) {
        double inText = shares[KINDS * n];
        double inNumbers = shares[KINDS * n + 1];
        double inRandom = shares[KINDS * n + 2];
        for (int w = 0; w < Openings.WORDS; w++) {
          int i = n * Openings.WORDS + w;
          for (long bits = classes[i] & ~any[i]; bits != 0; bits &= bits - 1) {
            int at = KINDS * ((w << 6) + Long.numberOfTrailingZeros(bits));
            inText += weights[at];
            inNumbers += weights[at + 1];
            inRandom += weights[at + 2];
          }
        }
        text *= inText;
        numbers *= inNumbers;
        random *= inRandom;
        if (kept != null) {
          kept[KINDS * n] = inText;
          kept[KINDS * n + 1] = inNumbers;
          kept[KINDS * n + 2] = inRandom;
        }
      }
      return text + numbers + random;
    }
  }

  private record Alone(Opening opening, double cost) {}

  Buckets(Nfa nfa) {
    for (Kind kind : Kind.values()) {
      double sum = 0;
      for (int value = 0; value < 256; value++) {
        sum += kind.frequency(value);
      }
      for (int value = 0; value < 256; value++) {
        int at = KINDS * (nfa.classOf()[value] & 0xff) + kind.ordinal();
        weights[at] += kind.frequency(value) / sum;
      }
    }
  }

  /** The share of data that an opening's first byte allows. */
  double share(Opening opening) {
    double sum = 0;
    for (int w = 0; w < Openings.WORDS; w++) {
      for (long bits = opening.classes()[w]; bits != 0; bits &= bits - 1) {
        int at = KINDS * ((w << 6) + Long.numberOfTrailingZeros(bits));
        for (Kind kind : Kind.values()) {
          sum += kind.share * weights[at + kind.ordinal()];
        }
      }
    }
    return sum;
  }

  /** Deals the widest first, each to where it makes the least difference. */
  List<Bucket> deal(List<Opening> openings, int most) {
    List<Alone> widestFirst = new ArrayList<>();
    for (Opening opening : openings) {
      widestFirst.add(new Alone(opening, new Bucket().with(opening)));
    }
    widestFirst.sort(Comparator.comparingDouble(alone -> -alone.cost()));
    List<Bucket> buckets = new ArrayList<>();
    for (Alone alone : widestFirst) {
      put(buckets, most, alone.opening());
    }
    return buckets;
  }

  /** Puts an opening to its {@link #place}; answers which of the buckets that is. */
  int put(List<Bucket> buckets, int most, Opening opening) {
    Bucket bucket = place(buckets, most, opening);
    if (bucket.openings().isEmpty()) {
      buckets.add(bucket);
    }
    bucket.add(opening);
    return buckets.indexOf(bucket);
  }

  /**
   * A new bucket while there may be more, and then the one to which it makes the least difference.
   */
  Bucket place(List<Bucket> buckets, int most, Opening opening) {
    Bucket best = new Bucket();
    double least = buckets.size() < most ? 0 : Double.MAX_VALUE;
    for (Bucket bucket : buckets) {
      double cost = least == 0 ? 0 : bucket.with(opening) - bucket.cost();
      if (cost < least) {
        least = cost;
        best = bucket;
      }
    }
    return best;
  }

  /** Puts buckets together, always the two to which it makes the least difference. */
  List<Bucket> merge(List<Bucket> buckets, int most) {
    List<Bucket> merged = new ArrayList<>();
    for (Bucket bucket : buckets) {
      Bucket copy = new Bucket();
      copy.add(bucket);
      merged.add(copy);
    }
    double[][] costs = new double[merged.size()][];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = new double[i];
      for (int j = 0; j < i; j++) {
        costs[i][j] = cost(merged.get(i), merged.get(j));
      }
    }
    while (merged.size() > most) {
      int into = 1;
      int from = 0;
      for (int i = 1; i < merged.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (costs[i][j] < costs[into][from]) {
            into = i;
            from = j;
          }
        }
      }
      merge(merged, costs, into, from);
    }
    return merged;
  }

  /** The higher one comes to be where the lower one was, and the last one where that was. */
  private static void merge(List<Bucket> merged, double[][] costs, int high, int low) {
    Bucket both = merged.get(low);
    both.add(merged.get(high));
    int last = merged.size() - 1;
    Bucket moved = merged.remove(last);
    if (high != last) {
      merged.set(high, moved);
    }
    for (int k = 0; k < merged.size(); k++) {
      if (k != high && high != last) {
        costs[Math.max(k, high)][Math.min(k, high)] = costs[last][k];
      }
    }
    for (int k = 0; k < merged.size(); k++) {
      if (k != low) {
        costs[Math.max(k, low)][Math.min(k, low)] = cost(both, merged.get(k));
      }
    }
  }

  private static double cost(Bucket one, Bucket other) {
    return one.with(other.any, null) - one.cost() - other.cost();
  }
}
