package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
  private static final String POLICY = "../examples/office/office.rsc";
  private static final String CAPTURE = "../examples/office/office.pcap";
  private static final String FACEBOOK =
      "in=bridge tcp 192.168.1.101:40000 > 192.0.2.80:80 open at=2026-03-03T10:00;"
          + " payload=\"GET / facebook\\r\\n\"";

  @Test
  void namesTheDecidingRuleWithItsFileAndLine() {
    Outcome outcome = Outcome.of("explain", POLICY, "--packet-spec", FACEBOOK);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "DROPPED by rule /ip/firewall/filter 1 drop,",
            ";;; Block Facebook for employees",
            "= connection-mark facebook-conn",
            "- layer7-protocol facebook",
            "out-interface ether1, ttl 64 → 63",
            "src-address-list=MANAGEMENT, packet has 192.168.1.101");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void writesTheRoadAsJson() {
    Outcome outcome = Outcome.of("explain", "--format", "json", POLICY, "--packet-spec", FACEBOOK);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode json = JsonMapper.shared().readTree(outcome.out());
    assertThat(json.get("packets")).hasSize(4);
    JsonNode last = json.get("packets").get(3);
    assertThat(last.get("verdict").asString()).isEqualTo("dropped");
    assertThat(last.get("rule").get("number").asInt()).isEqualTo(1);
    assertThat(last.get("rule").get("line").asInt()).isEqualTo(39);
    assertThat(last.get("road").get(0).get("step").asString()).isEqualTo("road");
  }

  @Test
  void tellsOnePacketOfACapture() {
    Outcome outcome = Outcome.of("explain", POLICY, CAPTURE, "--packet", "17");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .startsWith("Packet 17 of ")
        .endsWith("ACCEPTED: no rule of the filter decided\n\n");
  }

  @Test
  void tellsAConnectionByItsNumberAndByItsEnds() {
    Outcome number = Outcome.of("explain", POLICY, CAPTURE, "--connection", "2");
    Outcome ends =
        Outcome.of(
            "explain", POLICY, CAPTURE, "--connection", "198.51.100.10:80>192.168.1.101:40001");
    assertThat(number.status()).as(number.err()).isZero();
    assertThat(number.out()).isEqualTo(ends.out()).contains("connection 2,");
  }

  @Test
  void tellsEveryPacketAndNoLineIsTooLong() {
    Outcome outcome = Outcome.of("explain", POLICY, CAPTURE, "--all");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(outcome.out().lines().filter(line -> line.startsWith("Packet "))).hasSize(1334);
  }

  @Test
  void saysWhatIsWrongWithASpecAndWhere() {
    Outcome outcome =
        Outcome.of("explain", POLICY, "--packet-spec", "tcp 10.0.0.1:1 > 10.0.0.2:2 sny");
    assertThat(outcome.status()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err())
        .contains("--packet-spec:1:29: error:", "                            ^^^", "help:");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void refusesAnInterfaceThatIsNotThere() {
    Outcome outcome =
        Outcome.of("explain", POLICY, "--packet-spec", "in=brige udp 10.0.0.1:1 > 10.0.0.2:2");
    assertThat(outcome.status()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("no interface is called brige", "bridge-contractors");
  }

  @Test
  void wantsToKnowWhichPackets() {
    assertThat(Outcome.of("explain", POLICY).status()).isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("explain", POLICY, CAPTURE).err()).contains("one of --packet N");
    assertThat(Outcome.of("explain", POLICY, CAPTURE, "--packet", "0").status())
        .isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("explain", POLICY, CAPTURE, "--connection", "x").status())
        .isEqualTo(Exit.USAGE);
    Outcome beyond = Outcome.of("explain", POLICY, CAPTURE, "--packet", "99999");
    assertThat(beyond.status()).isEqualTo(Exit.USAGE);
    assertThat(beyond.err()).contains("1334 packets");
    assertThat(Outcome.of("explain", POLICY, "missing.pcap", "--all").status())
        .isEqualTo(Exit.UNREADABLE);
  }

  @Test
  void helpsWithAnExample() {
    assertThat(Outcome.of("explain", "--help").out()).contains("--packet-spec", "Examples:");
  }
}
