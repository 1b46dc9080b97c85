package dev.sluice.pattern;

import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The threads that begin with a stream and take its first bytes whatever they are, like that of
 * {@code ^.{20}x}. While they count, they tell no stream from another and yet make rows of their
 * own for each byte, so they are left out of a stream's first rows. Where they would wake, the next
 * bytes are asked whether one of them can live at all. Immutable.
 */
final class Sleepers {
  /** Threads that count fewer bytes are not worth it. */
  private static final int FEWEST = 8;

  /** How many bytes are counted at most. */
  private static final int MOST = 64;

  /** How many bytes behind those are asked. */
  private static final int ASKED = 8;

  private final Nfa nfa;
  private final int[] begin;

  /** The ids that sleep, after so many bytes. */
  private final int[][] asleep;

  /** Which bytes one of them may take next, and which then. */
  private final boolean[][] taken = new boolean[ASKED][256];

  private Sleepers(Nfa nfa, int[] begin, int[] sleepers, int wake) {
    this.nfa = nfa;
    this.begin = begin;
    this.asleep = new int[wake + 1][];
    asleep[0] = sleepers;
    for (int n = 0; n < wake; n++) {
      asleep[n + 1] = next(nfa, asleep[n]);
    }
    int[] awake = asleep[wake];
    boolean over = false;
    for (int n = 0; n < ASKED; n++) {
      over |= Arrays.stream(awake).anyMatch(id -> nfa.setOf(id) < 0);
      for (int value = 0; value < 256; value++) {
        int byteClass = nfa.classOf()[value] & 0xff;
        taken[n][value] = over || Arrays.stream(awake).anyMatch(id -> nfa.takes(id, byteClass));
      }
      awake = next(nfa, awake);
    }
  }

  /** Those of an automaton's patterns, or null if there are none. */
  static @Nullable Sleepers of(Nfa nfa, boolean[] mine) {
    int[] first = nfa.first();
    int[] begin = new int[first.length];
    int[] sleepers = new int[first.length];
    int count = 0;
    int wake = MOST;
    for (int id : first) {
      int counts = id == Nfa.BEGIN || !mine[nfa.owner(id)] || nfa.skipsNul() ? 0 : counts(nfa, id);
      if (counts >= FEWEST) {
        sleepers[count++] = id;
        wake = Math.min(wake, counts);
      }
    }
    int awake = 0;
    int at = 0;
    for (int id : first) {
      if (at < count && sleepers[at] == id) {
        at++;
      } else {
        begin[awake++] = id;
      }
    }
    return count == 0
        ? null
        : new Sleepers(nfa, Arrays.copyOf(begin, awake), Arrays.copyOf(sleepers, count), wake);
  }

  /** How many bytes a thread takes whatever they are, before anything can come of it. */
  private static int counts(Nfa nfa, int id) {
    if (nfa.restart(nfa.owner(id)).length > 0) {
      return 0;
    }
    int[] ids = {id};
    int counts = 0;
    while (counts < MOST && Arrays.stream(ids).allMatch(i -> takesAny(nfa, i))) {
      ids = next(nfa, ids);
      if (Arrays.stream(ids).anyMatch(i -> nfa.setOf(i) < 0)) {
        break;
      }
      counts++;
    }
    return counts;
  }

  private static boolean takesAny(Nfa nfa, int id) {
    for (int c = 0; c < nfa.classes(); c++) {
      if (!nfa.takes(id, c)) {
        return false;
      }
    }
    return true;
  }

  private static int[] next(Nfa nfa, int[] ids) {
    TreeSet<Integer> next = new TreeSet<>();
    for (int id : ids) {
      for (int at = nfa.followStart(id); at < nfa.followEnd(id); at++) {
        next.add(nfa.follow(at));
      }
    }
    return next.stream().mapToInt(id -> id).toArray();
  }

  /** What holds before the first byte without those that sleep. */
  int[] begin() {
    return begin;
  }

  /** After how many bytes they wake. */
  int wake() {
    return asleep.length - 1;
  }

  /** Whether one lives as far as there are bytes, once they have woken. */
  boolean live(byte[] bytes, int length) {
    int wake = wake();
    for (int n = 0; n < ASKED && wake + n < length; n++) {
      if (!taken[n][bytes[wake + n] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts those that sleep after so many bytes to a sorted set of ids that has room for them, except
   * those of patterns that have matched. Answers the new size.
   */
  int rouse(int[] ids, int size, int after, long[] found) {
    int next = size;
    for (int id : asleep[after]) {
      int owner = nfa.owner(id);
      if ((found[owner >> 6] >>> owner & 1) == 0 && Arrays.binarySearch(ids, 0, size, id) < 0) {
        ids[next++] = id;
      }
    }
    Arrays.sort(ids, 0, next);
    return next;
  }

  /** How many ids {@link #rouse} adds at most. */
  int room(int after) {
    return asleep[after].length;
  }
}
