package dev.sluice.pattern;

import java.util.Arrays;

/**
 * The states that streams hold between packets, as sets of ids, apart from the tables of {@link
 * LazyDfa} that forget. A stream holds a number of a state and the stamp that the number had; equal
 * sets have one number. State 0 is the one before the first byte and is never given up. When the
 * sets take more than their bound, those not seen since the last such moment are given up, and all
 * if that is not enough: their stamps go up, by which {@link #holds} knows them. Not threadsafe.
 */
final class OpenStates {
  private final int maxCells;
  private int[] stamps = new int[64];
  private int[] at = new int[64];
  private boolean[] used = new boolean[64];
  private int count;
  private int[] free = new int[64];
  private int freeCount;
  private int[] sets = new int[1024];
  private int setsEnd;
  private int[] table = new int[128];

  OpenStates(int maxBytes) {
    this.maxCells = maxBytes / Integer.BYTES;
  }

  /** How many numbers there may be: all are below. */
  int count() {
    return count;
  }

  long bytes() {
    return 4L * (stamps.length + at.length + free.length + sets.length + table.length)
        + used.length;
  }

  boolean holds(int number, int stamp) {
    // What was given up has another stamp since.
    return number >= 0 && number < count && stamps[number] == stamp;
  }

  void use(int number) {
    used[number] = true;
  }

  int stamp(int number) {
    return stamps[number];
  }

  int[] sets() {
    return sets;
  }

  int start(int number) {
    return at[number] + 1;
  }

  int end(int number) {
    return at[number] + 1 + sets[at[number]];
  }

  /** The number of a set, or -1 if it has none. */
  int find(int[] ids, int size) {
    int slot = Ids.hash(ids, 0, size) & (table.length - 1);
    while (table[slot] != 0) {
      int number = table[slot] - 1;
      if (end(number) - start(number) == size
          && Arrays.equals(sets, start(number), end(number), ids, 0, size)) {
        return number;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  /** Whether a set of this size needs room that only {@link #sweep} can make. */
  boolean full(int size) {
    return count > 1 && setsEnd + size + 1L + 4L * count > maxCells;
  }

  /** Gives a set that has no number one. */
  int add(int[] ids, int size) {
    int number = freeCount > 0 ? free[--freeCount] : count++;
    if (count > stamps.length) {
      stamps = Arrays.copyOf(stamps, count * 2);
      at = Arrays.copyOf(at, count * 2);
      used = Arrays.copyOf(used, count * 2);
      free = Arrays.copyOf(free, count * 2);
    }
    if (setsEnd + size + 1 > sets.length) {
      sets = Arrays.copyOf(sets, Math.max(setsEnd + size + 1, sets.length * 2));
    }
    at[number] = setsEnd;
    used[number] = true;
    sets[setsEnd] = size;
    System.arraycopy(ids, 0, sets, setsEnd + 1, size);
    setsEnd += size + 1;
    if (count * 2 > table.length) {
      table = new int[table.length * 2];
      index();
    } else {
      enter(number);
    }
    return number;
  }

  /** Gives states up until there is room. */
  void sweep() {
    int cells = 0;
    for (int number = 0; number < count; number++) {
      cells += at[number] >= 0 && used[number] ? end(number) - start(number) + 1 : 0;
    }
    boolean all = cells + 4L * count > maxCells * 3L / 4;
    int[] old = sets;
    int[] kept = new int[Math.max(1024, all ? 1024 : cells)];
    int keptEnd = 0;
    for (int number = 0; number < count; number++) {
      if (at[number] < 0) {
        continue;
      }
      if (number > 0 && (all || !used[number])) {
        at[number] = -1;
        stamps[number]++;
        free[freeCount++] = number;
        continue;
      }
      int length = old[at[number]] + 1;
      kept = keptEnd + length > kept.length ? Arrays.copyOf(kept, keptEnd + length) : kept;
      System.arraycopy(old, at[number], kept, keptEnd, length);
      at[number] = keptEnd;
      keptEnd += length;
      used[number] = false;
    }
    sets = kept;
    setsEnd = keptEnd;
    Arrays.fill(table, 0);
    index();
  }

  private void index() {
    for (int number = 0; number < count; number++) {
      if (at[number] >= 0) {
        enter(number);
      }
    }
  }

  private void enter(int number) {
    int slot = Ids.hash(sets, start(number), end(number)) & (table.length - 1);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = number + 1;
  }
}
