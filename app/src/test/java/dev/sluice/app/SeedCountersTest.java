package dev.sluice.app;

import static dev.sluice.app.Lab.answer;
import static dev.sluice.app.Lab.udp;
import static dev.sluice.app.Lab.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Family;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows about counters, and the dummy rules of the sample listing. */
class SeedCountersTest {
  @TempDir private Path folder;

  @Test
  void packetsCountsThePacketsThatMatched() {
    Lab lab = Lab.four("protocol=udp");
    lab.send(udp());
    lab.send(answer());
    lab.send(Lab.syn());
    assertThat(lab.packets(0)).isEqualTo(2);
    Lab six = Lab.six("protocol=udp");
    six.send(udp6());
    assertThat(six.packets(0)).isOne();
  }

  @Test
  void bytesCountsIpLengths() {
    Lab lab = Lab.four("protocol=udp");
    lab.send(udp().payload(new byte[72]));
    lab.send(udp());
    assertThat(lab.bytes(0)).isEqualTo(128);
    Lab six = Lab.six("protocol=udp");
    six.send(udp6().payload(new byte[52]));
    assertThat(six.bytes(0)).isEqualTo(100);
  }

  @Test
  void aJumpCountsBeforeItJumpsAndADisabledRuleNever() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=jump jump-target=inner
            add chain=inner action=drop disabled=yes
            """);
    lab.send(udp());
    assertThat(lab.packets(0)).isOne();
    assertThat(lab.packets(1)).isZero();
  }

  @Test
  void fasttrackedPacketsPassTheRulesByAndAreCounted() {
    for (Family family : Family.values()) {
      boolean four = family == Family.IPV4;
      Lab lab =
          Lab.of(
              family,
              TableName.FILTER,
              """
              /%s firewall filter
              add chain=forward action=fasttrack-connection connection-state=established
              add chain=forward action=accept
              """
                  .formatted(four ? "ip" : "ipv6"));
      lab.send(four ? udp() : udp6());
      lab.send(four ? answer() : Lab.answer6());
      lab.send(four ? udp() : udp6());
      lab.send(four ? udp() : udp6());
      assertThat(lab.packets(0)).isOne();
      assertThat(lab.packets(1)).isEqualTo(2);
      assertThat(lab.lane.datapath().fasttrackPackets(family)).isEqualTo(2);
      assertThat(lab.lane.datapath().fasttrackBytes(family)).isEqualTo(four ? 56 : 96);
    }
  }

  @Test
  void theReportShowsTheDummyRulesOfFasttrack() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("p.rsc"),
            """
            /ip firewall filter
            add chain=forward action=fasttrack-connection connection-state=established
            add chain=forward action=accept
            """);
    Traffic traffic = new Traffic();
    traffic
        .udp(Lab.START, "192.168.1.10", 5000, "198.51.100.7", 53)
        .client("one")
        .server("two")
        .client("three")
        .server("four");
    Path capture = folder.resolve("c.pcap");
    Files.write(capture, traffic.pcap());
    Outcome text = Outcome.of("replay", policy.toString(), capture.toString());
    assertThat(text.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsSubsequence(
            "/ip/firewall/raw",
            ";;; special dummy rule to show fasttrack counters",
            "D prerouting passthrough 2 65",
            "/ip/firewall/mangle",
            "D prerouting passthrough 2 65",
            "D forward passthrough 2 65",
            "D postrouting passthrough 2 65",
            "/ip/firewall/filter",
            ";;; special dummy rule to show fasttrack counters",
            "D forward passthrough 2 65",
            "0 forward fasttrack-connection 1 31 2");
    Outcome json = Outcome.of("replay", "--format", "json", policy.toString(), capture.toString());
    JsonNode rules = JsonMapper.shared().readTree(json.out()).get("rules");
    assertThat(rules.get(0).get("dynamic").asBoolean()).isTrue();
    assertThat(rules.get(0).get("number").isNull()).isTrue();
    assertThat(rules.get(0).get("packets").asLong()).isEqualTo(2);
  }
}
