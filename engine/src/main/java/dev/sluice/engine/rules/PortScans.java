package dev.sluice.engine.rules;

import java.util.Arrays;

/**
 * RouterOS: psd, the algorithm of scanlogd. One memory of sources for all psd rules of the router:
 * 256 of them, the oldest slot is used again; 21 ports of each. Destinations do not matter, and a
 * port is a number whatever its protocol. Not threadsafe.
 */
final class PortScans {
  private static final int SOURCES = 256;
  private static final int BUCKETS = 512;
  private static final int MOST_IN_BUCKET = 16;
  private static final int PORTS = 21;
  private static final int FIRST_HIGH_PORT = 1024;
  private static final long TICK_NANOS = 10_000_000L;
  private static final int NONE = -1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int RST = 4;
  private static final int ACK = 16;

  private final int[] heads = new int[BUCKETS];
  private final int[] nexts = new int[SOURCES];
  private final long[] sources = new long[SOURCES];
  private final long[] lastTicks = new long[SOURCES];
  private final long[] weights = new long[SOURCES];
  private final int[] known = new int[SOURCES];
  private final int[] ports = new int[SOURCES * PORTS];
  private int oldest;

  PortScans() {
    Arrays.fill(heads, NONE);
    Arrays.fill(nexts, NONE);
  }

  /** One rule's thresholds over the shared memory. */
  static final class Rule implements RuleState {
    private final PortScans scans;
    private final int threshold;
    private final long delayTicks;
    private final int lowWeight;
    private final int highWeight;

    Rule(PortScans scans, int threshold, long delayNanos, int lowWeight, int highWeight) {
      this.scans = scans;
      this.threshold = threshold;
      this.delayTicks = delayNanos / TICK_NANOS;
      this.lowWeight = lowWeight;
      this.highWeight = highWeight;
    }

    @Override
    public boolean test(Context context) {
      int protocol = context.protocol();
      boolean looked = protocol == TCP ? context.tcpFlags() >= 0 : protocol == UDP;
      if (!looked
          || context.six()
          || context.destinationPort() == Context.NO_PORT
          || context.sourceLow() == 0) {
        return false;
      }
      return scans.seen(
          this,
          context.sourceLow(),
          context.destinationPort(),
          protocol == TCP ? context.tcpFlags() : 0,
          Math.floorDiv(context.now(), TICK_NANOS));
    }
  }

  private boolean seen(Rule rule, long source, int port, int flags, long tick) {
    int bucket = (int) ((source ^ source >>> 9 ^ source >>> 18 ^ source >>> 27) & (BUCKETS - 1));
    int slot = find(bucket, source);
    int weight = port < FIRST_HIGH_PORT ? rule.lowWeight : rule.highWeight;
    if (slot != NONE && tick - lastTicks[slot] <= rule.delayTicks && tick >= lastTicks[slot]) {
      return again(rule, slot, port, flags, weight, tick);
    }
    if (slot != NONE) {
      unlink(bucket, slot);
      sources[slot] = 0;
    }
    if ((flags & ACK) == 0) {
      remember(bucket, source, port, weight, tick);
    }
    return false;
  }

  private boolean again(Rule rule, int slot, int port, int flags, int weight, long tick) {
    int first = slot * PORTS;
    for (int i = 0; i < known[slot]; i++) {
      if (ports[first + i] == port) {
        return false;
      }
    }
    if ((flags & (ACK | RST)) != 0) {
      return false;
    }
    lastTicks[slot] = tick;
    if (weights[slot] >= rule.threshold) {
      return true;
    }
    weights[slot] += weight;
    if (weights[slot] >= rule.threshold) {
      return true;
    }
    if (known[slot] < PORTS) {
      ports[first + known[slot]++] = port;
    }
    return false;
  }

  private void remember(int bucket, long source, int port, int weight, long tick) {
    int slot = oldest;
    oldest = (oldest + 1) % SOURCES;
    if (sources[slot] != 0) {
      long old = sources[slot];
      unlink((int) ((old ^ old >>> 9 ^ old >>> 18 ^ old >>> 27) & (BUCKETS - 1)), slot);
    }
    dropOldestOf(bucket);
    nexts[slot] = heads[bucket];
    heads[bucket] = slot;
    sources[slot] = source;
    lastTicks[slot] = tick;
    weights[slot] = weight;
    known[slot] = 1;
    ports[slot * PORTS] = port;
  }

  private void dropOldestOf(int bucket) {
    int length = 0;
    int last = NONE;
    for (int slot = heads[bucket]; slot != NONE; slot = nexts[slot]) {
      length++;
      last = slot;
    }
    if (length >= MOST_IN_BUCKET) {
      unlink(bucket, last);
      sources[last] = 0;
    }
  }

  private int find(int bucket, long source) {
    for (int slot = heads[bucket]; slot != NONE; slot = nexts[slot]) {
      if (sources[slot] == source) {
        return slot;
      }
    }
    return NONE;
  }

  private void unlink(int bucket, int slot) {
    int before = NONE;
    for (int at = heads[bucket]; at != NONE; at = nexts[at]) {
      if (at == slot) {
        if (before == NONE) {
          heads[bucket] = nexts[at];
        } else {
          nexts[before] = nexts[at];
        }
        return;
      }
      before = at;
    }
  }
}
