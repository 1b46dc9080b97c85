package dev.sluice.engine.inspect;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Payload of TCP segments that came before their turn, as chains of slots. A chain belongs to one
 * direction of one connection and is sorted by sequence number. Slots are numbered from 1; 0 is an
 * empty chain. The bytes are reserved when they are first needed, never more than the limit. Not
 * threadsafe.
 */
final class EarlySegments {
  /** Early segments that one direction of a connection may hold. */
  static final int MOST_IN_CHAIN = 16;

  /** Slots of all connections together; a slot's number fits into 16 bits. */
  static final int MOST_SLOTS = 4_096;

  private static final int BLOCK_SLOTS = 64;

  private final int slotBytes;
  private final MemorySegment[] segments = new MemorySegment[MOST_SLOTS / BLOCK_SLOTS];
  private final int[] sequence = new int[MOST_SLOTS + 1];
  private final int[] length = new int[MOST_SLOTS + 1];
  private final int[] next = new int[MOST_SLOTS + 1];
  private int free;
  private int touched;
  private int held;

  EarlySegments(int slotBytes) {
    this.slotBytes = slotBytes;
    Arrays.fill(segments, MemorySegment.NULL);
  }

  /** How many slots are in use. */
  int held() {
    return held;
  }

  boolean full() {
    return held == MOST_SLOTS;
  }

  int chainLength(int head) {
    int count = 0;
    for (int slot = head; slot != 0; slot = next[slot]) {
      count++;
    }
    return count;
  }

  /**
   * Lengthens a slot whose bytes end where these begin, so that a chain counts holes rather than
   * segments.
   *
   * @return false if there is no such slot with room for all of them: nothing was put in
   */
  boolean extend(int head, int firstSequence, MemorySegment bytes, long from, int count) {
    for (int slot = head; slot != 0; slot = next[slot]) {
      int room = slotBytes - length[slot];
      if (sequence[slot] + length[slot] == firstSequence && count <= room) {
        int to = place(slot) + length[slot];
        MemorySegment.copy(bytes, from, segments[block(slot)], to, count);
        length[slot] += count;
        return true;
      }
    }
    return false;
  }

  /**
   * Puts bytes into a chain; what is longer than a slot is cut. Not while {@link #full}.
   *
   * @return the chain's new head
   */
  int add(int head, int firstSequence, MemorySegment bytes, long from, int count) {
    int slot = take();
    sequence[slot] = firstSequence;
    length[slot] = Math.min(count, slotBytes);
    MemorySegment.copy(bytes, from, segments[block(slot)], place(slot), length[slot]);
    if (head == 0 || firstSequence - sequence[head] < 0) {
      next[slot] = head;
      return slot;
    }
    int before = head;
    while (next[before] != 0 && firstSequence - sequence[next[before]] >= 0) {
      before = next[before];
    }
    next[slot] = next[before];
    next[before] = slot;
    return head;
  }

  private int take() {
    int slot = free;
    if (slot != 0) {
      free = next[slot];
    } else {
      slot = ++touched;
    }
    held++;
    int block = block(slot);
    if (segments[block].byteSize() == 0) {
      segments[block] = MemorySegment.ofArray(new byte[BLOCK_SLOTS * slotBytes]);
    }
    return slot;
  }

  int sequence(int slot) {
    return sequence[slot];
  }

  int length(int slot) {
    return length[slot];
  }

  int next(int slot) {
    return next[slot];
  }

  /** Where the slot's bytes are, from {@link #place} on. */
  MemorySegment bytes(int slot) {
    return segments[block(slot)];
  }

  private static int block(int slot) {
    return (slot - 1) / BLOCK_SLOTS;
  }

  int place(int slot) {
    return (slot - 1 & BLOCK_SLOTS - 1) * slotBytes;
  }

  /** Gives the first slot back. Returns the rest of the chain. */
  int drop(int head) {
    int rest = next[head];
    next[head] = free;
    free = head;
    held--;
    return rest;
  }

  void dropAll(int head) {
    int slot = head;
    while (slot != 0) {
      slot = drop(slot);
    }
  }
}
