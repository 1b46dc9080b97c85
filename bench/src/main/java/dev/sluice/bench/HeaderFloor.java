package dev.sluice.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least a replay can cost: the file is mapped, each record header is read, and of each frame
 * the addresses, the protocol and the ports. No checks, no state, no decision.
 */
final class HeaderFloor {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int IPV4 = 0x0800;

  private long packets;
  private long sum;

  /** Reads the file once; nanoseconds that it took. */
  long run(Path file) throws IOException {
    long begin = Clock.now();
    packets = 0;
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      walk(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
    return Clock.now() - begin;
  }

  long packets() {
    return packets;
  }

  /** What was read, so that nothing of it can be left out. */
  long sum() {
    return sum;
  }

  private void walk(MemorySegment bytes) {
    long at = 24;
    long size = bytes.byteSize();
    long read = 0;
    long count = 0;
    while (at + 16 <= size) {
      int length = bytes.get(INT, at + 8);
      long frame = at + 16;
      if ((bytes.get(SHORT, frame + 12) & 0xffff) == IPV4) {
        int header = (bytes.get(ValueLayout.JAVA_BYTE, frame + 14) & 0x0f) << 2;
        read += bytes.get(ValueLayout.JAVA_BYTE, frame + 23);
        read += bytes.get(INT, frame + 26);
        read += bytes.get(INT, frame + 30);
        read += bytes.get(INT, frame + 14 + header);
      }
      count++;
      at = frame + length;
    }
    packets += count;
    sum += read;
  }
}
