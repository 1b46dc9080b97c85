package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Sieve}s of the rows of one automaton. Not threadsafe. */
final class SieveMaker {
  /** If so much of the data takes ids from a row's set, the set does not last. */
  private static final double MOST_LOUD = 0.6;

  private final Openings openings;
  private final Buckets buckets;
  private final int[][] bytesOf = new int[Openings.WORDS << 6][];

  /** Cells and the bytes that take ids from the sets of the rows that they serve. */
  private record Shared(Opening loud, SieveCells cells) {}

  private final List<Shared> shared = new ArrayList<>();

  SieveMaker(Nfa nfa, boolean[] mine) {
    this.openings = new Openings(nfa, mine);
    this.buckets = new Buckets(nfa);
    Arrays.setAll(bytesOf, c -> new int[0]);
    for (int value : Opening.ALL) {
      int c = nfa.classOf()[value] & 0xff;
      int count = bytesOf[c].length;
      bytesOf[c] = Arrays.copyOf(bytesOf[c], count + 1);
      bytesOf[c][count] = value;
    }
  }

  /** The bytes of the cells that sieves share. */
  int bytes() {
    return shared.stream().mapToInt(one -> one.cells.bytes()).sum();
  }

  /** Forgets the cells. */
  void clear() {
    shared.clear();
  }

  /**
   * The sieve of a row, or null if its set does not last, or if cells would need more room than
   * there is.
   */
  @Nullable Sieve make(LazyDfa dfa, int row, long room) {
    int[] ids = new int[dfa.idCount(row)];
    int size = dfa.ids(row, ids, 0);
    List<Opening> found = size > 0 && ids[0] == Nfa.BEGIN ? List.of() : openings.of(ids, size);
    if (found.isEmpty() || buckets.share(found.getFirst()) > MOST_LOUD) {
      return null;
    }
    Opening loud = found.getFirst();
    List<Opening> asked = loud.never() ? found.subList(1, found.size()) : found;
    SieveCells cells = cells(loud, asked, room);
    if (cells == null) {
      return null;
    }
    long[] small = cells.bucketsOf(asked);
    return cells.wide() ? new WideSieve(cells, small) : new CloseSieve(cells, small);
  }

  private @Nullable SieveCells cells(Opening loud, List<Opening> asked, long room) {
    for (Shared known : shared) {
      if (known.loud.equals(loud) && known.cells.take(asked)) {
        return known.cells;
      }
    }
    if (room < SieveCells.SIZE) {
      return null;
    }
    // Bytes that take something from the set may be on either side of a letter's case.
    int key = loud.never() ? Sieve.CASES_TOGETHER : Sieve.BYTES_APART;
    SieveCells cells = new SieveCells(key, bytesOf, buckets, asked);
    shared.add(new Shared(loud, cells));
    return cells;
  }
}
