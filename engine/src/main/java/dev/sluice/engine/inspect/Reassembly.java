package dev.sluice.engine.inspect;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Bytes of the beginning of a stream that come in any order; what was there first stays. Bounded in
 * bytes and in pieces. Not threadsafe.
 */
final class Reassembly {
  static final int MOST_PIECES = 2_048;

  private final int limit;
  private byte[] bytes = new byte[2_048];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int pieces;

  /**
   * @param limit bytes from the beginning that may be kept
   */
  Reassembly(int limit) {
    this.limit = limit;
  }

  /**
   * Puts a piece in; one that begins before the stream does is cut at its beginning.
   *
   * @return false if a limit was met: nothing was put in
   */
  boolean put(long offset, MemorySegment source, long from, int count) {
    long cut = Math.max(0, -offset);
    if (cut >= count) {
      return true;
    }
    if (offset + count > limit || pieces == MOST_PIECES) {
      return false;
    }
    int start = (int) (offset + cut);
    int end = (int) (offset + count);
    reserve(end);
    int at = start;
    for (int i = 0; i < pieces && at < end; i++) {
      if (ends[i] > at) {
        copy(source, from - offset, at, Math.min(end, starts[i]));
        at = Math.max(at, ends[i]);
      }
    }
    copy(source, from - offset, at, end);
    insert(start, end);
    return true;
  }

  private void reserve(int end) {
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(end, 2 * bytes.length)));
      segment = MemorySegment.ofArray(bytes);
    }
  }

  private void copy(MemorySegment source, long base, int from, int to) {
    if (from < to) {
      MemorySegment.copy(source, base + from, segment, from, to - from);
    }
  }

  private void insert(int start, int end) {
    int first = 0;
    while (first < pieces && ends[first] < start) {
      first++;
    }
    if (pieces == starts.length) {
      starts = Arrays.copyOf(starts, 2 * pieces);
      ends = Arrays.copyOf(ends, 2 * pieces);
    }
    int after = first;
    int low = start;
    int high = end;
    while (after < pieces && starts[after] <= end) {
      low = Math.min(low, starts[after]);
      high = Math.max(high, ends[after]);
      after++;
    }
    System.arraycopy(starts, after, starts, first + 1, pieces - after);
    System.arraycopy(ends, after, ends, first + 1, pieces - after);
    starts[first] = low;
    ends[first] = high;
    pieces += 1 - (after - first);
  }

  /** Whether a piece says something else than what is there at its place. */
  boolean differs(long offset, MemorySegment source, long from, int count) {
    boolean other = false;
    for (int i = 0; i < pieces && !other; i++) {
      long start = Math.max(offset, starts[i]);
      long end = Math.min(offset + count, ends[i]);
      other =
          start < end
              && MemorySegment.mismatch(
                      segment, start, end, source, from + start - offset, from + end - offset)
                  >= 0;
    }
    return other;
  }

  /** Behind the last byte that is there. */
  int end() {
    return pieces == 0 ? 0 : ends[pieces - 1];
  }

  /** How many bytes from the beginning on are there without a hole. */
  int ready() {
    return pieces > 0 && starts[0] == 0 ? ends[0] : 0;
  }

  /** The bytes, from 0 to {@link #ready}. */
  MemorySegment bytes() {
    return segment;
  }
}
