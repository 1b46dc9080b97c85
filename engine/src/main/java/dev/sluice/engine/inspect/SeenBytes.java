package dev.sluice.engine.inspect;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The first bytes of a direction of a TCP connection as they were inspected, to compare what comes
 * again with. Slots are numbered from 1; 0 stands for none, when all are taken. Their bytes are
 * reserved when they are first needed. Not threadsafe.
 */
final class SeenBytes {
  /** A slot's number fits into 12 bits. */
  static final int MOST_SLOTS = 4_095;

  private static final int BLOCK_SLOTS = 64;

  private final int slotBytes;
  private final MemorySegment[] blocks = new MemorySegment[MOST_SLOTS / BLOCK_SLOTS + 1];
  private final int[] base = new int[MOST_SLOTS + 1];
  private final int[] length = new int[MOST_SLOTS + 1];
  private final int[] next = new int[MOST_SLOTS + 1];
  private int free;
  private int touched;

  SeenBytes(int slotBytes) {
    this.slotBytes = slotBytes;
    Arrays.fill(blocks, MemorySegment.NULL);
  }

  /** A slot for bytes from this sequence number on, or 0. */
  int take(int sequence) {
    int slot = free;
    if (slot != 0) {
      free = next[slot];
    } else if (touched < MOST_SLOTS) {
      slot = ++touched;
      if (blocks[block(slot)].byteSize() == 0) {
        blocks[block(slot)] = MemorySegment.ofArray(new byte[BLOCK_SLOTS * slotBytes]);
      }
    } else {
      return 0;
    }
    base[slot] = sequence;
    length[slot] = 0;
    return slot;
  }

  void release(int slot) {
    if (slot != 0) {
      next[slot] = free;
      free = slot;
    }
  }

  /** Keeps bytes that follow those kept; behind a hole and beyond the slot nothing is kept. */
  void keep(int slot, int sequence, MemorySegment bytes, long from, int count) {
    int at = sequence - base[slot];
    int room = Math.min(count, slotBytes - at);
    if (slot != 0 && at == length[slot] && room > 0) {
      MemorySegment.copy(bytes, from, blocks[block(slot)], place(slot) + at, room);
      length[slot] = at + room;
    }
  }

  /** The first byte that is kept. */
  int begin(int slot) {
    return base[slot];
  }

  /** Behind the last byte that is kept. */
  int end(int slot) {
    return base[slot] + length[slot];
  }

  /** Whether the byte with this sequence number is kept. */
  boolean has(int slot, int sequence) {
    int at = sequence - base[slot];
    return slot != 0 && at >= 0 && at < length[slot];
  }

  /** Whether these bytes are others than those kept at the same places. */
  boolean differs(int slot, int sequence, MemorySegment bytes, long from, int count) {
    if (slot == 0) {
      return false;
    }
    int at = sequence - base[slot];
    int start = Math.max(at, 0);
    int end = Math.min(at + count, length[slot]);
    if (start >= end) {
      return false;
    }
    long here = place(slot);
    long there = from - at;
    return MemorySegment.mismatch(
            blocks[block(slot)], here + start, here + end, bytes, there + start, there + end)
        >= 0;
  }

  private static int block(int slot) {
    return (slot - 1) / BLOCK_SLOTS;
  }

  private long place(int slot) {
    return (long) (slot - 1 & BLOCK_SLOTS - 1) * slotBytes;
  }
}
