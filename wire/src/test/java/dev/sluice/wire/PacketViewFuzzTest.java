package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Frames that are nearly right, mutated at random. {@code -Dsluice.cases=20000000} runs more,
 * {@code -Dsluice.seed=…} the same ones again.
 */
class PacketViewFuzzTest {
  private static final int CASES = Integer.getInteger("sluice.cases", 1_200_000);
  private static final long SEED = Long.getLong("sluice.seed", 20_251);
  private static final int LARGEST = 200;
  private static final int[] LINK_TYPES = {
    1, 1, 1, 1, 1, 0, 9, 12, 14, 50, 51, 101, 108, 113, 228, 229, 276, 7
  };

  private static final byte[][] SEEDS = {
    Frame.ipv4(6, Frame.tcp("020405b4 0402 080a 00000001 00000000 01 030307", "474554")),
    Frame.ipv4(6, Frame.tcp("0101 0512 00000001 00000002 00000003 00000004", "")),
    Frame.ipv4(17, Frame.of("0035 04d2 000c 0000 01020304").bytes()),
    Frame.ipv4(1, Frame.of("0800 0000 0001 0002 01020304").bytes()),
    Frame.ipv4(33, Frame.of("0035 04d2 04 0000000000000000000000").bytes()),
    Frame.ipv6(6, Frame.tcp("020405b4", "474554")),
    Frame.ipv6(
        0,
        Frame.of("3c00000000000000 2b00000000000000 2c00000000000000 3300000100000007")
            .hex("1101000000000000 00000000 0035 04d2 000a 0000 0102")
            .bytes()),
    Frame.of(Frame.ETHERNET + "88a8 0001 8100 0002 8864 1100 0001 001e 0021")
        .add(Frame.ipv4Header(132, 0, 12))
        .hex("0035 04d2 00000000 00000000")
        .bytes(),
    Frame.of("").add(Frame.ipv4Header(17, 0x2000, 8)).hex("0035 04d2 0500 0000").bytes(),
    Frame.of("").add(Frame.ipv6Header(58, 8)).hex("8000 0000 0001 0002").bytes(),
    Frame.of("02000000").add(Frame.ipv4Header(136, 0, 8)).hex("0035 04d2 0000 0000").bytes(),
    Frame.of("0000 0001 0006 0200000000010000 0800")
        .add(Frame.ipv4Header(47, 0, 4))
        .hex("00000800")
        .bytes(),
  };

  @Test
  void neverThrowsAndKeepsItsPromises() {
    SplittableRandom random = new SplittableRandom(SEED);
    PacketView packet = new PacketView();
    long well = 0;
    try (Arena arena = Arena.ofConfined()) {
      // Exactly as long as the frame, so that a read past its end is an exception.
      MemorySegment[] exact = new MemorySegment[LARGEST + 1];
      for (int i = 0; i < exact.length; i++) {
        exact[i] = arena.allocate(i);
      }
      for (int i = 0; i < CASES; i++) {
        byte[] seed = SEEDS[random.nextInt(SEEDS.length)];
        int length = length(random, seed.length);
        MemorySegment bytes = exact[length];
        fill(random, bytes, seed);
        try {
          well += once(random, packet, bytes) ? 1 : 0;
        } catch (RuntimeException e) {
          fail("-Dsluice.seed=" + SEED + ", case " + i, e);
        }
      }
    }
    assertThat(well).isGreaterThan(CASES / 10);
  }

  private static int length(SplittableRandom random, int seedLength) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(seedLength + 1);
      case 1 -> Math.min(LARGEST, seedLength + random.nextInt(32));
      default -> seedLength;
    };
  }

  private static void fill(SplittableRandom random, MemorySegment bytes, byte[] seed) {
    int length = (int) bytes.byteSize();
    bytes.fill((byte) random.nextInt());
    int kept = Math.min(length, seed.length);
    MemorySegment.copy(MemorySegment.ofArray(seed), 0, bytes, 0, kept);
    for (int mutations = length == 0 ? 0 : random.nextInt(5); mutations > 0; mutations--) {
      int at = random.nextInt(length);
      byte before = bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at);
      int after =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> before ^ 1 << random.nextInt(8);
            case 2 -> before + 1;
            default -> 0xFF;
          };
      bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) after);
    }
  }

  private static boolean once(SplittableRandom random, PacketView packet, MemorySegment bytes) {
    int length = (int) bytes.byteSize();
    int wireLength = random.nextInt(3) == 0 ? length + random.nextInt(70_000) : length;
    int offset = random.nextInt(8) == 0 ? random.nextInt(length + 1) : 0;
    switch (random.nextInt(8)) {
      case 0 -> packet.wrapIp(bytes, offset, length - offset, wireLength);
      case 1 -> packet.wrapQuoted(bytes, offset, length - offset);
      default -> {
        int linkType = LINK_TYPES[random.nextInt(LINK_TYPES.length)];
        packet.wrap(bytes, offset, length - offset, wireLength, linkType);
      }
    }
    PacketFacts.check(packet);
    return packet.status() == PacketView.Status.OK;
  }
}
