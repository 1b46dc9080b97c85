package dev.sluice.engine.track;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The bytes of fragments that wait for others, in chains of blocks of 256 bytes in native memory.
 *
 * <p>Invariant: a block is in one chain or in the list of free ones. Grows by doubling up to its
 * limit and stays there. Not threadsafe.
 */
final class FragmentStore {
  static final int BLOCK = 256;
  private static final int FIRST_BLOCKS = 256;
  private static final int NONE = -1;

  private final int limit;
  private MemorySegment bytes;
  private int[] next;
  private int free = NONE;
  private int freeCount;

  FragmentStore(long limitBytes) {
    limit = Math.clamp(limitBytes / BLOCK, 1, Integer.MAX_VALUE / 4);
    next = new int[0];
    bytes = MemorySegment.NULL;
    enlarge();
  }

  private boolean enlarge() {
    int from = next.length;
    int to = (int) Math.min(limit, Math.max(FIRST_BLOCKS, from * 2L));
    if (to == from) {
      return false;
    }
    MemorySegment larger = Arena.ofAuto().allocate((long) to * BLOCK);
    MemorySegment.copy(bytes, 0, larger, 0, (long) from * BLOCK);
    bytes = larger;
    next = Arrays.copyOf(next, to);
    for (int block = to - 1; block >= from; block--) {
      next[block] = free;
      free = block;
    }
    freeCount += to - from;
    return true;
  }

  private static int blocks(int length) {
    return Math.max(1, (length + BLOCK - 1) / BLOCK);
  }

  /** Keeps these bytes; the first block of the chain, or -1 if there is no room. */
  int keep(MemorySegment source, long offset, int length) {
    int needed = blocks(length);
    while (freeCount < needed) {
      if (!enlarge()) {
        return NONE;
      }
    }
    int first = free;
    int block = first;
    int last = first;
    for (int at = 0; at < needed; at++) {
      int part = Math.min(BLOCK, length - at * BLOCK);
      MemorySegment.copy(source, offset + (long) at * BLOCK, bytes, (long) block * BLOCK, part);
      last = block;
      block = next[block];
    }
    free = block;
    next[last] = NONE;
    freeCount -= needed;
    return first;
  }

  void release(int first) {
    int last = first;
    int count = 1;
    while (next[last] != NONE) {
      last = next[last];
      count++;
    }
    next[last] = free;
    free = first;
    freeCount += count;
  }

  void copy(int first, int length, MemorySegment target, long offset) {
    int block = first;
    for (int done = 0; done < length; done += BLOCK) {
      int part = Math.min(BLOCK, length - done);
      MemorySegment.copy(bytes, (long) block * BLOCK, target, offset + done, part);
      block = next[block];
    }
  }

  /** Whether {@code length} bytes from {@code from} on in the chain are these. */
  boolean same(int first, int from, MemorySegment other, long offset, int length) {
    int block = first;
    for (int i = from / BLOCK; i > 0; i--) {
      block = next[block];
    }
    int at = from % BLOCK;
    int done = 0;
    while (done < length) {
      int part = Math.min(BLOCK - at, length - done);
      long here = (long) block * BLOCK + at;
      if (MemorySegment.mismatch(
              bytes, here, here + part, other, offset + done, offset + done + part)
          >= 0) {
        return false;
      }
      done += part;
      at = 0;
      block = next[block];
    }
    return true;
  }
}
