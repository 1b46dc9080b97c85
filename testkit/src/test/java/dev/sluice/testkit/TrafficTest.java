package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {
  @Test
  void aTcpConversationAcknowledgesEveryByte() {
    Traffic traffic = new Traffic();
    TcpTalk talk = traffic.tcp(0, "192.168.1.5", 40000, "203.0.113.1", 80).sequences(100, 900);
    talk.open().client(new byte[3000]).server(new byte[10]).close();
    List<Sent> packets = traffic.packets();
    assertThat(packets).hasSize(3 + 5 + 2 + 4);
    assertThat(packets.getFirst().flags()).isEqualTo(Frames.SYN);
    assertThat(word(packets.getLast(), 4)).isEqualTo(100 + 1 + 3000 + 1);
    assertThat(word(packets.getLast(), 8)).isEqualTo(900 + 1 + 10 + 1);
  }

  @Test
  void aLostSegmentComesAfterTheRepeatedAcknowledgments() {
    Traffic traffic = new Traffic();
    traffic.tcp(0, "192.168.1.5", 40000, "203.0.113.1", 80).serverLosing(new byte[4000]);
    List<Integer> sizes = traffic.packets().stream().map(p -> p.payload().length).toList();
    assertThat(sizes).containsExactly(1460, 0, 1080, 0, 1460, 0);
  }

  @Test
  void conversationsAreMergedByTime() {
    Traffic traffic = new Traffic();
    traffic.udp(50, "192.168.1.5", 1, "203.0.113.1", 2).client("later");
    traffic.udp(10, "192.168.1.6", 1, "203.0.113.1", 2).client("first");
    assertThat(traffic.packets()).extracting(Sent::time).containsExactly(10L, 50L);
    assertThat(traffic.pcap()).hasSize(24 + 2 * (16 + 14 + 20 + 8 + 5));
  }

  @Test
  void theClientHelloCarriesTheNameInClear() {
    byte[] hello = Tls.clientHello("www.example.com", Gen.seeded(1));
    assertThat(new String(hello, ISO_8859_1)).contains("www.example.com");
    assertThat(hello.length - 5).isEqualTo((hello[3] & 0xff) << 8 | hello[4] & 0xff);
    byte[] records = Tls.clientHelloInRecords("www.example.com", Gen.seeded(1), 50);
    assertThat(records[3] << 8 | records[4]).isEqualTo(50);
  }

  @Test
  void initialKeysAreThoseOfRfc9001AppendixA() throws Exception {
    byte[] secret =
        QuicFlight.expand(
            QuicFlight.hmac(
                Bytes.hex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"),
                Bytes.hex("8394c8f03e515708")),
            "client in",
            32);
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(QuicFlight.expand(secret, "quic key", 16)))
        .isEqualTo("1f369613dd76d5467730efcbe3b1a22d");
    assertThat(hex.formatHex(QuicFlight.expand(secret, "quic iv", 12)))
        .isEqualTo("fa044b2f42a3fd3b46fb255c");
    assertThat(hex.formatHex(QuicFlight.expand(secret, "quic hp", 16)))
        .isEqualTo("9f50449e04a0e810283a1e9933adedd2");
  }

  @Test
  void anInitialHidesTheNameAndFillsTheSmallestDatagram() {
    byte[] initial = Quic.initial("www.example.com", Gen.seeded(1));
    assertThat(initial).hasSize(1200);
    assertThat(new String(initial, ISO_8859_1)).doesNotContain("example");
    assertThat(Arrays.copyOfRange(initial, 1, 6)).isEqualTo(Bytes.hex("00000001 08"));
  }

  @Test
  void dnsNamesAreWrittenAsLabels() {
    String query = new String(Dns.query(7, "www.example.com"), ISO_8859_1);
    assertThat(query).contains("\3www\7example\3com\0").hasSize(12 + 17 + 4);
  }

  private static long word(Sent packet, int at) {
    byte[] f = packet.frame();
    int i = 34 + at;
    return (f[i] & 0xffL) << 24
        | (f[i + 1] & 0xff) << 16
        | (f[i + 2] & 0xff) << 8
        | f[i + 3] & 0xff;
  }
}
