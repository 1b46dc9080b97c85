package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packet's road allocates nothing: measured, not argued. */
class AllocationTest {
  private static final int PACKETS = 1_000_000;

  /** Code that is not compiled yet does allocate; a round without is what counts. */
  private static final int ROUNDS = 20;

  /**
   * What the measurement itself and the reader's opening may take; far less than a byte a packet.
   */
  private static final long ALLOWED = 64 << 10;

  private static final byte[][] FRAMES = {
    Frame.ipv4(6, Frame.tcp("020405b4 0402 080a 00000001 00000000 01 030307", "474554")),
    Frame.ipv4(17, Frame.of("0035 04d2 000c 0000 01020304").bytes()),
    Frame.ipv6(0, Frame.of("1100000000000000 0035 04d2 000a 0000 0102").bytes()),
    Frame.of(Frame.ETHERNET + "0806").zeros(28).bytes(),
    new byte[3],
  };

  @TempDir Path folder;

  @Test
  void wrapsAMillionPacketsWithoutAllocating() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] frames = new MemorySegment[FRAMES.length];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = arena.allocate(FRAMES[i].length).copyFrom(MemorySegment.ofArray(FRAMES[i]));
      }
      PacketView packet = new PacketView();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && least > ALLOWED; round++) {
        long before = allocated();
        assertThat(wrap(packet, frames)).isPositive();
        least = Math.min(least, allocated() - before);
      }
      assertThat(least).isLessThan(ALLOWED);
    }
  }

  @Test
  void readsAMillionPacketsWithoutAllocating() throws IOException {
    Path file = folder.resolve("million.pcap");
    try (CaptureWriter writer = CaptureWriter.create(file, LinkType.ETHERNET)) {
      for (int i = 0; i < PACKETS; i++) {
        byte[] frame = FRAMES[i % FRAMES.length];
        writer.write(i, MemorySegment.ofArray(frame), 0, frame.length, frame.length);
      }
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > ALLOWED; round++) {
      long before = allocated();
      assertThat(read(file)).isEqualTo(PACKETS);
      least = Math.min(least, allocated() - before);
    }
    assertThat(least).isLessThan(ALLOWED);
  }

  private static long wrap(PacketView packet, MemorySegment[] frames) {
    long sum = 0;
    for (int i = 0; i < PACKETS; i++) {
      MemorySegment frame = frames[i % frames.length];
      int length = (int) frame.byteSize();
      packet.wrap(frame, 0, length, length, LinkType.ETHERNET);
      if (packet.status() == PacketView.Status.OK) {
        sum += packet.destinationPort() + packet.tcpMss() + packet.payloadCaptured();
      }
    }
    return sum;
  }

  private static long read(Path file) throws IOException {
    PacketView packet = new PacketView();
    try (CaptureReader capture = CaptureReader.open(file)) {
      while (capture.next()) {
        packet.wrap(
            capture.bytes(),
            capture.offset(),
            capture.captured(),
            capture.wireLength(),
            capture.linkType());
      }
      return capture.packets();
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
