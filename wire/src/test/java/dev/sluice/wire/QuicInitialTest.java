package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuicInitialTest {
  private static final byte[] ID = HexFormat.of().parseHex("8394c8f03e515708");
  private static final byte[] NO_ID = {};

  private final QuicInitial reader = new QuicInitial();

  private QuicInitial.Result read(byte[] datagram, byte[] firstId) {
    return reader.read(MemorySegment.ofArray(datagram), 0, datagram.length, firstId);
  }

  private byte[] frame(int i) {
    byte[] plain = reader.plain().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    return Arrays.copyOfRange(
        plain, reader.frameStart(i), reader.frameStart(i) + reader.frameLength(i));
  }

  @Test
  void derivesTheKeysOfTheStandardsExamples() {
    QuicKeys one = QuicSealer.keys(1, ID);
    assertThat(HexFormat.of().formatHex(one.key())).isEqualTo("1f369613dd76d5467730efcbe3b1a22d");
    assertThat(HexFormat.of().formatHex(one.iv())).isEqualTo("fa044b2f42a3fd3b46fb255c");
    assertThat(HexFormat.of().formatHex(one.mask())).isEqualTo("9f50449e04a0e810283a1e9933adedd2");
    QuicKeys two = QuicSealer.keys(0x6B3343CF, ID);
    assertThat(HexFormat.of().formatHex(two.key())).isEqualTo("8b1a0bc121284290a29e0971b5cd045d");
    assertThat(HexFormat.of().formatHex(two.iv())).isEqualTo("91f73e2351d8fa91660e909f");
    assertThat(HexFormat.of().formatHex(two.mask())).isEqualTo("45b95e15235d6f45a6b19cbcb0294ba9");
  }

  @Test
  void opensAnInitialOfEachVersion() {
    for (int version : new int[] {1, 0x6B3343CF, 0xFF00001D, 0xFF000017, 0xFF000016, 0x54303531}) {
      byte[] frames = QuicSealer.frames(QuicSealer.crypto(0, "hello"), new byte[900]);
      assertThat(read(QuicSealer.initial(version, ID, ID, 2, frames), NO_ID))
          .as(Integer.toHexString(version))
          .isEqualTo(QuicInitial.Result.READ);
      assertThat(reader.frames()).isEqualTo(1);
      assertThat(frame(0)).asString().isEqualTo("hello");
      assertThat(reader.id()).isEqualTo(ID);
    }
  }

  @Test
  void passesOverPingPaddingAndAcknowledgementsBetweenCryptoFrames() {
    byte[] acknowledgement = {2, 5, 0, 1, 0, 0, 0};
    byte[] frames =
        QuicSealer.frames(
            new byte[] {1, 0, 0},
            QuicSealer.crypto(10, "second"),
            acknowledgement,
            new byte[] {1},
            QuicSealer.crypto(0, "first"),
            new byte[30]);
    assertThat(read(QuicSealer.initial(1, ID, ID, 0, frames), NO_ID))
        .isEqualTo(QuicInitial.Result.READ);
    assertThat(reader.frames()).isEqualTo(2);
    assertThat(reader.frameOffset(0)).isEqualTo(10);
    assertThat(frame(0)).asString().isEqualTo("second");
    assertThat(frame(1)).asString().isEqualTo("first");
  }

  @Test
  void readsAllInitialsOfOneDatagram() {
    byte[] first = QuicSealer.initial(1, ID, ID, 0, QuicSealer.crypto(0, "one, and some more"));
    byte[] second = QuicSealer.initial(1, ID, ID, 1, QuicSealer.crypto(18, "two, and some more"));
    byte[] both = QuicSealer.frames(first, second);
    assertThat(read(both, NO_ID)).isEqualTo(QuicInitial.Result.READ);
    assertThat(reader.frames()).isEqualTo(2);
    assertThat(frame(1)).asString().isEqualTo("two, and some more");
  }

  @Test
  void needsTheFirstConnectionIdForLaterInitials() {
    byte[] other = {1, 2, 3, 4};
    byte[] later = QuicSealer.initial(1, other, ID, 3, QuicSealer.crypto(0, "later, longer text"));
    assertThat(read(later, NO_ID)).isEqualTo(QuicInitial.Result.UNREADABLE);
    assertThat(read(later, ID)).isEqualTo(QuicInitial.Result.READ);
  }

  @Test
  void refusesAPacketThatWasChangedOnItsWay() {
    byte[] datagram = QuicSealer.initial(1, ID, ID, 0, QuicSealer.crypto(0, "some longer text"));
    datagram[datagram.length - 1] ^= 1;
    assertThat(read(datagram, NO_ID)).isEqualTo(QuicInitial.Result.UNREADABLE);
  }

  @Test
  void takesNothingElseForAnInitial() {
    byte[] unknown = QuicSealer.initial(1, ID, ID, 0, QuicSealer.crypto(0, "some longer text"));
    unknown[1] = 0x7A;
    assertThat(read(unknown, NO_ID)).isEqualTo(QuicInitial.Result.NOT);
    byte[] handshake = QuicSealer.initial(1, ID, ID, 0, QuicSealer.crypto(0, "some longer text"));
    handshake[0] |= 0x20;
    assertThat(read(handshake, NO_ID)).isEqualTo(QuicInitial.Result.NOT);
    assertThat(read(new byte[0], NO_ID)).isEqualTo(QuicInitial.Result.NOT);
  }

  @Test
  void survivesAnyBytes() {
    long seed = 20_260_101L;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = QuicSealer.initial(1, ID, ID, 0, QuicSealer.crypto(0, "some longer text"));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 40));
      for (int j = random.nextInt(4); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      read(bytes, random.nextBoolean() ? NO_ID : ID);
    }
    for (int i = 0; i < 5_000; i++) {
      byte[] frames = new byte[40 + random.nextInt(60)];
      for (int j = 0; j < frames.length; j++) {
        frames[j] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(8));
      }
      assertThat(read(QuicSealer.initial(1, ID, ID, 0, frames), NO_ID))
          .as("seed " + seed + " case " + i)
          .isEqualTo(QuicInitial.Result.READ);
    }
  }
}
