package dev.sluice.replay;

import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Some thousand packets with their bytes, handed from the thread that reads to the one that
 * replays. Reused. Never used by two threads at once: it changes hands through a queue.
 */
final class Batch {
  static final int PACKETS = 4096;
  static final int BYTES = 1 << 20;

  private final Arena arena;
  private MemorySegment bytes;
  private long used;
  private int count;
  private final long[] timestamps = new long[PACKETS];
  private final long[] offsets = new long[PACKETS];
  private final int[] captured = new int[PACKETS];
  private final int[] wireLengths = new int[PACKETS];
  private final int[] linkTypes = new int[PACKETS];
  private final int[] captures = new int[PACKETS];
  private final int[] interfaces = new int[PACKETS];
  private @Nullable IOException failure;

  Batch(Arena arena) {
    this.arena = arena;
    bytes = arena.allocate(BYTES);
  }

  void clear() {
    count = 0;
    used = 0;
    failure = null;
  }

  /** Copies the reader's present packet, if it still has a place here. */
  boolean add(CaptureReader reader, int capture, int interfaceIndex) {
    int length = reader.captured();
    if (count == PACKETS || (count > 0 && used + length > bytes.byteSize())) {
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
