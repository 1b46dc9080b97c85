package dev.sluice.pattern;

import org.jspecify.annotations.Nullable;

/**
 * How a packet is taken over the rows of an automaton. PERF: what a row's sieve passes over is not
 * looked at; where there is none, several parts are followed at once (see {@link Apart}); and byte
 * by byte what is left. A stream begins without its {@link Sleepers}. Not threadsafe.
 */
final class Course {
  /** Bytes after which the state of a packet's parts is guessed. */
  private static final int HEAD = 32;

  /** The fewest bytes that are worth sifting. */
  private static final int FEWEST_SIFTED = 8;

  /** Bytes that are followed in the hope of a row that has a sieve. */
  private static final int LOOK = 32;

  /** The fewest bytes that are worth dealing out. */
  private static final int FEWEST_APART = 56;

  private final LazyDfa dfa;
  private final Sieves sieves;
  private final @Nullable Sleepers sleepers;
  private final Apart apart;
  private int[] ids = new int[64];

  /** The row before the first byte without those that sleep, and when that was worked out. */
  private int beginRow;

  private int beginGeneration = -1;

  Course(LazyDfa dfa, Sieves sieves, @Nullable Sleepers sleepers) {
    this.dfa = dfa;
    this.sieves = sieves;
    this.sleepers = sleepers;
    this.apart = new Apart(dfa);
  }

  /** As {@link LazyDfa#scan}. */
  int take(int row, byte[] bytes, int length, long[] found) {
    return sleepers != null && length > 0 && dfa.atBegin(row)
        ? begin(sleepers, bytes, length, found)
        : take(row, bytes, 0, length, found);
  }

  /** Takes the row before the first byte over bytes. */
  private int begin(Sleepers sleeping, byte[] bytes, int length, long[] found) {
    if (beginGeneration != dfa.generation()) {
      beginRow = dfa.row(sleeping.begin(), 0, sleeping.begin().length);
      beginGeneration = dfa.generation();
    }
    if (length > sleeping.wake() && !sleeping.live(bytes, length)) {
      return take(beginRow, bytes, 0, length, found);
    }
    int wake = Math.min(length, sleeping.wake());
    int state = take(beginRow, bytes, 0, wake, found);
    int room = dfa.idCount(state) + sleeping.room(wake);
    ids = room > ids.length ? new int[2 * room] : ids;
    int size = sleeping.rouse(ids, dfa.ids(state, ids, 0), wake, found);
    return take(dfa.row(ids, 0, size), bytes, wake, length, found);
  }

  private int take(int row, byte[] bytes, int from, int to, long[] found) {
    int state = row;
    int at = from;
    int looked = 0;
    if (to - at >= FEWEST_APART && dfa.atBegin(row)) {
      state = dfa.follow(state, bytes, at, at + HEAD, true, found);
      at = dfa.reached();
    }
    while (to - at >= FEWEST_SIFTED && !dfa.dead(state) && !dfa.tired()) {
      if (sieves.has(state)) {
        at = sieves.pass(state, bytes, at, to);
        state = dfa.follow(state, bytes, at, to, true, found);
        at = dfa.reached();
        looked = 0;
      } else if (to - at >= FEWEST_APART
          && (looked >= LOOK || sieves.count() == 0 || sieves.givenUp(state))) {
        state = apart.follow(state, bytes, at, to, found);
        at = apart.reached();
      } else {
        state = dfa.follow(state, bytes, at, Math.min(to, at + LOOK), true, found);
        looked += dfa.reached() - at;
        at = dfa.reached();
      }
    }
    return dfa.follow(state, bytes, at, to, found);
  }
}
