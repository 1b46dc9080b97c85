package dev.sluice.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureReaderTest {
  private static final byte[] PACKET = {1, 2, 3, 4, 5};

  @TempDir Path folder;

  private static CaptureReader open(byte[] file) throws IOException {
    return CaptureReader.open(new ByteArrayInputStream(file), "test");
  }

  /** "time captured wire link index name" of each packet, then the problem. */
  private static List<String> all(CaptureReader reader) throws IOException {
    List<String> lines = new ArrayList<>();
    try (reader) {
      while (reader.next()) {
        lines.add(
            "%d %d %d %d %d %s"
                .formatted(
                    reader.timestamp(),
                    reader.captured(),
                    reader.wireLength(),
                    reader.linkType(),
                    reader.interfaceIndex(),
                    reader.interfaceName()));
        assertThat(reader.bytes().isNative()).isTrue();
        assertThat(reader.offset() + reader.captured())
            .isLessThanOrEqualTo(reader.bytes().byteSize());
      }
      reader.problem().ifPresent(lines::add);
    }
    return lines;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static CaptureFile pcap() {
    return CaptureFile.pcap(LITTLE_ENDIAN, 0xA1B2C3D4, 1);
  }

  private static byte[] threePackets() {
    return pcap()
        .record(1, 5, PACKET, 5)
        .record(2, 6, PACKET, 1_500)
        .record(3, 7, new byte[0], 60)
        .bytes();
  }

  @ParameterizedTest
  @CsvSource({
    "a1b2c3d4, 4294967295000007000",
    "a1b23c4d, 4294967295000000007",
    "a1b2cd34, 4294967295000007000",
  })
  void readsPcapInBothByteOrders(String magic, long time) throws IOException {
    for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
      byte[] file =
          CaptureFile.pcap(order, Integer.parseUnsignedInt(magic, 16), 113)
              .record(-1, 7, PACKET, 99)
              .record(0, 0, PACKET, 5)
              .bytes();
      assertThat(all(open(file))).containsExactly(time + " 5 99 113 0 ", "0 5 5 113 0 ");
    }
  }

  @Test
  void givesThePacketsBytes() throws IOException {
    try (CaptureReader reader = open(threePackets())) {
      assertThat(reader.next()).isTrue();
      byte[] copy =
          reader
              .bytes()
              .asSlice(reader.offset(), reader.captured())
              .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      assertThat(copy).isEqualTo(PACKET);
      assertThat(reader.packets()).isEqualTo(1);
    }
  }

  @Test
  void takesRecordsLargerThanTheSnapLength() throws IOException {
    byte[] large = new byte[300_000];
    byte[] file = pcap().record(1, 0, large, 300_000).record(2, 0, large, 5).bytes();
    assertThat(all(open(file)))
        .containsExactly("1000000000 300000 300000 1 0 ", "2000000000 300000 300000 1 0 ");
  }

  @Test
  void allowsAPacketAsLargeAsTheLimitAndNoLarger() throws IOException {
    byte[] most = new byte[Framing.MAX_PACKET];
    assertThat(all(open(pcap().record(1, 0, most, 5).bytes()))).hasSize(1);
    byte[] more = new byte[Framing.MAX_PACKET + 1];
    assertThat(all(open(pcap().record(1, 0, PACKET, 5).record(1, 0, more, 5).bytes())))
        .containsExactly(
            "1000000000 5 5 1 0 ",
            "packet 2 at byte 45 claims 1048577 bytes, more than the 1048576 that a packet may"
                + " have");
    assertThat(
            all(open(pcap().record(1, 0, PACKET, 5).int32(1).int32(1).int32(-1).int32(5).bytes())))
        .last()
        .asString()
        .contains("claims 4294967295 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"little", "big"})
  void readsEveryKindOfPcapngPacket(String name) throws IOException {
    CaptureFile file = CaptureFile.pcapng(name.equals("big") ? BIG_ENDIAN : LITTLE_ENDIAN);
    byte[] bytes =
        file.link(
                1, 0, file.option(1, new byte[] {65}), file.name("ether1"), file.option(0, PACKET))
            .link(101, 3, file.resolution(9), file.name("wlan1"))
            .block(5, new byte[8])
            .enhanced(0, 1_700_000_000_000_001L, PACKET, 1_500)
            .block(0x0BAD, new byte[400_000])
            .obsolete(1, 7, PACKET, 5)
            .simple(PACKET, 5)
            .block(4, new byte[4])
            .bytes();
    assertThat(all(open(bytes)))
        .containsExactly(
            "1700000000000001000 5 1500 1 0 ether1", "7 5 5 101 1 wlan1", "7 5 5 1 0 ether1");
  }

  @Test
  void startsInterfacesAnewInEachSection() throws IOException {
    CaptureFile file = CaptureFile.pcapng(LITTLE_ENDIAN);
    byte[] bytes =
        file.link(1, 0, file.name("a"))
            .enhanced(0, 1, PACKET, 5)
            .section(BIG_ENDIAN)
            .link(101, 0, file.name("b"))
            .enhanced(0, 2, PACKET, 5)
            .section(LITTLE_ENDIAN)
            .enhanced(0, 3, PACKET, 5)
            .bytes();
    assertThat(all(open(bytes)))
        .containsExactly(
            "1000 5 5 1 0 a",
            "2000 5 5 101 1 b",
            "the block at byte 220, behind packet 2, names the interface 0, which is not"
                + " described");
  }

  @Test
  void cutsASimplePacketAtTheSnapLength() throws IOException {
    byte[] bytes = CaptureFile.pcapng(BIG_ENDIAN).link(1, 2).simple(PACKET, 1_500).bytes();
    assertThat(all(open(bytes))).containsExactly("0 2 1500 1 0 ");
    bytes = CaptureFile.pcapng(BIG_ENDIAN).link(1, 0).simple(PACKET, 5).bytes();
    assertThat(all(open(bytes))).containsExactly("0 5 5 1 0 ");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0, 1500000, 1500000000",
    "9, 0, 1500000007, 1500000007",
    "0, 0, 3, 3000000000",
    "3, 0, 1500, 1500000000",
    "12, 0, 1500000000999, 1500000000",
    "19, 0, 15000000000, 1",
    "127, 0, 15000000000, 0",
    "128, 0, 3, 3000000000",
    "138, 0, 1536, 1500000000",
    "160, 0, 6442450944, 1500000000",
    "191, 0, 4611686018427387904, 500000000",
    "192, 0, 4611686018427387904, 250000000",
    "255, 0, -1, 0",
    "6, 100, 1500000, 101500000000",
    "6, -1, 1500000, 500000000",
    "6, -9, 1500000, 500000000",
    "6, 9223372036854775807, 7, 9223372035000007000",
    "0, 0, -1, 9223372035000000000",
  })
  void countsTimeAsTheInterfaceSays(int resolution, long offset, long ticks, long expected)
      throws IOException {
    CaptureFile file = CaptureFile.pcapng(LITTLE_ENDIAN);
    byte[] bytes =
        file.link(1, 0, file.resolution(resolution), file.offset(offset))
            .enhanced(0, ticks, PACKET, 5)
            .bytes();
    assertThat(all(open(bytes))).containsExactly(expected + " 5 5 1 0 ");
  }

  @ParameterizedTest
  @CsvSource({"11", "13", "2147483644", "-4", "16777220"})
  void saysThatABlockHasAnImpossibleLength(int length) throws IOException {
    byte[] bytes =
        CaptureFile.pcapng(LITTLE_ENDIAN)
            .link(1, 0)
            .enhanced(0, 1, PACKET, 5)
            .int32(6)
            .int32(length)
            .int32(0)
            .bytes();
    assertThat(all(open(bytes)))
        .containsExactly(
            "1000 5 5 1 0 ",
            "the block at byte 88, behind packet 1, has the impossible length "
                + Integer.toUnsignedLong(length));
  }

  @Test
  void saysWhatElseIsWrongWithABlock() throws IOException {
    CaptureFile file = CaptureFile.pcapng(BIG_ENDIAN).link(1, 0);
    assertThat(all(open(file.block(6, new byte[12]).bytes())).getLast())
        .endsWith("is too short for a packet");
    file = CaptureFile.pcapng(BIG_ENDIAN).block(1, new byte[4]);
    assertThat(all(open(file.bytes())).getLast()).endsWith("is too short for an interface");
    byte[] bytes = CaptureFile.pcapng(BIG_ENDIAN).link(1, 0).bytes();
    bytes[bytes.length - 1]++;
    assertThat(all(open(bytes)).getLast()).endsWith("has two different lengths");
    bytes = CaptureFile.pcapng(BIG_ENDIAN).section(LITTLE_ENDIAN).bytes();
    bytes[28 + 8]++;
    assertThat(all(open(bytes)).getLast()).endsWith("starts a section without a byte order");
    bytes = CaptureFile.pcapng(BIG_ENDIAN).link(1, 0).enhanced(0, 1, PACKET, 5).bytes();
    bytes[28 + 20 + 23] = 9;
    assertThat(all(open(bytes)).getLast()).endsWith("claims a packet of 9 bytes");
  }

  @Test
  void allowsAsManyInterfacesAsTheLimitSays() throws IOException {
    CaptureFile file = CaptureFile.pcapng(BIG_ENDIAN);
    for (int i = 0; i < PcapngFraming.MAX_INTERFACES; i++) {
      file.link(1, 0);
    }
    file.enhanced(PcapngFraming.MAX_INTERFACES - 1, 1, PACKET, 5).link(1, 0);
    assertThat(all(open(file.bytes())))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("adds an interface to the 4096 that a section may have");
  }

  @Test
  void readsGzipAsAFileAndAsAStream() throws IOException {
    byte[] compressed = gzip(threePackets());
    List<String> expected = all(open(threePackets()));
    assertThat(expected).hasSize(3);
    assertThat(all(open(compressed))).isEqualTo(expected);
    Path file = Files.write(folder.resolve("a.pcap.gz"), compressed);
    assertThat(all(CaptureReader.open(file))).isEqualTo(expected);
    assertThat(all(CaptureReader.open(Files.write(file, threePackets())))).isEqualTo(expected);
  }

  @Test
  void givesEverythingBeforeACut() throws IOException {
    byte[] file = threePackets();
    int[] ends = {24, 45, 66, 82};
    for (int length = 1; length <= file.length; length++) {
      int end = length;
      List<String> lines = all(open(Arrays.copyOf(file, length)));
      long whole = Arrays.stream(ends).filter(at -> at <= end).count() - 1;
      boolean cut = Arrays.stream(ends).noneMatch(at -> at == end);
      assertThat(lines).as("cut at %d", length).hasSize((int) Math.max(0, whole) + (cut ? 1 : 0));
    }
    assertThat(all(open(Arrays.copyOf(file, 50))).getLast())
        .isEqualTo("cut in the middle of packet 2 at byte 45");
    assertThat(all(open(Arrays.copyOf(file, 20))))
        .containsExactly("cut in the middle of the file header");
  }

  @Test
  void givesEverythingBeforeACutOfACompressedCapture() throws IOException {
    byte[] file = gzip(threePackets());
    for (int length = 1; length < file.length; length++) {
      assertThat(all(open(Arrays.copyOf(file, length)))).as("cut at %d", length).isNotEmpty();
    }
    assertThat(all(open(Arrays.copyOf(file, file.length - 1))))
        .hasSize(4)
        .last()
        .isEqualTo("the compressed data ends early");
    file[file.length / 2] ^= 0x55;
    assertThat(all(open(file)).getLast()).contains("the compressed data");
  }

  @Test
  void saysThatAPcapngIsCut() throws IOException {
    byte[] file = CaptureFile.pcapng(BIG_ENDIAN).link(1, 0).enhanced(0, 1, PACKET, 5).bytes();
    assertThat(all(open(Arrays.copyOf(file, file.length - 1))))
        .containsExactly("cut in the middle of the block at byte 48, behind packet 0");
    assertThat(all(open(Arrays.copyOf(file, 3)))).hasSize(1);
  }

  @Test
  void saysWhatIsNotACapture() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello\nworld");
    assertThatThrownBy(() -> CaptureReader.open(text))
        .isInstanceOf(CaptureException.class)
        .hasMessage("not a capture: " + text + " starts with 'hell…'; pcap or pcapng is expected");
    Path binary = Files.write(folder.resolve("b"), new byte[] {0x28, (byte) 0xB5, 0x2F, -3, 0});
    assertThatThrownBy(() -> CaptureReader.open(binary))
        .hasMessage(
            "not a capture: "
                + binary
                + " starts with the bytes 28 b5 2f fd; pcap or pcapng is expected");
    Path empty = Files.createFile(folder.resolve("empty.pcap"));
    assertThatThrownBy(() -> CaptureReader.open(empty))
        .hasMessage(empty + " is empty; pcap or pcapng is expected");
    assertThatThrownBy(() -> CaptureReader.open(folder))
        .hasMessage(folder + " is a directory; pcap or pcapng is expected");
    Path missing = folder.resolve("missing.pcap");
    assertThatThrownBy(() -> CaptureReader.open(missing))
        .isInstanceOf(CaptureException.class)
        .hasMessage("no such file: " + missing);
    assertThatThrownBy(() -> open(new byte[] {'h'})).isInstanceOf(CaptureException.class);
    assertThatThrownBy(() -> open(gzip("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))))
        .hasMessageContaining("'hell…'");
  }

  @Test
  void staysAtTheEnd() throws IOException {
    try (CaptureReader reader = open(threePackets())) {
      assertThat(reader.problem()).isEmpty();
      while (reader.next()) {
        assertThat(reader.packets()).isPositive();
      }
      assertThat(reader.next()).isFalse();
      assertThat(reader.packets()).isEqualTo(3);
    }
  }
}
