package dev.sluice.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All addresses of a family cut into numbered intervals, so that every range that was given is a
 * run of intervals. Immutable.
 */
final class AddressClasses {
  private static final int NARROW_FROM = 32;
  private static final int MANY_FROM = 4_096;

  private final boolean six;
  private final long[] highs;
  private final long[] lows;

  /** PERF: a block of 16 bits, or 20 while a table of those stays in the nearest cache. */
  private final int shift;

  /** IPv4, many intervals: the interval that holds the first address of each block, and an end. */
  private final int[] blocks;

  /** One end of a range. */
  record Edge(long high, long low) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      return AddressSet.compare(high, low, other.high, other.low);
    }

    /** The next address; there is none after the last of all. */
    boolean last(boolean six) {
      return six ? high == -1 && low == -1 : low == 0xFFFF_FFFFL;
    }

    Edge next() {
      return new Edge(low == -1 ? high + 1 : high, low + 1);
    }
  }

  /**
   * Cuts at every edge.
   *
   * @param starts the first addresses of intervals; that of all addresses is added
   */
  AddressClasses(boolean six, Set<Edge> starts) {
    this.six = six;
    TreeSet<Edge> all = new TreeSet<>(starts);
    all.add(new Edge(0, 0));
    List<Edge> sorted = new ArrayList<>(all);
    highs = new long[sorted.size()];
    lows = new long[sorted.size()];
    for (int i = 0; i < highs.length; i++) {
      highs[i] = sorted.get(i).high;
      lows[i] = sorted.get(i).low;
    }
    shift = lows.length > MANY_FROM ? 16 : 20;
    blocks = !six && lows.length > NARROW_FROM ? blocks() : new int[0];
  }

  private int[] blocks() {
    int count = 1 << 32 - shift;
    int[] of = new int[count + 1];
    int at = 0;
    for (int block = 0; block < count; block++) {
      while (at + 1 < lows.length && lows[at + 1] <= (long) block << shift) {
        at++;
      }
      of[block] = at;
    }
    of[count] = lows.length - 1;
    return of;
  }

  int size() {
    return lows.length;
  }

  /** The interval that holds the address. */
  int of(long high, long low) {
    int from = 0;
    int to = lows.length - 1;
    if (blocks.length != 0) {
      int block = (int) (low >>> shift);
      from = blocks[block];
      to = blocks[block + 1];
    }
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      boolean after = six ? startsAfter(middle, high, low) : lows[middle] > low;
      if (after) {
        to = middle - 1;
      } else {
        from = middle;
      }
    }
    return from;
  }

  private boolean startsAfter(int interval, long high, long low) {
    return AddressSet.compare(highs[interval], lows[interval], high, low) > 0;
  }
}
