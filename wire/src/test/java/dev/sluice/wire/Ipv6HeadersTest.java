package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.PacketView.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6HeadersTest {
  private static final String UDP = "0035 04d2 000a 0000 0102";

  private static PacketView of(int nextHeader, String rest) {
    return Frame.ethernet(Frame.ipv6(nextHeader, Frame.of(rest).bytes()));
  }

  @Test
  void readsEveryField() {
    PacketView p = of(17, UDP);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.six()).isTrue();
    assertThat(p.sourceHigh()).isEqualTo(0x2001_0DB8_0000_0000L);
    assertThat(p.sourceLow()).isEqualTo(1);
    assertThat(p.destinationHigh()).isEqualTo(0x2001_0DB8_0000_0000L);
    assertThat(p.destinationLow()).isEqualTo(2);
    assertThat(p.tos()).isEqualTo(0xB8);
    assertThat(p.dscp()).isEqualTo(46);
    assertThat(p.ttl()).isEqualTo(64);
    assertThat(p.protocol()).isEqualTo(17);
    assertThat(p.totalLength()).isEqualTo(50);
    assertThat(p.payloadLength()).isEqualTo(2);
    assertThat(p.sourcePort()).isEqualTo(53);
    assertThat(p.extensionHeaders()).isEqualTo(128);
    assertThat(p.identification()).isZero();
    assertThat(p.fragment()).isFalse();
    assertThat(p.ipv4Options()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 11 00 000000000000, 17, 129",
    "60, 11 01 0000000000000000000000000000, 17, 130",
    "43, 11 00 000000000000, 17, 132",
    "44, 11 00 0000 00000007, 17, 136",
    "51, 11 01 0000 00000000 00000000, 17, 144",
    "0, 3c00000000000000 2b00000000000000 2c00000000000000 3300000000000007 1101000000000000"
        + "00000000, 17, 159",
    "50, '', 50, 32",
    "59, '', 59, 64",
    "47, '', 47, 128",
  })
  void passesOverExtensionHeaders(int first, String headers, int protocol, int found) {
    PacketView p = of(first, headers + UDP);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.protocol()).isEqualTo(protocol);
    assertThat(p.extensionHeaders()).isEqualTo(found);
    assertThat(p.sourcePort()).isEqualTo(protocol == 17 ? 53 : -1);
  }

  @Test
  void readsAFirstFragment() {
    PacketView p = of(60, "2c00000000000000 11 00 0001 89abcdef" + UDP);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.fragment()).isTrue();
    assertThat(p.moreFragments()).isTrue();
    assertThat(p.laterFragment()).isFalse();
    assertThat(p.identification()).isEqualTo(0x89ABCDEF);
    assertThat(p.fragmentHeaderNamedAt() - p.ipOffset()).isEqualTo(40);
    assertThat(p.fragmentHeaderOffset() - p.ipOffset()).isEqualTo(48);
    assertThat(p.transportOffset() - p.ipOffset()).isEqualTo(56);
    assertThat(p.destinationPort()).isEqualTo(1_234);
  }

  @Test
  void stopsAtALaterFragment() {
    PacketView p = of(44, "3c 00 0010 00000007" + "ffff");
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.laterFragment()).isTrue();
    assertThat(p.fragmentOffset()).isEqualTo(16);
    assertThat(p.fragmentHeaderNamedAt() - p.ipOffset()).isEqualTo(6);
    assertThat(p.protocol()).isEqualTo(60);
    assertThat(p.transport()).isFalse();
    assertThat(p.transportLength()).isEqualTo(2);
  }

  @Test
  void takesAnAtomicFragmentForAWholePacket() {
    PacketView p = of(44, "11 00 0000 00000007" + UDP);
    assertThat(p.fragment()).isFalse();
    assertThat(p.identification()).isEqualTo(7);
    assertThat(p.transport()).isTrue();
  }

  @Test
  void allowsAsManyExtensionHeadersAsTheLimitSays() {
    String header = "3c 00 000000000000";
    String last = "11 00 000000000000";
    String most = header.repeat(Ipv6Headers.MAX_EXTENSION_HEADERS - 1) + last;
    assertThat(of(60, most + UDP).status()).isEqualTo(Status.OK);
    assertThat(of(60, header + most + UDP).status()).isEqualTo(Status.TOO_MANY_EXTENSION_HEADERS);
  }

  @Test
  void refusesImpossibleLengths() {
    assertThat(of(0, "11 00 0000").status()).isEqualTo(Status.BAD_EXTENSION_HEADER);
    assertThat(of(0, "11 02 000000000000").status()).isEqualTo(Status.BAD_EXTENSION_HEADER);
    byte[] frame = Frame.ipv6(17, Frame.of(UDP).bytes());
    assertThat(Frame.ethernet(Frame.shortened(frame, 1)).status())
        .isEqualTo(Status.BAD_TOTAL_LENGTH);
    assertThat(Frame.ethernet(Frame.shortened(frame, 11)).status())
        .isEqualTo(Status.SHORT_IP_HEADER);
    frame[14] = 0x46;
    assertThat(Frame.ethernet(frame).status()).isEqualTo(Status.BAD_IP_VERSION);
  }

  @Test
  void saysThatTheSnapLengthCutAnExtensionHeader() {
    byte[] frame = Frame.ipv6(0, Frame.of("11 01" + "00".repeat(14) + UDP).bytes());
    assertThat(Frame.cut(frame, 54).status()).isEqualTo(Status.CUT);
    assertThat(Frame.cut(frame, 54 + 15).status()).isEqualTo(Status.CUT);
    assertThat(Frame.cut(frame, 54 + 16).status()).isEqualTo(Status.OK);
  }

  @Test
  void leavesPaddingAloneAndKnowsJumbograms() {
    byte[] padded = Frame.of("").add(Frame.ipv6(59, new byte[0])).zeros(6).bytes();
    assertThat(Frame.ethernet(padded).totalLength()).isEqualTo(40);
    byte[] jumbo = Frame.of("").add(Frame.ipv6Header(59, 0)).zeros(70_000).bytes();
    assertThat(Frame.view(jumbo, LinkType.RAW).totalLength()).isEqualTo(70_040);
  }
}
