package dev.sluice.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a set of ids of an {@link Nfa} over one byte, for some of its patterns. The work grows with
 * the ids in the set, not with the patterns. Not threadsafe.
 */
final class Stepper {
  private final Nfa nfa;
  private final boolean[] mine;
  private final int searching;
  private final int[] impliedPlaces;
  private final int[] restartMarks;
  private final int[] @Nullable [] restartSteps;
  private final int[] seen;
  private final int[] matched;
  private int stamp;
  private int[] next;
  private int size;

  /**
   * @param mine which patterns to follow
   */
  Stepper(Nfa nfa, boolean[] mine) {
    this.nfa = nfa;
    this.mine = mine;
    int search = 0;
    int[] places = new int[nfa.size()];
    int[] marks = new int[nfa.size()];
    int placeCount = 0;
    int markCount = 0;
    for (int p = 0; p < nfa.patterns(); p++) {
      int[] ids = mine[p] ? nfa.restart(p) : new int[0];
      search += ids.length > 0 ? 1 : 0;
      for (int id : ids) {
        if (nfa.implied(id)) {
          places[placeCount++] = id;
        } else {
          marks[markCount++] = id;
        }
      }
    }
    this.searching = search;
    this.impliedPlaces = Arrays.copyOf(places, placeCount);
    this.restartMarks = Arrays.copyOf(marks, markCount);
    this.restartSteps = new int[nfa.classes()][];
    this.seen = new int[nfa.size()];
    this.matched = new int[nfa.patterns()];
    this.next = new int[64];
  }

  /**
   * The set that {@link #step} or {@link #finish} made: sorted, in the first {@link #size} cells.
   */
  int[] ids() {
    return next;
  }

  int size() {
    return size;
  }

  /** Makes the part of a set that concerns these patterns. */
  void select(int[] ids, int from, int to) {
    begin();
    boolean atBegin = from < to && ids[from] == Nfa.BEGIN;
    for (int i = from; i < to; i++) {
      int id = ids[i];
      if (id == Nfa.BEGIN || mine[nfa.owner(id)] && (atBegin || nfa.setOf(id) != Nfa.MATCHED)) {
        put(id);
      }
    }
  }

  /** Takes over what holds in another machine. */
  void load(BitNfa machine) {
    if (next.length < BitNfa.MAX_IDS) {
      next = new int[BitNfa.MAX_IDS];
    }
    size = machine.store(next);
  }

  /** Takes a set over a byte of the class. */
  void step(int[] ids, int from, int to, int byteClass) {
    begin();
    boolean atBegin = from < to && ids[from] == Nfa.BEGIN;
    for (int i = from; i < to && atBegin; i++) {
      if (nfa.setOf(ids[i]) == Nfa.MATCHED) {
        match(ids[i]);
      }
    }
    for (int i = from; i < to; i++) {
      if (nfa.takes(ids[i], byteClass)) {
        reach(ids[i]);
      }
    }
    if (!atBegin) {
      for (int id : restartStep(byteClass)) {
        add(id);
      }
    }
    for (int id : restartMarks) {
      add(id);
    }
    settle();
  }

  /** Takes a set over the end of a packet: what would match if the data ended here has matched. */
  void finish(int[] ids, int from, int to) {
    begin();
    boolean atBegin = from < to && ids[from] == Nfa.BEGIN;
    for (int i = from; i < to; i++) {
      int id = ids[i];
      if (nfa.setOf(id) == Nfa.FINISH) {
        match(id + 1);
      } else if (atBegin || nfa.setOf(id) != Nfa.MATCHED) {
        put(id);
      }
    }
    settle();
  }

  /** How many of the patterns are searched for anew at each byte. */
  int searching() {
    return searching;
  }

  private void begin() {
    stamp++;
    size = 0;
  }

  private void match(int matchedId) {
    if (seen[matchedId] != stamp) {
      seen[matchedId] = stamp;
      matched[nfa.owner(matchedId)] = stamp;
      put(matchedId);
    }
  }

  private void reach(int place) {
    int end = nfa.followEnd(place);
    for (int at = nfa.followStart(place); at < end; at++) {
      add(nfa.follow(at));
    }
  }

  private void add(int id) {
    if (seen[id] == stamp || nfa.implied(id) || matched[nfa.owner(id)] == stamp) {
      return;
    }
    if (nfa.setOf(id) == Nfa.MATCHED) {
      match(id);
    } else {
      seen[id] = stamp;
      put(id);
    }
  }

  private void put(int id) {
    if (size == next.length) {
      next = Arrays.copyOf(next, size * 2);
    }
    next[size++] = id;
  }

  /** Leaves out what a match made pointless, and sorts. */
  private void settle() {
    int kept = 0;
    boolean sorted = true;
    int last = -1;
    for (int i = 0; i < size; i++) {
      int id = next[i];
      boolean pointless =
          id != Nfa.BEGIN && nfa.setOf(id) != Nfa.MATCHED && matched[nfa.owner(id)] == stamp;
      if (!pointless) {
        sorted &= id > last;
        last = id;
        next[kept++] = id;
      }
    }
    size = kept;
    if (!sorted) {
      Arrays.sort(next, 0, size);
    }
  }

  /** What the places that are always there lead to by a class, worked out once a class. */
  private int[] restartStep(int byteClass) {
    int[] known = restartSteps[byteClass];
    if (known == null) {
      int[] found = new int[16];
      int count = 0;
      for (int place : impliedPlaces) {
        if (nfa.takes(place, byteClass)) {
          for (int at = nfa.followStart(place); at < nfa.followEnd(place); at++) {
            if (!nfa.implied(nfa.follow(at))) {
              found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
              found[count++] = nfa.follow(at);
            }
          }
        }
      }
      Arrays.sort(found, 0, count);
      known = Arrays.copyOf(found, distinct(found, count));
      restartSteps[byteClass] = known;
    }
    return known;
  }

  private static int distinct(int[] sorted, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || sorted[kept - 1] != sorted[i]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept;
  }
}
