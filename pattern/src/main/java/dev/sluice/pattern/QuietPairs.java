package dev.sluice.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passes over bytes that change nothing. Where an automaton stands in a row that most bytes lead
 * back to, a byte begins threads at most that the next byte ends.
 *
 * <p>A pair of bytes is <em>quiet</em> for a row if the first byte takes no thread from it and
 * makes nothing match, and the second goes on with no thread that the first began. Then the pair
 * leads from the row to where the second byte alone leads, and after any number of quiet pairs only
 * the last byte counts. One bit says of a pair whether it is <em>loud</em>.
 *
 * <p>That is worked out for rows that were met often, and not more often than once in so many
 * bytes; it is forgotten with the rows. Not threadsafe.
 *
 * <p>PERF: see docs/decisions/0002-streams-and-states.md.
 */
final class QuietPairs {
  /** Fewer bytes passed over were not worth asking. */
  static final int WORTH = 32;

  /**
   * In larger automata too many bytes begin something: there it was 1 to 5 % slower than without.
   */
  private static final int MOST_IDS = 512;

  private static final int SLOTS = 32;

  /** How often a row is met before its pairs are worked out. */
  private static final int OFTEN = 32;

  /** What {@code met} is where too few bytes lead back to a row. */
  private static final int NEVER = -1;

  /** The bytes that must have been scanned for each row that is worked out. */
  private static final int BYTES_A_ROW = 4096;

  /** How many values of a byte must lead back to a row. */
  private static final int FEWEST_VALUES = 64;

  private static final long[] UNKNOWN = {};

  private final LazyDfa dfa;
  private final Nfa nfa;
  private final Stepper stepper;
  private final int[] rows = new int[SLOTS];
  private final int[] met = new int[SLOTS];
  private final long[][] loud = new long[SLOTS][];
  private int generation = -1;
  private int credit;

  private QuietPairs(LazyDfa dfa, Nfa nfa, boolean[] mine) {
    this.dfa = dfa;
    this.nfa = nfa;
    this.stepper = new Stepper(nfa, mine);
    Arrays.fill(loud, UNKNOWN);
  }

  /** One for an automaton, or null if it is too large. */
  static @Nullable QuietPairs of(LazyDfa dfa, Nfa nfa, boolean[] mine) {
    return nfa.size() < MOST_IDS ? new QuietPairs(dfa, nfa, mine) : null;
  }

  long bytes() {
    long sum = 0;
    for (long[] table : loud) {
      sum += 8L * table.length;
    }
    return sum;
  }

  /**
   * From where on the row has to be followed: what lies before changes nothing. The last byte is
   * never passed over.
   */
  int skip(int row, byte[] bytes, int from, int to) {
    if (generation != dfa.generation()) {
      generation = dfa.generation();
      Arrays.fill(rows, 0);
      Arrays.fill(met, 0);
      Arrays.fill(loud, UNKNOWN);
    }
    credit = Math.min(credit + to - from, SLOTS * BYTES_A_ROW);
    int slot = row & SLOTS - 1;
    if (rows[slot] != row) {
      if (loud[slot].length == 0 && --met[slot] < 0) {
        rows[slot] = row;
        met[slot] = 0;
      }
      return from;
    }
    if (loud[slot].length == 0) {
      if (met[slot] < 0 || ++met[slot] < OFTEN || credit < BYTES_A_ROW) {
        return from;
      }
      credit -= BYTES_A_ROW;
      loud[slot] = learn(row);
      if (loud[slot].length == 0) {
        met[slot] = NEVER;
        return from;
      }
    }
    return quietUntil(loud[slot], bytes, from, to - 1);
  }

  private static int quietUntil(long[] loud, byte[] bytes, int from, int last) {
    int at = from;
    while (at + 8 <= last) {
      long any = 0;
      int first = bytes[at] & 0xff;
      for (int k = 1; k <= 8; k++) {
        int second = bytes[at + k] & 0xff;
        any |= loud[second << 2 | first >>> 6] >>> first;
        first = second;
      }
      if ((any & 1) != 0) {
        break;
      }
      at += 8;
    }
    while (at < last && !loud(loud, bytes[at] & 0xff, bytes[at + 1] & 0xff)) {
      at++;
    }
    return at;
  }

  private static boolean loud(long[] loud, int first, int second) {
    return (loud[second << 2 | first >>> 6] >>> first & 1) != 0;
  }

  /** Which pairs are loud for a row, or nothing if too few bytes lead back to it. */
  private long[] learn(int row) {
    int[] ids = new int[dfa.idCount(row)];
    int size = dfa.ids(row, ids, 0);
    if (!stepper.lasts(ids, 0, size)) {
      return UNKNOWN;
    }
    long[] table = new long[1 << 16 >> 6];
    long[] @Nullable [] known = new long[nfa.classes()][];
    int keeping = 0;
    for (int first = 0; first < 256; first++) {
      int byteClass = nfa.classOf()[first] & 0xff;
      long[] taken = known[byteClass];
      taken = taken != null ? taken : takenAfter(ids, size, byteClass);
      known[byteClass] = taken;
      boolean kept = taken.length > 0 && !(nfa.skipsNul() && first == 0);
      keeping += kept ? 1 : 0;
      for (int second = 0; second < 256; second++) {
        int c = nfa.classOf()[second] & 0xff;
        if (!kept || (taken[c >> 6] >>> c & 1) != 0 || nfa.skipsNul() && second == 0) {
          table[second << 2 | first >>> 6] |= 1L << first;
        }
      }
    }
    return keeping < FEWEST_VALUES ? UNKNOWN : table;
  }

  /**
   * Which classes the threads take that a byte adds to a set; nothing known if it takes threads
   * away or something matches.
   */
  private long[] takenAfter(int[] ids, int size, int byteClass) {
    stepper.step(ids, 0, size, byteClass);
    int[] next = stepper.ids();
    long[] taken = new long[4];
    int kept = 0;
    for (int i = 0; i < stepper.size(); i++) {
      if (nfa.setOf(next[i]) == Nfa.MATCHED) {
        return UNKNOWN;
      }
      if (kept < size && ids[kept] == next[i]) {
        kept++;
      } else {
        nfa.addTaken(next[i], taken);
      }
    }
    return kept == size ? taken : UNKNOWN;
  }
}
