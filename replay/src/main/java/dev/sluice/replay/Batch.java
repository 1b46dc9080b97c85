package dev.sluice.replay;

import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Some packets with their bytes, handed from the one that reads to the one that replays. Reused.
 * Never used by two threads at once: it changes hands through a queue.
 *
 * <p>PERF: {@link #FEW} stay in the second-level cache from the reading to the replaying; handing
 * them to another thread would cost more than that saves, so {@link #MANY} are handed over.
 */
final class Batch {
  static final int FEW = 512;
  static final int MANY = 4096;
  static final int BYTES_A_PACKET = 256;

  private final Arena arena;
  private MemorySegment bytes;
  private long used;
  private int count;
  private final long[] timestamps;
  private final long[] offsets;
  private final int[] captured;
  private final int[] wireLengths;
  private final int[] linkTypes;
  private final int[] captures;
  private final int[] interfaces;
  private @Nullable IOException failure;

  /**
   * An empty batch.
   *
   * @param packets how many it may hold, and bytes for so many of middling length
   */
  Batch(Arena arena, int packets) {
    this.arena = arena;
    bytes = arena.allocate((long) packets * BYTES_A_PACKET);
    timestamps = new long[packets];
    offsets = new long[packets];
    captured = new int[packets];
    wireLengths = new int[packets];
    linkTypes = new int[packets];
    captures = new int[packets];
    interfaces = new int[packets];
  }

  void clear() {
    count = 0;
    used = 0;
    failure = null;
  }

  /** Copies the reader's present packet, if it still has a place here. */
  boolean add(CaptureReader reader, int capture, int interfaceIndex) {
    int length = reader.captured();
    if (count == timestamps.length || (count > 0 && used + length > bytes.byteSize())) {
      return false;
    }
    if (length > bytes.byteSize()) {
      bytes = arena.allocate(length);
    }
    MemorySegment.copy(reader.bytes(), reader.offset(), bytes, used, length);
    timestamps[count] = reader.timestamp();
    offsets[count] = used;
    captured[count] = length;
    wireLengths[count] = reader.wireLength();
    linkTypes[count] = reader.linkType();
    captures[count] = capture;
    interfaces[count] = interfaceIndex;
    used += length;
    count++;
    return true;
  }

  void fail(IOException problem) {
    failure = problem;
  }

  /** What stopped the reading after the packets of this batch, if anything did. */
  @Nullable IOException failure() {
    return failure;
  }

  int count() {
    return count;
  }

  MemorySegment bytes() {
    return bytes;
  }

  long timestamp(int i) {
    return timestamps[i];
  }

  long offset(int i) {
    return offsets[i];
  }

  int captured(int i) {
    return captured[i];
  }

  int wireLength(int i) {
    return wireLengths[i];
  }

  int linkType(int i) {
    return linkTypes[i];
  }

  /** Which of the captures the packet came from. */
  int capture(int i) {
    return captures[i];
  }

  /** The topology's index of the interface it was captured at, or -1. */
  int interfaceIndex(int i) {
    return interfaces[i];
  }
}
