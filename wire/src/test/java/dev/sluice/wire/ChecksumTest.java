package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  private static final long SEED = 1071;

  /** RFC 1071 section 3 sums these eight bytes to ddf2. */
  @Test
  void sumsTheExampleOfTheRfc() {
    byte[] bytes = Frame.of("0001 f203 f4f5 f6f7").bytes();
    assertThat(Checksum.of(MemorySegment.ofArray(bytes), 0, 8)).isEqualTo(~0xDDF2 & 0xFFFF);
  }

  @Test
  void agreesWithTheNaiveSumForAnyLengthAndPlace() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] bytes = new byte[300];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      if (i % 10 == 0) {
        java.util.Arrays.fill(bytes, (byte) 0xFF);
      }
      int offset = random.nextInt(8);
      int length = random.nextInt(280);
      assertThat(Checksum.of(MemorySegment.ofArray(bytes), offset, length))
          .as("seed %d, case %d", SEED, i)
          .isEqualTo(naive(bytes, offset, length));
    }
  }

  @Test
  void repairsAChecksumAsIfItWereComputedAnew() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] bytes = new byte[40];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      int before = NetworkOrder.int32(segment, 8);
      int checksum = naive(bytes, 0, 40);
      int after = random.nextInt();
      for (int k = 0; k < 4; k++) {
        bytes[8 + k] = (byte) (after >>> 24 - 8 * k);
      }
      assertThat(Checksum.update(checksum, before, after))
          .as("seed %d, case %d", SEED, i)
          .isEqualTo(naive(bytes, 0, 40));
    }
  }

  @Test
  void sumsPseudoHeadersInParts() {
    byte[] six = Frame.of("").add(Frame.ipv6Header(17, 10)).bytes();
    long sum = Checksum.pseudo6(0x2001_0DB8_0000_0000L, 1, 0x2001_0DB8_0000_0000L, 2, 17, 10);
    long expected = Checksum.sum(MemorySegment.ofArray(six), 8, 32) + 17 + 10;
    assertThat(Checksum.fold(sum)).isEqualTo(Checksum.fold(expected));
    assertThat(Checksum.fold(Checksum.pseudo4(0xFFFFFFFF, 0xFFFFFFFF, 17, 0xFFFF)))
        .isEqualTo(Checksum.fold(17));
  }

  private static int naive(byte[] bytes, int offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (bytes[offset + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return ~sum & 0xFFFF;
  }
}
