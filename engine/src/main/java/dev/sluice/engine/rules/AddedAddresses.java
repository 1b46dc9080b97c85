package dev.sluice.engine.rules;

import java.util.Arrays;

/**
 * The addresses that rules have put into lists, of one family: open addressing over primitive
 * arrays, linear probing, deletion by shifting back. Grows up to its limit; at the limit an
 * addition is refused and counted. What has timed out is gone at once for every question, and its
 * room is reclaimed little by little as others are added. Not threadsafe.
 */
final class AddedAddresses {
  /** Stays until the router restarts. */
  static final long UNTIL_RESTART = Long.MAX_VALUE - 1;

  /** Belongs to the configuration from now on; later additions do not touch it. */
  static final long PERMANENT = Long.MAX_VALUE;

  /** What an addition did. */
  static final int ADDED = 0;

  static final int REFRESHED = 1;
  static final int REFUSED = 2;

  private static final int FIRST_SLOTS = 64;
  private static final int SWEPT_PER_ADDITION = 4;
  private static final long BETWEEN_FULL_SWEEPS = 1_000_000_000L;

  private final int most;
  private final long seed;
  private int mask = FIRST_SLOTS - 1;
  private int[] lists = new int[FIRST_SLOTS];
  private long[] highs = new long[FIRST_SLOTS];
  private long[] lows = new long[FIRST_SLOTS];
  private long[] sinces = new long[FIRST_SLOTS];
  private long[] untils = new long[FIRST_SLOTS];
  private int size;
  private int hand;
  private long nextFullSweep = Long.MIN_VALUE;

  /** Told of each entry by {@link #forEach}. */
  interface Visitor {
    void entry(int list, long high, long low, long since, long until);
  }

  AddedAddresses(int most, long seed) {
    this.most = most;
    this.seed = seed;
  }

  int size() {
    return size;
  }

  boolean contains(int list, long high, long low, long now) {
    if (size == 0) {
      return false;
    }
    int slot = find(list, high, low);
    return slot >= 0 && untils[slot] > now;
  }

  /** Adds, or sets the time of what is there. */
  int add(int list, long high, long low, long until, long now) {
    sweep(SWEPT_PER_ADDITION, now);
    int slot = find(list, high, low);
    if (slot >= 0) {
      boolean gone = untils[slot] <= now;
      if (gone) {
        sinces[slot] = now;
      }
      if (untils[slot] != PERMANENT) {
        untils[slot] = until;
      }
      return gone ? ADDED : REFRESHED;
    }
    if (size >= most && !makeRoom(now)) {
      return REFUSED;
    }
    if (size >= (mask + 1) >>> 1) {
      grow();
    }
    insert(list + 1, high, low, now, until);
    size++;
    return ADDED;
  }

  private boolean makeRoom(long now) {
    if (now < nextFullSweep) {
      return false;
    }
    nextFullSweep = now + BETWEEN_FULL_SWEEPS;
    sweep(mask + 1, now);
    return size < most;
  }

  private void sweep(int slots, long now) {
    for (int i = 0; i < slots; i++) {
      hand = (hand + 1) & mask;
      while (lists[hand] != 0 && untils[hand] <= now) {
        delete(hand);
      }
    }
  }

  private int find(int list, long high, long low) {
    int key = list + 1;
    int slot = home(key, high, low);
    while (lists[slot] != 0) {
      if (lists[slot] == key && lows[slot] == low && highs[slot] == high) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private int home(int key, long high, long low) {
    return (int) (Mix.of(low ^ seed, high + key) >>> 32) & mask;
  }

  private void insert(int key, long high, long low, long since, long until) {
    int slot = home(key, high, low);
    while (lists[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    lists[slot] = key;
    highs[slot] = high;
    lows[slot] = low;
    sinces[slot] = since;
    untils[slot] = until;
  }

  private void delete(int slot) {
    int hole = slot;
    int next = (hole + 1) & mask;
    while (lists[next] != 0) {
      int home = home(lists[next], highs[next], lows[next]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        lists[hole] = lists[next];
        highs[hole] = highs[next];
        lows[hole] = lows[next];
        sinces[hole] = sinces[next];
        untils[hole] = untils[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    lists[hole] = 0;
    size--;
  }

  private void grow() {
    int[] oldLists = lists;
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldSinces = sinces;
    long[] oldUntils = untils;
    int slots = oldLists.length * 2;
    mask = slots - 1;
    lists = new int[slots];
    highs = new long[slots];
    lows = new long[slots];
    sinces = new long[slots];
    untils = new long[slots];
    for (int i = 0; i < oldLists.length; i++) {
      if (oldLists[i] != 0) {
        insert(oldLists[i], oldHighs[i], oldLows[i], oldSinces[i], oldUntils[i]);
      }
    }
  }

  /** Tells of every entry that has not timed out, in no order. */
  void forEach(long now, Visitor visitor) {
    for (int i = 0; i <= mask; i++) {
      if (lists[i] != 0 && untils[i] > now) {
        visitor.entry(lists[i] - 1, highs[i], lows[i], sinces[i], untils[i]);
      }
    }
  }

  void clear() {
    Arrays.fill(lists, 0);
    size = 0;
  }
}
