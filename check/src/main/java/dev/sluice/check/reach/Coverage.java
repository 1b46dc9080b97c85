package dev.sluice.check.reach;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many rules ask for each value of a field. Immutable. */
final class Coverage {
  /** How many values are compared to find the rarest of a set. */
  private static final int MOST_COMPARED = 48;

  /** Where the number changes, ascending. */
  private final int[] starts;

  /** How many rules ask for the values from there on. */
  private final int[] counts;

  /** The starts that the fewest rules ask for, the rarest first. */
  private final int[] rare;

  /** Collects sets of values. Not threadsafe. */
  static final class Edges {
    private final NavigableMap<Integer, Integer> changes = new TreeMap<>();

    void add(Numbers set) {
      for (int i = 0; i < set.ranges(); i++) {
        changes.merge(set.rangeFirst(i), 1, Integer::sum);
        changes.merge(set.rangeLast(i) + 1, -1, Integer::sum);
      }
    }
  }

  /**
   * Counts.
   *
   * @param all the values that the field may have
   */
  Coverage(Numbers all, Edges edges) {
    NavigableMap<Integer, Integer> changes = new TreeMap<>(edges.changes);
    changes.putIfAbsent(all.first(), 0);
    changes.tailMap(all.last(), false).clear();
    starts = new int[changes.size()];
    counts = new int[starts.length];
    long[] order = new long[starts.length];
    int size = 0;
    int depth = 0;
    for (Map.Entry<Integer, Integer> change : changes.entrySet()) {
      depth += change.getValue();
      starts[size] = change.getKey();
      counts[size] = depth;
      order[size] = (long) depth << 32 | size;
      size++;
    }
    Arrays.sort(order);
    rare = new int[Math.min(size, MOST_COMPARED)];
    for (int i = 0; i < rare.length; i++) {
      rare[i] = starts[(int) order[i]];
    }
  }

  /** A value of a set that few rules ask for; the set must not be empty. */
  int rarest(Numbers set) {
    for (int value : rare) {
      if (set.contains(value)) {
        return value;
      }
    }
    int best = set.first();
    int at = Arrays.binarySearch(starts, best);
    int first = at >= 0 ? at : -at - 2;
    int least = counts[first];
    for (int i = first + 1; i < Math.min(starts.length, first + MOST_COMPARED); i++) {
      if (counts[i] < least && set.contains(starts[i])) {
        best = starts[i];
        least = counts[i];
      }
    }
    return best;
  }
}
