package dev.sluice.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes packets to a pcap file in nanoseconds, little-endian.
 *
 * <p>Invariant: the file is never seen half written. What is written goes to a sibling that takes
 * the file's name when the writer is closed; a device or pipe is written directly. Not threadsafe.
 */
public final class CaptureWriter implements AutoCloseable {
  private static final int WINDOW = 1 << 18;
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int SNAP_LENGTH = 1 << 18;
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final Path written;
  private final FileChannel channel;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment window = arena.allocate(WINDOW);
  private final ByteBuffer unwritten = window.asByteBuffer();
  private int used;

  private CaptureWriter(Path file, Path written, FileChannel channel) {
    this.file = file;
    this.written = written;
    this.channel = channel;
  }

  /** Starts a capture of packets of one link type; it replaces the file when it is closed. */
  public static CaptureWriter create(Path file, int linkType) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    boolean direct = Files.exists(target) && !Files.isRegularFile(target);
    Path written = direct ? target : sibling(target);
    FileChannel channel =
        direct
            ? FileChannel.open(written, StandardOpenOption.WRITE)
            : FileChannel.open(
                written,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
    CaptureWriter writer = new CaptureWriter(target, written, channel);
    writer.header(linkType);
    return writer;
  }

  private static Path sibling(Path target) {
    String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part";
    return target.resolveSibling(name);
  }

  private void header(int linkType) {
    window.set(INT, 0, PcapFraming.MAGIC_NANOS);
    window.set(SHORT, 4, (short) 2);
    window.set(SHORT, 6, (short) 4);
    window.set(INT, 8, 0);
    window.set(INT, 12, 0);
    window.set(INT, 16, SNAP_LENGTH);
    window.set(INT, 20, linkType);
    used = FILE_HEADER;
  }

  /**
   * Writes one packet.
   *
   * @param timestamp nanoseconds since the epoch
   */
  public void write(long timestamp, MemorySegment bytes, long offset, int captured, int wireLength)
      throws IOException {
    if (WINDOW - used < RECORD_HEADER) {
      flush();
    }
    window.set(INT, used, (int) Math.floorDiv(timestamp, NANOS_A_SECOND));
    window.set(INT, used + 4, (int) Math.floorMod(timestamp, NANOS_A_SECOND));
    window.set(INT, used + 8, captured);
    window.set(INT, used + 12, wireLength);
    used += RECORD_HEADER;
    long at = offset;
    long end = offset + captured;
    while (at < end) {
      if (used == WINDOW) {
        flush();
      }
      int part = (int) Math.min(end - at, WINDOW - used);
      MemorySegment.copy(bytes, at, window, used, part);
      used += part;
      at += part;
    }
  }

  private void flush() throws IOException {
    unwritten.position(0).limit(used);
    while (unwritten.hasRemaining()) {
      channel.write(unwritten);
    }
    used = 0;
  }

  /** Completes the file and gives it its name. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (arena;
        channel) {
      flush();
    } catch (IOException e) {
      if (!written.equals(file)) {
        Files.deleteIfExists(written);
      }
      throw e;
    }
    if (!written.equals(file)) {
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
