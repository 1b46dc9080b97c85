package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads every real capture that is at hand. */
class CaptureFilesTest {
  private static final int LARGEST_COUNTED = 64 << 20;

  @Test
  void readsAndWrapsEveryPacketOfEveryCapture() throws IOException {
    PacketView packet = new PacketView();
    Map<PacketView.Status, Long> found = new EnumMap<>(PacketView.Status.class);
    for (Path file : SharedCaptures.all()) {
      if (Files.size(file) > LARGEST_COUNTED) {
        continue;
      }
      long packets = 0;
      try (CaptureReader capture = CaptureReader.open(file)) {
        while (capture.next()) {
          packets++;
          assertThat(capture.wireLength()).isGreaterThanOrEqualTo(capture.captured());
          found.merge(wrap(packet, capture), 1L, Long::sum);
          PacketFacts.check(packet);
        }
        assertThat(capture.packets()).as(file.toString()).isEqualTo(packets);
        assertThat(capture.problem()).as(file.toString()).isEmpty();
      }
      assertThat(packets).as(file.toString()).isEqualTo(count(Files.readAllBytes(file)));
    }
    assertThat(found.get(PacketView.Status.OK)).isPositive();
  }

  @Test
  void givesEverythingBeforeACutAtAnyOfTheFirst2000Bytes() throws IOException {
    PacketView packet = new PacketView();
    int files = 0;
    for (Path file : SharedCaptures.all()) {
      boolean chosen = files < 3 || file.toString().endsWith("ng") && files < 6;
      if (!chosen || Files.size(file) < 2_500) {
        continue;
      }
      files++;
      byte[] whole = Arrays.copyOf(Files.readAllBytes(file), 2_500);
      for (int length = 1; length <= 2_000; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        try (CaptureReader capture =
            CaptureReader.open(new ByteArrayInputStream(cut), file.toString())) {
          long packets = 0;
          while (capture.next()) {
            packets++;
            wrap(packet, capture);
          }
          assertThat(packets).as("%s cut at %d", file, length).isEqualTo(count(cut));
          assertThat(capture.next()).isFalse();
        }
      }
    }
  }

  private static PacketView.Status wrap(PacketView packet, CaptureReader capture) {
    return packet.wrap(
        capture.bytes(),
        capture.offset(),
        capture.captured(),
        capture.wireLength(),
        capture.linkType());
  }

  /** Counts the packets that are wholly there, as simply as it can be done. */
  private static long count(byte[] file) {
    if (file.length < 24) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    return bytes.getInt(0) == 0x0A0D0D0A ? countBlocks(bytes) : countRecords(bytes);
  }

  private static long countRecords(ByteBuffer bytes) {
    int magic = bytes.getInt(0);
    bytes.order(magic >>> 24 == 0xA1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getInt(0) == 0xA1B2CD34 ? 24 : 16;
    long count = 0;
    for (int at = 24; at + header <= bytes.capacity(); ) {
      at += header + bytes.getInt(at + 8);
      count += at <= bytes.capacity() ? 1 : 0;
    }
    return count;
  }

  private static long countBlocks(ByteBuffer bytes) {
    long count = 0;
    for (int at = 0; at + 12 <= bytes.capacity(); ) {
      if (bytes.order(ByteOrder.BIG_ENDIAN).getInt(at) == 0x0A0D0D0A
          && bytes.getInt(at + 8) != 0x1A2B3C4D) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
      } else if (bytes.getInt(at) != 0x0A0D0D0A) {
        bytes.order(orderAt(bytes));
      }
      int type = bytes.getInt(at);
      at += bytes.getInt(at + 4);
      boolean packet = type == 2 || type == 3 || type == 6;
      count += packet && at <= bytes.capacity() ? 1 : 0;
    }
    return count;
  }

  private static ByteOrder orderAt(ByteBuffer bytes) {
    return bytes.getInt(8) == 0x1A2B3C4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
