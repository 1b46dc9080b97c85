package dev.sluice.pattern;

import dev.sluice.pattern.Buckets.Bucket;
import dev.sluice.pattern.Openings.Opening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Sieve}s of the rows of one automaton. Not threadsafe. */
final class SieveMaker {
  /** If so much of the data takes ids from a row's set, the set does not last. */
  private static final double MOST_LOUD = 0.6;

  private static final int ROUNDS = 2;

  private final Openings openings;
  private final Buckets buckets;
  private final int[][] bytesOf = new int[Openings.WORDS << 6][];

  SieveMaker(Nfa nfa, boolean[] mine) {
    this.openings = new Openings(nfa, mine);
    this.buckets = new Buckets(nfa);
    Arrays.setAll(bytesOf, c -> new int[0]);
    for (int value : SieveCells.ALL) {
      int c = nfa.classOf()[value] & 0xff;
      int count = bytesOf[c].length;
      bytesOf[c] = Arrays.copyOf(bytesOf[c], count + 1);
      bytesOf[c][count] = value;
    }
  }

  /** The sieve of a row, or null if its set does not last. */
  @Nullable Sieve make(LazyDfa dfa, int row) {
    int[] ids = new int[dfa.idCount(row)];
    int size = dfa.ids(row, ids, 0);
    List<Opening> found = size > 0 && ids[0] == Nfa.BEGIN ? List.of() : openings.of(ids, size);
    if (found.isEmpty()) {
      return null;
    }
    double loud = buckets.share(found.getFirst());
    if (loud > MOST_LOUD) {
      return null;
    }
    List<Bucket> small = buckets.deal(found, smallBuckets(found.size()), 0);
    // Bytes that take something from the set may be on either side of a letter's case.
    int key = loud > 0 ? Sieve.BYTES_APART : Sieve.CASES_TOGETHER;
    return new Sieve(key, cells(small, key), fine(small));
  }

  /** How many small buckets there are: 64, 128 or 256. */
  private static int smallBuckets(int openings) {
    int buckets = Long.SIZE;
    while (buckets * Sieve.SMALL < openings && buckets < Sieve.MOST_SMALL) {
      buckets *= 2;
    }
    return buckets;
  }

  private long[] fine(List<Bucket> small) {
    int words = smallBuckets(small.size() * Sieve.SMALL) / Long.SIZE;
    long[] fine = new long[words * 256 * Sieve.BYTES];
    for (int k = 0; k < small.size(); k++) {
      int[][] taken = taken(small.get(k).opening());
      for (int n = 0; n < Sieve.BYTES; n++) {
        int cells = (k / Long.SIZE * Sieve.BYTES + n) * 256;
        for (int value : taken[n]) {
          fine[cells + value] |= 1L << k;
        }
      }
    }
    return fine;
  }

  /** A coarse bucket holds what some of the small ones hold, whose openings it tells apart. */
  private long[] cells(List<Bucket> small, int key) {
    Map<Opening, Bucket> parts = new LinkedHashMap<>();
    small.forEach(bucket -> parts.put(bucket.opening(), bucket));
    List<Bucket> coarse = buckets.deal(List.copyOf(parts.keySet()), Sieve.BUCKETS, ROUNDS);
    SieveCells cells = new SieveCells(key);
    for (int k = 0; k < coarse.size(); k++) {
      List<int[][]> threads = new ArrayList<>();
      for (Opening part : coarse.get(k).openings()) {
        for (Opening opening : parts.getOrDefault(part, small.getFirst()).openings()) {
          threads.add(taken(opening));
        }
      }
      for (int pair = 0; pair < Sieve.PAIRS; pair++) {
        long bit = 1L << Sieve.PAIR_BITS * (Sieve.PAIRS - 1 - pair) + k;
        cells.allow(bit, threads, 2 * pair);
        cells.allow(bit << Sieve.BUCKETS, threads, 2 * pair - 1);
      }
    }
    return cells.forbidden();
  }

  /** The bytes that a thread may take at each place. */
  private int[][] taken(Opening opening) {
    int[][] taken = new int[Sieve.BYTES][];
    for (int n = 0; n < Sieve.BYTES; n++) {
      taken[n] = n < opening.told() ? taken(opening, n) : SieveCells.ALL;
    }
    return taken;
  }

  private int[] taken(Opening opening, int n) {
    int[] taken = new int[256];
    int count = 0;
    for (int w = 0; w < Openings.WORDS; w++) {
      for (long bits = opening.classes()[n * Openings.WORDS + w]; bits != 0; bits &= bits - 1) {
        for (int value : bytesOf[(w << 6) + Long.numberOfTrailingZeros(bits)]) {
          taken[count++] = value;
        }
      }
    }
    return Arrays.copyOf(taken, count);
  }
}
