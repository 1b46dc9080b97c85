package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Traffic;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code sluice replay} writes and takes besides the report: queues, answers, copies. */
class ReplayExtrasTest {
  private static final long START = 1_772_438_400L * Traffic.SECOND;

  @TempDir private Path folder;
  private Path policy;
  private Path capture;

  @BeforeEach
  void write() throws IOException {
    policy =
        Files.writeString(
            folder.resolve("policy.rsc"),
            """
            /ip address
            add address=192.168.1.1/24 interface=bridge
            add address=203.0.113.1/24 interface=ether1
            /ip firewall mangle
            add chain=forward action=mark-packet new-packet-mark=bulk protocol=udp dst-port=9
            add chain=forward action=sniff-tzsp sniff-target=10.0.0.9 protocol=udp dst-port=53
            /ip firewall filter
            add chain=forward action=reject protocol=tcp reject-with=tcp-reset
            add chain=forward action=passthrough ipsec-policy=in,ipsec
            /ip firewall nat
            add chain=srcnat action=masquerade out-interface=ether1
            /queue tree
            add name=slow parent=global packet-mark=bulk max-limit=80k bucket-size=0 queue=small
            add name=nowhere parent=ether7 packet-mark=bulk
            /queue type
            add name=small kind=pfifo pfifo-limit=5
            /queue simple
            add name=lan target=192.168.1.0/24 max-limit=10M/10M
            """);
    Traffic traffic = new Traffic();
    for (int i = 0; i < 20; i++) {
      traffic.send(
          START + i * Traffic.MILLISECOND,
          Frames.udp("192.168.1.10", 5000, "198.51.100.7", 9).payload(new byte[972]));
    }
    traffic
        .udp(START + Traffic.SECOND, "192.168.1.10", 5001, "198.51.100.7", 53)
        .client("question")
        .server("answer");
    traffic.send(
        START + Traffic.SECOND,
        Frames.tcp("192.168.1.10", 5002, "198.51.100.7", 80).flags(Frames.SYN));
    traffic.send(
        START + Traffic.SECOND, Frames.udp("192.168.1.10", 5003, "198.51.100.7", 7).ttl(1));
    capture = folder.resolve("capture.pcap");
    Files.write(capture, traffic.pcap());
  }

  private Outcome replay(String... options) {
    List<String> words = new ArrayList<>(List.of("replay"));
    words.addAll(List.of(options));
    words.add(policy.toString());
    words.add(capture.toString());
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome;
  }

  @Test
  void queuesSayWhatTheyCarriedDelayedAndDroppedSecondBySecond() throws IOException {
    Path file = folder.resolve("queues.tsv");
    Outcome outcome = replay("--queues", file.toString());
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.getFirst()).startsWith("time\tqueue\tdirection\tpackets\tbytes\tdropped");
    // 1,000 bytes take 100 ms at 80 kbit/s: the first goes at once, five wait, the rest is lost.
    assertThat(lines)
        .anyMatch(line -> line.startsWith("2026-03-02T08:00:00Z\tslow\t\t6\t6000\t14\t"));
    assertThat(lines).anyMatch(line -> line.startsWith("2026-03-02T08:00:00Z\tlan\tupload\t6\t"));
    assertThat(lines).anyMatch(line -> line.startsWith("2026-03-02T08:00:01Z\tlan\tdownload\t1\t"));
    assertThat(outcome.out()).contains("Queues: what they would have done", "slow");
    assertThat(outcome.out()).contains("queue nowhere takes no packet");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void whatAQueueDropsWasAcceptedByTheFirewall() {
    JsonNode json = JsonMapper.shared().readTree(replay("--format", "json").out());
    assertThat(json.get("accepted").asLong()).isEqualTo(22);
    JsonNode slow = json.get("queues").get(0);
    assertThat(slow.get("name").asString()).isEqualTo("slow");
    assertThat(slow.get("dropped").asLong()).isEqualTo(14);
    assertThat(slow.get("max-delay-us").asLong()).isBetween(480_000L, 520_000L);
    assertThat(json.get("router-drops").get("time to live exceeded").asLong()).isOne();
  }

  @Test
  void sentHoldsResetsAndErrorsOfTheRouter() throws IOException {
    Path file = folder.resolve("sent.pcap");
    replay("--sent", file.toString());
    try (CaptureReader reader = CaptureReader.open(file)) {
      PacketView view = new PacketView();
      assertThat(reader.next()).isTrue();
      assertThat(reader.linkType()).isEqualTo(LinkType.RAW);
      view.wrap(reader.bytes(), reader.offset(), reader.captured(), reader.wireLength(), 101);
      assertThat(view.tcpFlags()).isEqualTo(Frames.RST | Frames.ACK);
      assertThat(view.checksumsGood()).isTrue();
      assertThat(reader.next()).isTrue();
      view.wrap(reader.bytes(), reader.offset(), reader.captured(), reader.wireLength(), 101);
      assertThat(view.icmpType()).isEqualTo(11);
      assertThat(view.checksumsGood()).isTrue();
      assertThat(view.source4()).as("the router's own address").isEqualTo(0xC0A80101);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void sniffedHoldsTheCopies() throws IOException {
    Path file = folder.resolve("sniffed.pcap");
    replay("--sniffed", file.toString());
    try (CaptureReader reader = CaptureReader.open(file)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.linkType()).isEqualTo(LinkType.ETHERNET);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void filesWithoutAPacketAreEmptyCaptures() throws IOException {
    Files.writeString(policy, "/ip firewall filter\nadd chain=forward\n");
    Path sent = folder.resolve("sent.pcap");
    Path queues = folder.resolve("queues.tsv");
    replay("--sent", sent.toString(), "--queues", queues.toString());
    assertThat(Files.readAllLines(queues)).hasSize(1);
  }

  @Test
  void assumptionsAreMatchedAndStated() {
    Outcome outcome = replay("--assume", "ipsec=in+out,realm=7", "--assume", "hotspot=auth");
    assertThat(outcome.out())
        .contains("out of IPsec", "into IPsec", "hotspot is taken as auth", "realm 7");
    JsonNode json =
        JsonMapper.shared().readTree(replay("--assume", "ipsec=in", "--format", "json").out());
    assertThat(json.get("rules").get(4).get("packets").asLong()).as("in,ipsec").isEqualTo(22);
    json = JsonMapper.shared().readTree(replay("--format", "json").out());
    assertThat(json.get("rules").get(4).get("packets").asLong()).isZero();
  }

  @Test
  void aWrongAssumptionIsWrongUsage() {
    for (String wrong : new String[] {"ipsec=maybe", "realm=x", "hotspot=", "vpn=yes", "realm"}) {
      Outcome outcome =
          Outcome.of("replay", "--assume", wrong, policy.toString(), capture.toString());
      assertThat(outcome.status()).as(wrong).isEqualTo(2);
      assertThat(outcome.err()).contains("--assume " + wrong);
    }
  }

  @Test
  void aTranslatedConnectionShowsBothTuples() {
    Outcome outcome = replay();
    assertThat(outcome.out())
        .contains("192.168.1.10:5001 > 198.51.100.7:53")
        .contains("reply 198.51.100.7:53 > 203.0.113.1:5001");
    JsonNode json = JsonMapper.shared().readTree(replay("--format", "json").out());
    for (JsonNode one : json.get("connections")) {
      if (one.get("src-address").asString().equals("192.168.1.10:5001")) {
        assertThat(one.get("reply-dst-address").asString()).isEqualTo("203.0.113.1:5001");
        assertThat(one.get("repl-packets").asLong()).as("captured inside").isOne();
      }
    }
  }

  @Test
  void anInputIsNeverOverwritten() {
    Outcome outcome =
        Outcome.of("replay", "--queues", capture.toString(), policy.toString(), capture.toString());
    assertThat(outcome.status()).isEqualTo(2);
  }
}
