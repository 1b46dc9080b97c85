package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import java.util.Arrays;

/**
 * RouterOS: connection-limit. The connections that have ever got to this matcher, counted by the
 * masked source address of the packet that brought them; a connection leaves when tracking forgets
 * it. At most as many as the table of connections holds. Not threadsafe.
 */
final class ConnectionCounts implements RuleState {
  private static final int FIRST_SLOTS = 64;
  private static final int UNREGISTERED = 0;

  private final int limit;
  private final int netmask;
  private final long seed;

  /** By connection: its group's number plus one, 0 if it never got here. */
  private int[] groupOf = new int[FIRST_SLOTS];

  /** Groups by number; {@code table} finds the number by address. */
  private long[] highs = new long[FIRST_SLOTS];

  private long[] lows = new long[FIRST_SLOTS];
  private int[] counts = new int[FIRST_SLOTS];
  private int[] freeNumbers = new int[FIRST_SLOTS];
  private int free;
  private int used;
  private int[] table = new int[FIRST_SLOTS * 2];

  ConnectionCounts(int limit, int netmask, long seed) {
    this.limit = limit;
    this.netmask = netmask;
    this.seed = seed;
  }

  @Override
  public boolean test(Context context) {
    int connection = context.connection();
    if (connection == ConnectionTable.NONE) {
      return false;
    }
    long high = context.six() ? context.sourceHigh() & mask(netmask) : 0;
    long low = context.sourceLow() & (context.six() ? mask(netmask - 64) : mask(netmask + 32));
    int slot = find(high, low);
    if (connection >= groupOf.length) {
      groupOf = Arrays.copyOf(groupOf, Math.max(connection + 1, groupOf.length * 2));
    }
    if (groupOf[connection] == UNREGISTERED) {
      int group = slot >= 0 ? table[slot] - 1 : make(high, low);
      counts[group]++;
      groupOf[connection] = group + 1;
      return counts[group] > limit;
    }
    return slot >= 0 && counts[table[slot] - 1] > limit;
  }

  /** The first {@code bits} of 64. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /** Tracking has forgotten the connection. */
  void ended(int connection) {
    if (connection >= groupOf.length || groupOf[connection] == UNREGISTERED) {
      return;
    }
    int group = groupOf[connection] - 1;
    groupOf[connection] = UNREGISTERED;
    counts[group]--;
    if (counts[group] == 0) {
      remove(group);
    }
  }

  private int home(long high, long low) {
    return (int) (Mix.of(low ^ seed, high) >>> 32) & (table.length - 1);
  }

  private int find(long high, long low) {
    for (int slot = home(high, low); table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
      int group = table[slot] - 1;
      if (lows[group] == low && highs[group] == high) {
        return slot;
      }
    }
    return -1;
  }

  private int make(long high, long low) {
    if (free == 0 && used == counts.length) {
      grow();
    }
    int group = free > 0 ? freeNumbers[--free] : used++;
    highs[group] = high;
    lows[group] = low;
    counts[group] = 0;
    enter(group);
    return group;
  }

  private void enter(int group) {
    int slot = home(highs[group], lows[group]);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = group + 1;
  }

  private void grow() {
    int groups = counts.length * 2;
    highs = Arrays.copyOf(highs, groups);
    lows = Arrays.copyOf(lows, groups);
    counts = Arrays.copyOf(counts, groups);
    freeNumbers = Arrays.copyOf(freeNumbers, groups);
    table = new int[groups * 2];
    for (int group = 0; group < used; group++) {
      enter(group);
    }
  }

  private void remove(int group) {
    int mask = table.length - 1;
    int hole = find(highs[group], lows[group]);
    for (int next = (hole + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
      int home = home(highs[table[next] - 1], lows[table[next] - 1]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        table[hole] = table[next];
        hole = next;
      }
    }
    table[hole] = 0;
    freeNumbers[free++] = group;
  }
}
