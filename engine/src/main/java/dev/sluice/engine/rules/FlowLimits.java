package dev.sluice.engine.rules;

import dev.sluice.policy.LimitFlow;

/**
 * RouterOS: dst-limit. A bucket a flow, in a table of one rule: full when the flow is first seen,
 * refilled continuously, forgotten when the flow was silent for the expiry time. When the table is
 * full of living flows, the packet of a new one is dropped as Linux does. Not threadsafe.
 */
final class FlowLimits implements RuleState {
  private static final long NANOS = 1_000_000_000L;
  private static final long BETWEEN_SWEEPS = NANOS / 10;
  private static final int FIRST_SLOTS = 64;

  /** Four address halves, port and presence, last seen. */
  private static final int STRIDE = 6;

  private static final int PORT = 4;
  private static final int SEEN = 5;
  private static final long PRESENT = 1L << 32;

  private final LimitFlow flow;
  private final double perNano;
  private final double burst;
  private final long expiry;
  private final int most;
  private final long seed;

  private int mask = FIRST_SLOTS - 1;
  private long[] keys = new long[FIRST_SLOTS * STRIDE];
  private double[] tokens = new double[FIRST_SLOTS];
  private int size;
  private long nextSweep = Long.MIN_VALUE;

  FlowLimits(
      long rate,
      long perSeconds,
      long burst,
      LimitFlow flow,
      long expireSeconds,
      int most,
      long seed) {
    this.flow = flow;
    perNano = (double) rate / ((double) perSeconds * NANOS);
    this.burst = burst;
    expiry = expireSeconds * NANOS;
    this.most = most;
    this.seed = seed;
  }

  int size() {
    return size;
  }

  @Override
  public boolean test(Context context) {
    long sourceHigh = flow.bySource() ? context.sourceHigh() : 0;
    long sourceLow = flow.bySource() ? context.sourceLow() : 0;
    long destinationHigh = flow.byDestination() ? context.destinationHigh() : 0;
    long destinationLow = flow.byDestination() ? context.destinationLow() : 0;
    long port = PRESENT | (flow.byDestinationPort() ? Math.max(0, context.destinationPort()) : 0);
    long now = context.now();
    int slot = find(sourceHigh, sourceLow, destinationHigh, destinationLow, port);
    if (slot >= 0 && now - keys[slot * STRIDE + SEEN] > expiry) {
      tokens[slot] = burst;
      keys[slot * STRIDE + SEEN] = now;
    } else if (slot < 0) {
      if (size >= most && !sweep(now)) {
        context.hotDrop(HotDrop.LIMIT_TABLE_FULL);
        return false;
      }
      if (size >= (mask + 1) >>> 1) {
        grow();
      }
      slot = free(sourceHigh, sourceLow, destinationHigh, destinationLow, port);
      int at = slot * STRIDE;
      keys[at] = sourceHigh;
      keys[at + 1] = sourceLow;
      keys[at + 2] = destinationHigh;
      keys[at + 3] = destinationLow;
      keys[at + PORT] = port;
      keys[at + SEEN] = now;
      tokens[slot] = burst;
      size++;
    }
    return take(slot, now);
  }

  private boolean take(int slot, long now) {
    long idle = Math.max(0, now - keys[slot * STRIDE + SEEN]);
    double filled = Math.min(burst, tokens[slot] + idle * perNano);
    keys[slot * STRIDE + SEEN] += idle;
    boolean fits = filled >= 1;
    tokens[slot] = fits ? filled - 1 : filled;
    return fits;
  }

  private int home(long a, long b, long c, long d, long port) {
    return (int) (Mix.of(Mix.of(a ^ seed, b), Mix.of(c + port, d)) >>> 32) & mask;
  }

  private int find(long a, long b, long c, long d, long port) {
    int slot = home(a, b, c, d, port);
    for (int at = slot * STRIDE; keys[at + PORT] != 0; at = slot * STRIDE) {
      if (keys[at] == a
          && keys[at + 1] == b
          && keys[at + 2] == c
          && keys[at + 3] == d
          && keys[at + PORT] == port) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private int free(long a, long b, long c, long d, long port) {
    int slot = home(a, b, c, d, port);
    while (keys[slot * STRIDE + PORT] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean sweep(long now) {
    if (now < nextSweep) {
      return false;
    }
    nextSweep = now + BETWEEN_SWEEPS;
    rebuild(mask + 1, now);
    return size < most;
  }

  private void grow() {
    rebuild((mask + 1) * 2, Long.MIN_VALUE);
  }

  /** Moves what has not expired into tables of this size. */
  private void rebuild(int slots, long now) {
    long[] oldKeys = keys;
    double[] oldTokens = tokens;
    keys = new long[slots * STRIDE];
    tokens = new double[slots];
    mask = slots - 1;
    size = 0;
    for (int i = 0; i < oldTokens.length; i++) {
      int from = i * STRIDE;
      boolean alive = now == Long.MIN_VALUE || now - oldKeys[from + SEEN] <= expiry;
      if (oldKeys[from + PORT] != 0 && alive) {
        int slot =
            free(
                oldKeys[from],
                oldKeys[from + 1],
                oldKeys[from + 2],
                oldKeys[from + 3],
                oldKeys[from + PORT]);
        System.arraycopy(oldKeys, from, keys, slot * STRIDE, STRIDE);
        tokens[slot] = oldTokens[i];
        size++;
      }
    }
  }
}
