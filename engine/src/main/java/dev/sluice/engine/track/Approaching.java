package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.wire.PacketView;

/**
 * The packets that come next, with the hashes of their tuples. Announcing them changes nothing but
 * what lies near in memory. Not threadsafe.
 *
 * <p>PERF: waiting for a connection's entry and then for its slot is most of what tracking costs
 * once there are thousands. For a group of packets these waits overlap: with 10,000 connections
 * alive a replay took 0.83 of the time (docs/performance.md). Packets announced one by one gained
 * nothing.
 */
final class Approaching {
  private final ConnectionStore store;
  private final TupleIndex index;
  private final Tuple tuple = new Tuple();
  private final PacketView[] packets = new PacketView[ConnectionTable.MOST_ANNOUNCED];
  private final long[] hashes = new long[ConnectionTable.MOST_ANNOUNCED];
  private final int[] slots = new int[ConnectionTable.MOST_ANNOUNCED];
  private int count;
  private int next;

  /** Kept so that no compiler can leave the reading out. */
  private long read;

  Approaching(ConnectionStore store, TupleIndex index) {
    this.store = store;
    this.index = index;
  }

  /** The packets must stay what they are until they are tracked, in this order. */
  void announce(PacketView[] coming, int howMany) {
    count = 0;
    next = 0;
    for (int i = 0; i < Math.min(howMany, ConnectionTable.MOST_ANNOUNCED); i++) {
      PacketView p = coming[i];
      if (p.status() == PacketView.Status.OK && p.hasPorts() && tuple.read(p)) {
        if (packets[count] != p) {
          packets[count] = p;
        }
        hashes[count++] = index.hash(tuple);
      }
    }
    for (int i = 0; i < count; i++) {
      slots[i] = index.likely(hashes[i]);
    }
    long[] words = store.words;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      int at = slots[i] * SLOT;
      sum += words[at] + words[at + SLOT / 2] + words[at + SLOT - 1];
    }
    read += sum;
  }

  /** As {@link TupleIndex#find(Tuple)}: the handle of this packet's tuple, or -1. */
  int find(PacketView packet, Tuple asked) {
    for (int i = next; i < count; i++) {
      if (packets[i] == packet) {
        assert hashes[i] == index.hash(asked) : "changed since it was announced";
        next = i + 1;
        return index.find(asked, hashes[i]);
      }
    }
    return index.find(asked);
  }

  /** A sum over what was read. */
  long read() {
    return read;
  }
}
