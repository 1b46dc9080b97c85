package dev.sluice.engine.track;

import java.util.Arrays;

/**
 * When to look at which connections. What is armed is a block of four neighbouring slots, for the
 * earliest of their times; a later time is not told to the wheel at all, it is found when the block
 * comes up and is armed anew.
 *
 * <pre>
 * bucket[tick mod 16384] → first block → next block …; a tick is 2^26 ns, the horizon 18 minutes
 * </pre>
 *
 * <p>PERF: blocks of four cost 4 bytes a connection instead of 12. What lies beyond the horizon is
 * armed at the horizon. Not threadsafe.
 */
final class TimerWheel {
  static final int BLOCK_SHIFT = 2;
  private static final int TICK_SHIFT = 26;
  private static final int BUCKETS = 1 << 14;
  private static final int NONE = -1;

  private final int[] buckets = new int[BUCKETS];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private int[] armed = new int[0];
  private long hand;
  private boolean started;

  TimerWheel(int slots) {
    Arrays.fill(buckets, NONE);
    grow(slots);
  }

  /** A block that is in no bucket has itself as previous. */
  void grow(int slots) {
    int from = next.length;
    int blocks = (slots >>> BLOCK_SHIFT) + 1;
    next = Arrays.copyOf(next, blocks);
    previous = Arrays.copyOf(previous, blocks);
    armed = Arrays.copyOf(armed, blocks);
    for (int block = from; block < blocks; block++) {
      previous[block] = block;
    }
  }

  /** Sees to it that the block comes up soon after this time, or earlier. */
  void arm(int block, long time, long now) {
    long tick = time >> TICK_SHIFT;
    if (!started) {
      started = true;
      hand = now >> TICK_SHIFT;
    }
    tick = Math.clamp(tick, hand, hand + BUCKETS - 1);
    if (previous[block] != block) {
      if ((int) tick - armed[block] >= 0) {
        return;
      }
      unlink(block);
    }
    armed[block] = (int) tick;
    int bucket = (int) tick & BUCKETS - 1;
    int first = buckets[bucket];
    next[block] = first;
    previous[block] = ~bucket;
    if (first != NONE) {
      previous[first] = block;
    }
    buckets[bucket] = block;
  }

  /** Takes the next block whose tick is over by now, or answers -1. */
  int due(long now) {
    long over = now >> TICK_SHIFT;
    if (!started || hand >= over) {
      if (hand - over > BUCKETS) {
        // One packet was dated far in the future: blocks come up early now, and are armed anew.
        hand = over;
      }
      return NONE;
    }
    // Every block is armed less than a round ahead of the hand, so one round visits them all.
    hand = Math.max(hand, over - BUCKETS);
    for (; hand < over; hand++) {
      int block = buckets[(int) hand & BUCKETS - 1];
      if (block != NONE) {
        unlink(block);
        return block;
      }
    }
    return NONE;
  }

  private void unlink(int block) {
    int after = next[block];
    int before = previous[block];
    if (before < 0) {
      buckets[~before] = after;
    } else {
      next[before] = after;
    }
    if (after != NONE) {
      previous[after] = before;
    }
    previous[block] = block;
  }

  long allocatedBytes() {
    return 4L * (3L * next.length + BUCKETS);
  }
}
