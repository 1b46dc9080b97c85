package dev.sluice.wire;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipException;

/**
 * A window of native memory that moves over a capture.
 *
 * <p>Invariant: the unread bytes are {@code bytes[from, to)}; {@link #need} makes as many of them
 * contiguous as are asked for, and only it moves them. The window grows to the largest record and
 * no further, so memory does not depend on the file's length. Not threadsafe.
 *
 * <p>PERF: a window that fits into the second-level cache, filled by plain reads, was chosen over
 * mapping the file: one kind of segment for files, pipes and gzip keeps callers monomorphic, and a
 * file that shrinks while it is read cannot end the process.
 */
final class CaptureBuffer implements AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ReadableByteChannel in;
  private Arena arena;
  private MemorySegment bytes;
  private ByteBuffer target;
  private long from;
  private long to;
  private long moved;
  private boolean ended;
  private String damage = "";

  CaptureBuffer(ReadableByteChannel in, int size) {
    this.in = in;
    arena = Arena.ofShared();
    bytes = arena.allocate(size);
    target = bytes.asByteBuffer();
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** Where the unread bytes start in {@link #bytes}. */
  long from() {
    return from;
  }

  long remaining() {
    return to - from;
  }

  /** Where the unread bytes start in the capture. */
  long position() {
    return moved + from;
  }

  /** Why the input ended before its time, empty if it just ended. */
  String damage() {
    return damage;
  }

  /** Whether so many unread bytes are there now; false only at the end of the input. */
  boolean need(long count) throws IOException {
    return to - from >= count || fill(count);
  }

  /** Passes over bytes that {@link #need} has answered for; none of them move. */
  void passed(long count) {
    from += count;
  }

  /** Passes over so many bytes; false if the input ends before. */
  boolean skip(long count) throws IOException {
    long left = count;
    while (left > to - from) {
      left -= to - from;
      from = to;
      if (!fill(1)) {
        return false;
      }
    }
    from += left;
    return true;
  }

  int int8(long at) {
    return bytes.get(ValueLayout.JAVA_BYTE, from + at) & 0xFF;
  }

  int int16(long at, boolean bigEndian) {
    short value = bytes.get(SHORT, from + at);
    return (bigEndian ? Short.reverseBytes(value) : value) & 0xFFFF;
  }

  int int32(long at, boolean bigEndian) {
    int value = bytes.get(INT, from + at);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private boolean fill(long count) throws IOException {
    makeRoom(count);
    while (to - from < count && !ended) {
      target.limit(target.capacity()).position((int) to);
      int read = read();
      if (read < 0) {
        ended = true;
      } else {
        to += read;
      }
    }
    return to - from >= count;
  }

  private int read() throws IOException {
    try {
      return in.read(target);
    } catch (EOFException e) {
      damage = "the compressed data ends early";
      return -1;
    } catch (ZipException e) {
      damage = "the compressed data is damaged";
      return -1;
    }
  }

  private void makeRoom(long count) {
    MemorySegment unread = bytes.asSlice(from, to - from);
    if (count > bytes.byteSize()) {
      Arena larger = Arena.ofShared();
      MemorySegment grown = larger.allocate(Math.max(count, 2 * bytes.byteSize()));
      grown.copyFrom(unread);
      arena.close();
      arena = larger;
      bytes = grown;
      target = grown.asByteBuffer();
    } else {
      bytes.copyFrom(unread);
    }
    moved += from;
    to -= from;
    from = 0;
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
      in.close();
    }
  }
}
