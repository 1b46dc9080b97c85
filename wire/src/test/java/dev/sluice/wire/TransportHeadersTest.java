package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.PacketView.Status;
import dev.sluice.wire.PacketView.TransportProblem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportHeadersTest {

  private static PacketView of(int protocol, String hex) {
    return Frame.ethernet(Frame.ipv4(protocol, Frame.of(hex).bytes()));
  }

  private static PacketView tcp(String options, String payload) {
    return Frame.ethernet(Frame.ipv4(6, Frame.tcp(options, payload)));
  }

  @Test
  void readsTcp() {
    PacketView p = tcp("", "48656c6c6f");
    assertThat(p.transport()).isTrue();
    assertThat(p.sourcePort()).isEqualTo(40_000);
    assertThat(p.destinationPort()).isEqualTo(443);
    assertThat(p.tcpSequence()).isEqualTo(1);
    assertThat(p.tcpAcknowledgment()).isEqualTo(2);
    assertThat(p.tcpFlags()).isEqualTo(2 | 16);
    assertThat(p.tcpWindow()).isEqualTo(4_096);
    assertThat(p.tcpHeaderLength()).isEqualTo(20);
    assertThat(p.payloadLength()).isEqualTo(5);
    assertThat(p.payloadCaptured()).isEqualTo(5);
    assertThat(p.tcpMss()).isEqualTo(-1);
    assertThat(p.tcpWindowScale()).isEqualTo(-1);
    assertThat(p.tcpSackPermitted()).isFalse();
    assertThat(p.tcpSackCount()).isZero();
  }

  @Test
  void readsTheOptionsOfASyn() {
    PacketView p = tcp("020405b4 0402 080a 00000001 00000000 01 030307", "");
    assertThat(p.tcpMss()).isEqualTo(1_460);
    assertThat(p.tcpWindowScale()).isEqualTo(7);
    assertThat(p.tcpSackPermitted()).isTrue();
    assertThat(p.tcpHeaderLength()).isEqualTo(40);
  }

  @Test
  void readsSackBlocks() {
    PacketView p = tcp("0101 0512 00000001 00000002 fffffffe ffffffff", "");
    assertThat(p.tcpSackCount()).isEqualTo(2);
    assertThat(p.tcpSackLeft(0)).isEqualTo(1);
    assertThat(p.tcpSackRight(0)).isEqualTo(2);
    assertThat(p.tcpSackLeft(1)).isEqualTo(-2);
    assertThat(p.tcpSackRight(1)).isEqualTo(-1);
  }

  @Test
  void forgetsTheOptionsOfThePacketBefore() {
    PacketView p = tcp("020405b4", "");
    assertThat(p.tcpMss()).isEqualTo(1_460);
    byte[] next = Frame.ipv4(17, Frame.of("0001 0002 0008 0000").bytes());
    p.wrap(java.lang.foreign.MemorySegment.ofArray(next), 0, next.length, next.length, 1);
    assertThat(p.tcpMss()).isEqualTo(-1);
    assertThat(p.tcpFlags()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "02030000, -1, -1",
    "02020000, -1, -1",
    "02050000, -1, -1",
    "03030f00, -1, 14",
    "02040102 03, 258, -1",
    "00 020405b4 000000, -1, -1",
    "fd00 0000, -1, -1",
    "0101 080a 00000000 00000000, -1, -1",
  })
  void endsAtAnOptionThatIsNotWellFormed(String options, int mss, int scale) {
    byte[] bytes = Frame.of(options).bytes();
    byte[] padded = Arrays.copyOf(bytes, bytes.length + 3 & ~3);
    String text = java.util.HexFormat.of().formatHex(padded);
    PacketView p = tcp(text, "");
    assertThat(p.tcpMss()).isEqualTo(mss);
    assertThat(p.tcpWindowScale()).isEqualTo(scale);
  }

  @Test
  void refusesATcpHeaderOfAnImpossibleLength() {
    byte[] segment = Frame.tcp("", "");
    segment[12] = 0x40;
    PacketView p = Frame.ethernet(Frame.ipv4(6, segment));
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.transportProblem()).isEqualTo(TransportProblem.BAD_DATA_OFFSET);
    assertThat(p.tcpHeaderLength()).isZero();
    segment[12] = 0x60;
    p = Frame.ethernet(Frame.ipv4(6, segment));
    assertThat(p.transportProblem()).isEqualTo(TransportProblem.BAD_DATA_OFFSET);
    assertThat(p.transport()).isFalse();
    assertThat(p.tcpMss()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"6, 19", "17, 7", "136, 7", "132, 11", "33, 11", "1, 7", "58, 7"})
  void saysThatAHeaderIsTruncated(int protocol, int length) {
    for (int i = 0; i <= length; i++) {
      PacketView p = of(protocol, "01".repeat(i));
      assertThat(p.status()).isEqualTo(Status.OK);
      assertThat(p.transportProblem()).isEqualTo(TransportProblem.TRUNCATED);
      boolean icmp = protocol == 1 || protocol == 58;
      assertThat(p.hasPorts()).isEqualTo(i >= 4 && !icmp);
    }
  }

  @Test
  void saysThatTheSnapLengthCutTheHeader() {
    byte[] frame = Frame.ipv4(6, Frame.tcp("020405b4", "0102"));
    for (int captured = 34; captured < 58; captured++) {
      PacketView p = Frame.cut(frame, captured);
      assertThat(p.transportProblem()).isEqualTo(TransportProblem.CUT);
      assertThat(p.tcpMss()).isEqualTo(-1);
      assertThat(p.hasPorts()).isEqualTo(captured >= 38);
    }
    assertThat(Frame.cut(frame, 58).tcpMss()).isEqualTo(1_460);
    assertThat(Frame.cut(frame, 58).payloadLength()).isEqualTo(2);
    assertThat(Frame.cut(frame, 58).payloadCaptured()).isZero();
  }

  @Test
  void readsUdpAndItsOwnLength() {
    PacketView p = of(17, "0035 04d2 000a 0000 01020304");
    assertThat(p.transport()).isTrue();
    assertThat(p.payloadLength()).isEqualTo(2);
    assertThat(of(17, "0035 04d2 000d 0000 01020304").transportProblem())
        .isEqualTo(TransportProblem.BAD_LENGTH);
    assertThat(of(17, "0035 04d2 0007 0000 01020304").transportProblem())
        .isEqualTo(TransportProblem.BAD_LENGTH);
  }

  @Test
  void readsTheUdpHeaderOfAFirstFragment() {
    byte[] header = Frame.ipv4Header(17, 0x2000, 16);
    byte[] ip = Frame.of("").add(header).hex("0035 04d2 0500 0000 0102030405060708").bytes();
    PacketView p = Frame.view(ip, LinkType.RAW);
    assertThat(p.transport()).isTrue();
    assertThat(p.payloadLength()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"136, 8", "132, 12"})
  void readsPortsOf(int protocol, int headerLength) {
    PacketView p = of(protocol, "0035 04d2" + "00".repeat(headerLength - 4) + "0102");
    assertThat(p.transport()).isTrue();
    assertThat(p.sourcePort()).isEqualTo(53);
    assertThat(p.destinationPort()).isEqualTo(1_234);
    assertThat(p.payloadLength()).isEqualTo(2);
  }

  @Test
  void readsDccp() {
    PacketView p = of(33, "0035 04d2 04" + "00".repeat(11) + "0102");
    assertThat(p.transport()).isTrue();
    assertThat(p.sourcePort()).isEqualTo(53);
    assertThat(p.payloadLength()).isEqualTo(2);
    assertThat(of(33, "0035 04d2 02" + "00".repeat(11)).transportProblem())
        .isEqualTo(TransportProblem.BAD_DATA_OFFSET);
    assertThat(of(33, "0035 04d2 05" + "00".repeat(11)).transportProblem())
        .isEqualTo(TransportProblem.BAD_DATA_OFFSET);
  }

  @ParameterizedTest
  @CsvSource({"1", "58"})
  void readsIcmp(int protocol) {
    PacketView p = of(protocol, "0301 0000 abcd 0001 ff");
    assertThat(p.transport()).isTrue();
    assertThat(p.icmpType()).isEqualTo(3);
    assertThat(p.icmpCode()).isEqualTo(1);
    assertThat(p.icmpId()).isEqualTo(0xABCD);
    assertThat(p.payloadLength()).isEqualTo(1);
    assertThat(p.hasPorts()).isFalse();
    assertThat(of(protocol, "ffff 0000 abcd 0001").icmpType()).isEqualTo(255);
  }

  @ParameterizedTest
  @CsvSource({"47", "50", "51", "2", "89", "255"})
  void takesEverythingElseForPayload(int protocol) {
    PacketView p = of(protocol, "01020304");
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.transport()).isTrue();
    assertThat(p.protocol()).isEqualTo(protocol);
    assertThat(p.hasPorts()).isFalse();
    assertThat(p.sourcePort()).isEqualTo(-1);
    assertThat(p.destinationPort()).isEqualTo(-1);
    assertThat(p.payloadLength()).isEqualTo(4);
  }
}
