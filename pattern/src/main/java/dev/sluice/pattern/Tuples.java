package dev.sluice.pattern;

import java.util.Arrays;

/**
 * Finds open states by the rows that they have in all automata. It may forget: what is not found is
 * found by its ids. Not threadsafe.
 */
final class Tuples {
  /** Numbers of open states, plus one. */
  private int[] table = new int[64];

  private int count;

  /** What was found last for each row of the first automaton, plus one. */
  private int[] recent = new int[64];

  int bytes() {
    return Integer.BYTES * (table.length + recent.length);
  }

  void clear() {
    Arrays.fill(recent, 0);
    Arrays.fill(table, 0);
    count = 0;
  }

  /**
   * The open state with these cells, or -1; those of a state lie together in {@code rows}, and
   * behind them one that is not asked.
   */
  int find(int[] rows, int[] tuple) {
    int row = tuple[0];
    int likely = row < recent.length ? recent[row] : 0;
    if (likely != 0 && equal(rows, (likely - 1) * (tuple.length + 1), tuple)) {
      return likely - 1;
    }
    int number = search(rows, tuple);
    if (number >= 0) {
      recent = row < recent.length ? recent : Arrays.copyOf(recent, 2 * row);
      recent[row] = number + 1;
    }
    return number;
  }

  private int search(int[] rows, int[] tuple) {
    int slot = Ids.hash(tuple, 0, tuple.length) & (table.length - 1);
    while (table[slot] != 0) {
      if (equal(rows, (table[slot] - 1) * (tuple.length + 1), tuple)) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  private static boolean equal(int[] rows, int at, int[] tuple) {
    for (int i = 0; i < tuple.length; i++) {
      if (rows[at + i] != tuple[i]) {
        return false;
      }
    }
    return true;
  }

  void enter(int[] tuple, int number) {
    if (++count * 2 > table.length) {
      table = new int[table.length * 2];
      count = 1;
    }
    int slot = Ids.hash(tuple, 0, tuple.length) & (table.length - 1);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = number + 1;
  }
}
