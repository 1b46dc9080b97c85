package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Captures that are nearly right, mutated at random. {@code -Dsluice.cases=2000000} runs more,
 * {@code -Dsluice.seed=…} the same ones again.
 */
class CaptureReaderFuzzTest {
  private static final int CASES = Integer.getInteger("sluice.cases", 1_000_000) / 100;
  private static final long SEED = Long.getLong("sluice.seed", 20_251);
  private static final byte[] PACKET = Frame.ipv4(17, Frame.of("0035 04d2 0008 0000").bytes());
  private static final byte[][] SEEDS = {
    pcap(ByteOrder.BIG_ENDIAN, PcapFraming.MAGIC_NANOS),
    pcap(ByteOrder.LITTLE_ENDIAN, PcapFraming.MAGIC_MODIFIED),
    pcapng(ByteOrder.BIG_ENDIAN),
    pcapng(ByteOrder.LITTLE_ENDIAN),
  };

  private static byte[] pcap(ByteOrder order, int magic) {
    return CaptureFile.pcap(order, magic, 1)
        .record(1, 2, PACKET, 42)
        .record(1, 3, PACKET, 1_500)
        .record(1, 4, PACKET, 42)
        .bytes();
  }

  private static byte[] pcapng(ByteOrder order) {
    CaptureFile file = CaptureFile.pcapng(order);
    return file.link(1, 0, file.name("ether1"), file.resolution(0x8A), file.offset(7))
        .enhanced(0, 1, PACKET, 42)
        .block(5, new byte[8])
        .simple(PACKET, 42)
        .section(order)
        .link(101, 64)
        .obsolete(0, 1, PACKET, 42)
        .bytes();
  }

  @Test
  void neverThrowsOverAMutatedCapture() {
    SplittableRandom random = new SplittableRandom(SEED);
    PacketView packet = new PacketView();
    long packets = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] file = SEEDS[random.nextInt(SEEDS.length)].clone();
      for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      if (random.nextBoolean()) {
        file = Arrays.copyOf(file, 1 + random.nextInt(file.length));
      }
      try {
        packets += read(packet, file);
      } catch (CaptureException e) {
        assertThat(e).hasMessageContaining("not a capture");
      } catch (IOException | RuntimeException e) {
        fail("-Dsluice.seed=" + SEED + ", case " + i, e);
      }
    }
    assertThat(packets).isGreaterThan(CASES / 2);
  }

  private static long read(PacketView packet, byte[] file) throws IOException {
    try (CaptureReader capture = CaptureReader.open(new ByteArrayInputStream(file), "mutant")) {
      while (capture.next()) {
        assertThat(capture.timestamp()).isNotNegative();
        packet.wrap(
            capture.bytes(),
            capture.offset(),
            capture.captured(),
            capture.wireLength(),
            capture.linkType());
        PacketFacts.check(packet);
      }
      return capture.packets();
    }
  }
}
