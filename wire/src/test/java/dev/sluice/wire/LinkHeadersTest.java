package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.PacketView.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeadersTest {
  private static final byte[] IP = ip();
  private static final byte[] IP6 = Frame.of("").add(Frame.ipv6Header(59, 0)).bytes();

  private static byte[] ip() {
    return Frame.of("").add(Frame.ipv4Header(17, 0, 8)).hex("0035 0035 0008 0000").bytes();
  }

  private static PacketView behind(String link, int linkType) {
    return Frame.view(Frame.of(link).add(IP).bytes(), linkType);
  }

  @Test
  void readsEthernet() {
    PacketView p = behind(Frame.ETHERNET + "0800", LinkType.ETHERNET);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.hasMac()).isTrue();
    assertThat(p.sourceMac()).isEqualTo(0x0200_0000_0001L);
    assertThat(p.destinationMac()).isEqualTo(0x0200_0000_0002L);
    assertThat(p.vlanId()).isEqualTo(-1);
    assertThat(p.priorityCodePoint()).isZero();
    assertThat(p.ipOffset() - p.frameOffset()).isEqualTo(14);
    assertThat(p.destinationPort()).isEqualTo(53);
  }

  @Test
  void readsTheOutermostOfTwoTags() {
    PacketView p = behind(Frame.ETHERNET + "88a8 a064 8100 00c8 0800", LinkType.ETHERNET);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.vlanId()).isEqualTo(100);
    assertThat(p.priorityCodePoint()).isEqualTo(5);
    assertThat(p.vlanTags()).isEqualTo(2);
  }

  @Test
  void forgetsTheTagOfThePacketBefore() {
    PacketView p = behind(Frame.ETHERNET + "8100 2064 0800", LinkType.ETHERNET);
    assertThat(p.vlanId()).isEqualTo(100);
    p.wrapIp(p.bytes(), p.ipOffset(), p.captured(), p.captured());
    assertThat(p.vlanId()).isEqualTo(-1);
    assertThat(p.hasMac()).isFalse();
    assertThat(p.status()).isEqualTo(Status.OK);
  }

  @Test
  void allowsFourTagsAndNotFive() {
    String tags = "8100 0001".repeat(LinkHeaders.MAX_TAGS);
    assertThat(behind(Frame.ETHERNET + tags + "0800", LinkType.ETHERNET).status())
        .isEqualTo(Status.OK);
    assertThat(behind(Frame.ETHERNET + tags + "81000001 0800", LinkType.ETHERNET).status())
        .isEqualTo(Status.TOO_MANY_TAGS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0806", "8847", "8863", "0026", "88cc"})
  void takesOtherEthernetTypesForNoIp(String type) {
    PacketView p = behind(Frame.ETHERNET + type, LinkType.ETHERNET);
    assertThat(p.status()).isEqualTo(Status.NOT_IP);
    assertThat(p.status().malformed()).isFalse();
    assertThat(p.hasMac()).isTrue();
  }

  @Test
  void readsPppoeSessionsInEthernet() {
    PacketView p = behind(Frame.ETHERNET + "8864 1100 0001 001e 0021", LinkType.ETHERNET);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.source4()).isEqualTo(0x0A000001);
  }

  @ParameterizedTest
  @CsvSource({
    "9, ff030021",
    "9, 0021",
    "9, 21",
    "9, ff0321",
    "50, ff030021",
    "51, 11000001001e0021",
    "113, 0000 0001 0006 0200000000010000 0800",
    "113, 0000 0001 0006 0200000000010000 8100 0064 0800",
    "276, 0800 0000 00000002 0001 00 06 0200000000010000",
    "0, 02000000",
    "0, 00000002",
    "108, 00000002",
  })
  void readsIpv4Behind(int linkType, String link) {
    PacketView p = behind(link, linkType);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.six()).isFalse();
    assertThat(p.sourcePort()).isEqualTo(53);
    assertThat(p.linkType()).isEqualTo(linkType);
  }

  @ParameterizedTest
  @CsvSource({
    "9, ff030057",
    "113, 0000 0001 0006 0200000000010000 86dd",
    "276, 86dd 0000 00000002 0001 00 06 0200000000010000",
    "0, 1e000000",
    "0, 18000000",
    "0, 0000001c",
    "108, 0000000a",
  })
  void readsIpv6Behind(int linkType, String link) {
    PacketView p = Frame.view(Frame.of(link).add(IP6).bytes(), linkType);
    assertThat(p.status()).isEqualTo(Status.OK);
    assertThat(p.six()).isTrue();
    assertThat(p.protocol()).isEqualTo(59);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 14, 101, 228})
  void readsRawIp(int linkType) {
    assertThat(Frame.view(IP, linkType).status()).isEqualTo(Status.OK);
  }

  @Test
  void readsRawIpv6() {
    assertThat(Frame.view(IP6, LinkType.IPV6).status()).isEqualTo(Status.OK);
    assertThat(Frame.view(IP6, LinkType.RAW).status()).isEqualTo(Status.OK);
    assertThat(Frame.view(IP6, LinkType.IPV4).status()).isEqualTo(Status.BAD_IP_VERSION);
    assertThat(Frame.view(IP, LinkType.IPV6).status()).isEqualTo(Status.SHORT_IP_HEADER);
  }

  @Test
  void givesTheSendersMacOfACookedCapture() {
    PacketView p = behind("0000 0001 0006 0200000000010000 0800", LinkType.LINUX_SLL);
    assertThat(p.hasMac()).isTrue();
    assertThat(p.sourceMac()).isEqualTo(0x0200_0000_0001L);
    p = behind("0000 0200 0000 0000000000000000 0800", LinkType.LINUX_SLL);
    assertThat(p.hasMac()).isFalse();
  }

  @Test
  void refusesAnyShorterFrame() {
    byte[] frame = Frame.of(Frame.ETHERNET + "8100 0001 0800").add(IP).bytes();
    for (int length = 0; length < frame.length; length++) {
      byte[] shorter = Arrays.copyOf(frame, length);
      assertThat(Frame.ethernet(shorter).status().malformed()).as("%d bytes", length).isTrue();
      assertThat(Frame.ethernet(shorter).status()).isNotEqualTo(Status.CUT);
    }
    assertThat(Frame.ethernet(new byte[13]).status()).isEqualTo(Status.SHORT_LINK_HEADER);
  }

  @Test
  void saysThatTheSnapLengthCutAHeader() {
    byte[] frame = Frame.of(Frame.ETHERNET + "8100 0001 0800").add(IP).bytes();
    for (int length = 0; length < 18 + 20; length++) {
      assertThat(Frame.cut(frame, length).status()).as("%d bytes", length).isEqualTo(Status.CUT);
    }
    for (int length = 18 + 20; length < frame.length; length++) {
      assertThat(Frame.cut(frame, length).status()).as("%d bytes", length).isEqualTo(Status.OK);
    }
  }

  @Test
  void takesAnUnknownLinkTypeForNoIp() {
    assertThat(behind("", 147).status()).isEqualTo(Status.NOT_IP);
    assertThat(LinkType.known(147)).isFalse();
    assertThat(LinkType.name(147)).isEqualTo("link type 147");
  }
}
