package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.PacketView.Status;
import dev.sluice.wire.PacketView.TransportProblem;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4HeaderTest {
  private static final byte[] UDP = Frame.of("0035 04d2 000c 0000 01020304").bytes();

  private static byte[] with(byte[] frame, int at, int value) {
    byte[] changed = frame.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void readsEveryField() {
    PacketView p = Frame.ethernet(Frame.ipv4(17, UDP));
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.six()).isFalse();
    assertThat(p.source4()).isEqualTo(0x0A000001);
    assertThat(p.destination4()).isEqualTo(0xC0000250);
    assertThat(p.sourceHigh()).isZero();
    assertThat(p.destinationHigh()).isZero();
    assertThat(p.sourceLow()).isEqualTo(0x0A000001L);
    assertThat(p.destinationLow()).isEqualTo(0xC0000250L);
    assertThat(p.protocol()).isEqualTo(17);
    assertThat(p.totalLength()).isEqualTo(32);
    assertThat(p.tos()).isEqualTo(0xB8);
    assertThat(p.dscp()).isEqualTo(46);
    assertThat(p.ttl()).isEqualTo(64);
    assertThat(p.identification()).isEqualTo(0x1234);
    assertThat(p.fragment()).isFalse();
    assertThat(p.ipv4Options()).isZero();
    assertThat(p.extensionHeaders()).isZero();
    assertThat(p.fragmentHeaderOffset()).isEqualTo(-1);
    assertThat(p.captured()).isEqualTo(32);
    assertThat(p.transport()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0x4000, false, false, false, true, 0",
    "0x2000, true, false, true, false, 0",
    "0x2003, true, true, true, false, 24",
    "0x0001, true, true, false, false, 8",
    "0x1fff, true, true, false, false, 65528",
    "0x8000, false, false, false, false, 0",
  })
  void readsFragments(
      String bits, boolean fragment, boolean later, boolean more, boolean whole, int offset) {
    byte[] header = Frame.ipv4Header(17, Integer.decode(bits), UDP.length);
    PacketView p = Frame.view(Frame.of("").add(header).add(UDP).bytes(), LinkType.RAW);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.fragment()).isEqualTo(fragment);
    assertThat(p.laterFragment()).isEqualTo(later);
    assertThat(p.moreFragments()).isEqualTo(more);
    assertThat(p.dontFragment()).isEqualTo(whole);
    assertThat(p.fragmentOffset()).isEqualTo(offset);
    assertThat(p.transport()).isEqualTo(!later);
    assertThat(p.hasPorts()).isEqualTo(!later);
    assertThat(p.sourcePort()).isEqualTo(later ? -1 : 53);
  }

  @Test
  void takesALaterFragmentForData() {
    byte[] header = Frame.ipv4Header(6, 0x0001, UDP.length);
    PacketView p = Frame.view(Frame.of("").add(header).add(UDP).bytes(), LinkType.RAW);
    assertThat(p.transportProblem()).isEqualTo(TransportProblem.LATER_FRAGMENT);
    assertThat(p.payloadOffset()).isEqualTo(p.transportOffset());
    assertThat(p.payloadLength()).isEqualTo(UDP.length);
    assertThat(p.tcpFlags()).isZero();
    assertThat(p.icmpType()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "830b04 00000000 00000000 00, 33",
    "890704 00000000 00000000 00000000 00, 34",
    "0707 04 00000000 00, 36",
    "4408 05 00 00000000, 40",
    "94040000, 48",
    "01010101, 32",
    "00010203, 32",
    "94040000 830b0400000000000000 0000, 49",
    "94010000, 96",
    "01010194, 96",
    "070d0400, 96",
  })
  void readsOptions(String options, int expected) {
    byte[] bytes = Frame.of(options).bytes();
    int words = 5 + bytes.length / 4;
    byte[] padded = java.util.Arrays.copyOf(bytes, (words - 5) * 4);
    byte[] header = Frame.ipv4Header(1, 0, padded.length + 8);
    header[0] = (byte) (0x40 | words);
    byte[] ip = Frame.of("").add(header).add(padded).hex("0800 0000 0007 0001").bytes();
    PacketView p = Frame.view(ip, LinkType.RAW);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.ipv4Options()).isEqualTo(expected);
    assertThat(p.icmpType()).isEqualTo(8);
    assertThat(p.icmpId()).isEqualTo(7);
  }

  @Test
  void refusesImpossibleLengths() {
    byte[] good = Frame.ipv4(17, UDP);
    assertThat(Frame.ethernet(with(good, 14, 0x44)).status()).isEqualTo(Status.BAD_HEADER_LENGTH);
    assertThat(Frame.ethernet(with(good, 14, 0x55)).status()).isEqualTo(Status.BAD_IP_VERSION);
    assertThat(Frame.ethernet(with(good, 17, 19)).status()).isEqualTo(Status.BAD_TOTAL_LENGTH);
    assertThat(Frame.ethernet(with(good, 17, 33)).status()).isEqualTo(Status.BAD_TOTAL_LENGTH);
    assertThat(Frame.ethernet(with(good, 14, 0x4F)).status()).isEqualTo(Status.BAD_TOTAL_LENGTH);
    assertThat(Frame.ethernet(Frame.shortened(good, 13)).status())
        .isEqualTo(Status.SHORT_IP_HEADER);
    assertThat(Frame.ethernet(Frame.shortened(good, 1)).status())
        .isEqualTo(Status.BAD_TOTAL_LENGTH);
  }

  @Test
  void leavesThePaddingOfEthernetAlone() {
    PacketView p = Frame.ethernet(Frame.of("").add(Frame.ipv4(17, UDP)).zeros(14).bytes());
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.totalLength()).isEqualTo(32);
    assertThat(p.payloadLength()).isEqualTo(4);
    assertThat(p.frameWireLength()).isEqualTo(60);
  }

  @Test
  void believesTheHeadersOfAPacketThatTheSnapLengthCut() {
    PacketView p = Frame.cut(Frame.ipv4(17, UDP), 14 + 20 + 8 + 1);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.totalLength()).isEqualTo(32);
    assertThat(p.captured()).isEqualTo(29);
    assertThat(p.payloadLength()).isEqualTo(4);
    assertThat(p.payloadCaptured()).isEqualTo(1);
    assertThat(p.checksumsGood()).isTrue();
  }

  @Test
  void takesALengthOfZeroForAnOffloadedPacket() {
    byte[] frame = with(Frame.ipv4(6, Frame.tcp("", "0102030405")), 17, 0);
    PacketView p = Frame.ethernet(frame);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.totalLength()).isEqualTo(45);
    assertThat(p.payloadLength()).isEqualTo(5);
  }

  @Test
  void readsThePacketThatAnIcmpErrorQuotes() {
    byte[] quoted = Frame.of("").add(Frame.ipv4Header(6, 0, 500)).hex("9c4001bb 00000001").bytes();
    PacketView p = new PacketView();
    assertThat(p.wrapIp(MemorySegment.ofArray(quoted), 0, quoted.length, quoted.length))
        .isEqualTo(Status.BAD_TOTAL_LENGTH);
    assertThat(p.wrapQuoted(MemorySegment.ofArray(quoted), 0, quoted.length)).isEqualTo(Status.OK);
    assertThat(p.sourcePort()).isEqualTo(40_000);
    assertThat(p.destinationPort()).isEqualTo(443);
    assertThat(p.transport()).isFalse();
    assertThat(p.transportProblem()).isEqualTo(TransportProblem.CUT);
    assertThat(p.totalLength()).isEqualTo(520);
  }

  @Test
  void survivesArgumentsThatCannotBe() {
    PacketView p = new PacketView();
    MemorySegment bytes = MemorySegment.ofArray(Frame.ipv4(17, UDP));
    int[] numbers = {Integer.MIN_VALUE, -1, 0, 1, 20, 46, 47, Integer.MAX_VALUE};
    for (int offset : numbers) {
      for (int captured : numbers) {
        for (int wireLength : numbers) {
          p.wrap(bytes, offset, captured, wireLength, LinkType.ETHERNET);
          p.wrapIp(bytes, offset, captured, wireLength);
        }
      }
    }
    assertThat(p.wrap(bytes, 0, 46, -1, LinkType.ETHERNET)).isEqualTo(Status.OK);
    assertThat(p.wrap(bytes, 0, 9_999, 46, LinkType.ETHERNET)).isEqualTo(Status.OK);
  }

  @Test
  void verifiesChecksums() {
    byte[] good = Frame.ipv4(17, UDP);
    assertThat(Frame.ethernet(good).checksumsGood()).isTrue();
    assertThat(Frame.ethernet(with(good, 22, 63)).checksumsGood()).isFalse();
    long sum = Checksum.pseudo4(0x0A000001, 0xC0000250, 17, UDP.length);
    int checksum = Checksum.fold(sum + Checksum.sum(MemorySegment.ofArray(UDP), 0, UDP.length));
    byte[] summed = with(with(good, 40, checksum >>> 8), 41, checksum);
    assertThat(Frame.ethernet(summed).checksumsGood()).isTrue();
    assertThat(Frame.ethernet(with(summed, 45, 99)).checksumsGood()).isFalse();
  }
}
