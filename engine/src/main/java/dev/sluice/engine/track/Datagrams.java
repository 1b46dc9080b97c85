package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.util.Arrays;

/**
 * The incomplete datagrams: found by addresses and identification, and in the order in which they
 * began, each family for itself. Not threadsafe.
 */
final class Datagrams {
  private static final int NONE = Datagram.NONE;
  private static final int BUCKETS = 1 << 12;

  private final int limit;
  private final long seed;
  private final int[] buckets = new int[BUCKETS];
  private final int[] oldest = {NONE, NONE};
  private final int[] newest = {NONE, NONE};
  private Datagram[] all = new Datagram[0];
  private int free = NONE;
  private int count;

  Datagrams(int limit, long seed) {
    this.limit = Math.max(1, limit);
    this.seed = seed;
    Arrays.fill(buckets, NONE);
  }

  Datagram get(int i) {
    return all[i];
  }

  boolean full() {
    return count >= limit;
  }

  /** The datagram of this family that began first, or -1. */
  int oldest(boolean six) {
    return oldest[six ? 1 : 0];
  }

  int find(PacketView p) {
    for (int i = buckets[bucket(p)]; i != NONE; i = all[i].nextInBucket) {
      Datagram d = all[i];
      // RFC 791: the protocol counts; RFC 8200 section 4.5: it does not.
      if (d.identification == p.identification()
          && d.six == p.six()
          && (d.six || d.protocol == p.protocol())
          && d.sourceLow == p.sourceLow()
          && d.destinationLow == p.destinationLow()
          && d.sourceHigh == p.sourceHigh()
          && d.destinationHigh == p.destinationHigh()) {
        return i;
      }
    }
    return NONE;
  }

  int add(PacketView p, long now) {
    if (free == NONE) {
      enlarge();
    }
    int i = free;
    Datagram d = all[i];
    free = d.nextInBucket;
    d.begin(now);
    d.six = p.six();
    d.protocol = p.protocol();
    d.identification = p.identification();
    d.sourceHigh = p.sourceHigh();
    d.sourceLow = p.sourceLow();
    d.destinationHigh = p.destinationHigh();
    d.destinationLow = p.destinationLow();
    d.bucket = bucket(p);
    d.nextInBucket = buckets[d.bucket];
    buckets[d.bucket] = i;
    int family = d.six ? 1 : 0;
    d.older = newest[family];
    d.newer = NONE;
    if (newest[family] == NONE) {
      oldest[family] = i;
    } else {
      all[newest[family]].newer = i;
    }
    newest[family] = i;
    count++;
    return i;
  }

  void remove(int gone) {
    Datagram d = all[gone];
    int family = d.six ? 1 : 0;
    if (d.older == NONE) {
      oldest[family] = d.newer;
    } else {
      all[d.older].newer = d.newer;
    }
    if (d.newer == NONE) {
      newest[family] = d.older;
    } else {
      all[d.newer].older = d.older;
    }
    int i = buckets[d.bucket];
    if (i == gone) {
      buckets[d.bucket] = d.nextInBucket;
    } else {
      while (all[i].nextInBucket != gone) {
        i = all[i].nextInBucket;
      }
      all[i].nextInBucket = d.nextInBucket;
    }
    d.nextInBucket = free;
    free = gone;
    count--;
  }

  private void enlarge() {
    int from = all.length;
    int to = Math.min(limit, Math.max(16, from * 2));
    all = Arrays.copyOf(all, to);
    for (int i = to - 1; i >= from; i--) {
      all[i] = new Datagram();
      all[i].nextInBucket = free;
      free = i;
    }
  }

  private int bucket(PacketView p) {
    long mixed = (p.sourceLow() ^ seed) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 29 ^ p.destinationLow()) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 32 ^ p.identification()) * 0x94D049BB133111EBL;
    return (int) (mixed >>> 52);
  }
}
