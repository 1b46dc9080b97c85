package dev.sluice.replay.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.explain.PacketLine;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpecReaderTest {
  private static final long SEED = 20260302;

  private static SpecReader.Reading read(String text) {
    return new SpecReader(ZoneOffset.UTC, 0).read(text);
  }

  private static List<String> lines(String text) {
    SpecReader.Reading reading = read(text);
    assertThat(reading.fault()).isEmpty();
    List<String> lines = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      for (Crafted one : reading.packets()) {
        PacketView view = new PacketView();
        assertThat(one.wrap(view, arena)).isEqualTo(PacketView.Status.OK);
        assertThat(view.checksumsGood()).isTrue();
        lines.add(PacketLine.of(view));
      }
    }
    return lines;
  }

  @Test
  void makesWhatTheWordsSay() {
    assertThat(lines("tcp 192.168.1.101:40000 > 192.0.2.80:443 syn ttl=5 dscp=46"))
        .containsExactly("tcp 192.168.1.101:40000 > 192.0.2.80:443 syn len=44 ttl=5 dscp=46");
    assertThat(lines("udp [2001:db8::1]:5353 > [2001:db8::2]:53 payload=\"ab\\x00\""))
        .containsExactly("udp [2001:db8::1]:5353 > [2001:db8::2]:53 len=51");
    assertThat(lines("icmp 10.0.0.1 > 10.0.0.2; <"))
        .containsExactly(
            "icmp 10.0.0.1 > 10.0.0.2 type=8 code=0 len=28",
            "icmp 10.0.0.2 > 10.0.0.1 type=0 code=0 len=28");
    assertThat(lines("47 10.0.0.1 > 10.0.0.2 len=100 mac=02:00:00:00:00:05"))
        .containsExactly("gre 10.0.0.1 > 10.0.0.2 len=100");
  }

  @Test
  void aConversationGoesOnWithoutSayingItAgain() {
    assertThat(lines("tcp 10.0.0.1:1 > 10.0.0.2:2 open; payload=\"hi\"; < ack; fin,ack"))
        .containsExactly(
            "tcp 10.0.0.1:1 > 10.0.0.2:2 syn len=44",
            "tcp 10.0.0.2:2 > 10.0.0.1:1 syn,ack len=44",
            "tcp 10.0.0.1:1 > 10.0.0.2:2 ack len=40",
            "tcp 10.0.0.1:1 > 10.0.0.2:2 psh,ack len=42",
            "tcp 10.0.0.2:2 > 10.0.0.1:1 ack len=40",
            "tcp 10.0.0.1:1 > 10.0.0.2:2 fin,ack len=40");
  }

  @Test
  void timeIsSaidOrGoesOn() {
    List<Crafted> packets =
        read("udp 10.0.0.1:1 > 10.0.0.2:2 at=1970-01-01T00:00:10; at=+5s; < ;").packets();
    assertThat(packets.stream().map(Crafted::time))
        .containsExactly(10_000_000_000L, 15_000_000_000L, 15_001_000_000L);
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThat(read("").fault()).isPresent();
    assertThat(read("tcp 10.0.0.1:1 > 10.0.0.2").fault().orElseThrow().message())
        .contains("need a port");
    assertThat(read("tcp 10.0.0.1:1 > [::1]:2").fault()).isPresent();
    assertThat(read("udp 10.0.0.1:1 > 10.0.0.2:2 syn").fault()).isPresent();
    assertThat(read("udp 10.0.0.1:1 > 10.0.0.2:2 len=20").fault()).isPresent();
    assertThat(read("udp 10.0.0.1:1 > 10.0.0.2:2 ttl=256").fault().orElseThrow().start())
        .isEqualTo(28);
    assertThat(read("udp 10.0.0.1:1 > 10.0.0.2:2 payload=\"a").fault().orElseThrow().message())
        .isEqualTo("quote is not closed");
    assertThat(read("udp 10.0.0.1:99999 > 10.0.0.2:2").fault().orElseThrow().message())
        .isEqualTo("99999 is no port");
    assertThat(read("udp 10.0.0.1:1 > 10.0.0.2:2 at=tomorrow").fault()).isPresent();
    assertThat(read("syn").fault()).isPresent();
  }

  @Test
  void neverThrowsWhateverTheText() {
    Random random = new Random(SEED);
    String[] words = {
      "tcp",
      "udp",
      "icmp",
      "icmpv6",
      "6",
      "300",
      ">",
      "<",
      ";",
      "10.0.0.1:1",
      "10.0.0.2:99999",
      "[::1]:5",
      "::",
      "syn",
      "syn,foo",
      "open",
      "len=0",
      "len=65535",
      "ttl=",
      "at=+5s",
      "at=x",
      "payload=\"\\x4",
      "payload=abc",
      "\"",
      "mac=1",
      "in=",
      "=",
      "mss=1",
      "type=1",
      "none"
    };
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextInt(8) == 0 ? "" : " ");
      }
      SpecReader.Reading reading = read(text.toString());
      assertThat(reading.fault().isPresent() || !reading.packets().isEmpty())
          .as("seed %s: %s", SEED, text)
          .isTrue();
    }
  }
}
