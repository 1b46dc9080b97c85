package dev.sluice.engine.queues;

import java.util.Arrays;

/**
 * RouterOS: burst. Every sixteenth of burst-time one sample of what came in; while the mean of the
 * last sixteen is under the threshold, burst-limit is the limit, above it max-limit. Begins in
 * burst. At equality a burst ends and none begins, as the manual's table has it.
 */
final class Burst {
  private static final int SAMPLES = 16;

  private final long threshold;
  private final long tick;
  private final long[] samples = new long[SAMPLES];
  private int at;
  private long sum;
  private long current;
  private long nextTick = Long.MIN_VALUE;
  private boolean active = true;

  /**
   * @param threshold bit/s
   * @param time the window in nanoseconds
   */
  Burst(long threshold, long time) {
    this.threshold = threshold;
    tick = Math.max(1, time / SAMPLES);
  }

  boolean active() {
    return active;
  }

  void count(int bytes) {
    current += bytes;
  }

  /** When the limit may change next. */
  long nextTick() {
    return nextTick;
  }

  /** Whether the window is over in which anything was counted. */
  boolean quiet(long now) {
    advance(now);
    return sum == 0 && current == 0;
  }

  /** Brings the samples up to date; true if the limit has changed. */
  boolean advance(long now) {
    if (nextTick == Long.MIN_VALUE) {
      nextTick = now + tick;
    }
    boolean before = active;
    if (now - nextTick > (SAMPLES + 1) * tick) {
      Arrays.fill(samples, 0);
      sum = 0;
      current = 0;
      nextTick += (now - nextTick) / tick * tick;
    }
    while (nextTick <= now) {
      sum += current - samples[at];
      samples[at] = current;
      at = (at + 1) % SAMPLES;
      current = 0;
      nextTick += tick;
      double bits = sum * 8e9 / (SAMPLES * (double) tick);
      active = bits < threshold;
    }
    return before != active;
  }
}
