package dev.sluice.pattern;

import java.util.Arrays;

/**
 * Follows a packet in several parts at once, so that their steps, each of which waits for the one
 * before, wait at the same time. All parts but the first begin a few bytes early in a state that is
 * only likely: the one at the beginning. A part counts if the end of the part before turns out to
 * be the state in which it began, and what it found counts only then; so nothing depends on the
 * guess but time. Not threadsafe.
 */
final class Apart {
  /** How much earlier than they count the guessed parts begin. */
  private static final int RUN_UP = 8;

  private static final int MOST_EVENTS = 32;

  private final LazyDfa dfa;
  private final Lanes lanes = new Lanes();
  private final int[] entries = new int[Lanes.COUNT];
  private final int[] events = new int[Lanes.COUNT * MOST_EVENTS];
  private final int[] eventCount = new int[Lanes.COUNT];
  private final int[] parked = new int[Lanes.COUNT];
  private final int[] parkedRow = new int[Lanes.COUNT];
  private int reached;

  Apart(LazyDfa dfa) {
    this.dfa = dfa;
  }

  /** Up to where {@link #follow} went. */
  int reached() {
    return reached;
  }

  /**
   * Follows several parts of the bytes at once, as far as {@link #reached} says. The part that
   * begins in {@code row} is certain; of the others as much is used as proves right.
   */
  int follow(int row, byte[] bytes, int from, int to, long[] found) {
    int part = (to - from - RUN_UP) / Lanes.COUNT;
    int length = RUN_UP + part;
    Arrays.fill(lanes.states, row);
    Arrays.fill(parked, -1);
    Arrays.fill(eventCount, 0);
    int before = dfa.generation();
    int at = 0;
    while (at < length) {
      int stop = at < RUN_UP ? RUN_UP : length;
      at = lanes.run(dfa.cells(), dfa.shift(), dfa.classOf(), bytes, from, part, at, stop);
      if (at < stop) {
        at++;
        if (!certain(bytes, from + at - 1, found) || dfa.generation() != before) {
          reached = from + at;
          return lanes.states[0];
        }
        for (int k = 1; k < Lanes.COUNT; k++) {
          likely(k, bytes[from + k * part + at - 1], at - 1);
        }
      }
      if (at == RUN_UP) {
        System.arraycopy(lanes.states, 0, entries, 0, Lanes.COUNT);
        Arrays.fill(eventCount, 0);
      }
    }
    return joined(bytes, from, part, length, found);
  }

  /** Takes the certain lane over a byte; answers whether there is more to follow. */
  private boolean certain(byte[] bytes, int at, long[] found) {
    lanes.states[0] = dfa.follow(lanes.states[0], bytes, at, at + 1, found);
    return !dfa.dead(lanes.states[0]) && !dfa.tired();
  }

  /** Takes a guessed lane over a byte, or parks it where something new would come of it. */
  private void likely(int k, byte value, int at) {
    int state = lanes.states[k];
    int byteClass = dfa.classOf()[value & 0xff] & 0xff;
    int next = dfa.cells()[(state << dfa.shift()) + byteClass];
    if (next == LazyDfa.UNKNOWN && !dfa.tired() && dfa.roomy()) {
      next = dfa.build(state, byteClass);
    }
    if (next >= 0) {
      lanes.states[k] = next;
    } else if (next == LazyDfa.UNKNOWN || dfa.dead(-next) || eventCount[k] == MOST_EVENTS) {
      parked[k] = at;
      parkedRow[k] = state;
      lanes.states[k] = 0;
    } else {
      events[k * MOST_EVENTS + eventCount[k]++] = -next;
      lanes.states[k] = -next;
    }
  }

  /** Puts the parts together. */
  private int joined(byte[] bytes, int from, int part, int length, long[] found) {
    int state = lanes.states[0];
    int before = dfa.generation();
    reached = from + length;
    for (int k = 1; k < Lanes.COUNT; k++) {
      if (dfa.generation() != before || dfa.dead(state) || entries[k] == 0 || state != entries[k]) {
        return state;
      }
      for (int i = 0; i < eventCount[k]; i++) {
        dfa.report(events[k * MOST_EVENTS + i], found);
      }
      int end = from + k * part + length;
      if (parked[k] >= 0) {
        int at = from + k * part + parked[k];
        state = dfa.follow(parkedRow[k], bytes, at, end, found);
      } else {
        state = lanes.states[k];
      }
      reached = end;
    }
    return state;
  }
}
