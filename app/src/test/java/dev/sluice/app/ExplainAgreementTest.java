package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.PolicyReader;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Verdict;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.Lane;
import dev.sluice.replay.Packets;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Source;
import dev.sluice.replay.explain.Explanation;
import dev.sluice.replay.explain.Road;
import dev.sluice.testkit.Shared;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Explain and replay never disagree: same verdict, same deciding rule, same counters. */
class ExplainAgreementTest {
  private static final Path OFFICE = Path.of("../examples/office");

  /** Without -Dsluice.cases the large captures are left out. */
  private static final long SMALL = 60_000;

  /** Rules with memory: the packets that are traced must spend from it what the others do. */
  private static final String KEEPS_STATE =
      """
      /ip firewall layer7-protocol
      add name=http regexp="^(get|post) "
      add name=tls regexp="^\\\\x16\\\\x03"
      /ip firewall mangle
      add chain=prerouting action=mark-connection new-connection-mark=web layer7-protocol=http
      add chain=prerouting action=mark-packet new-packet-mark=third nth=3,1
      add chain=prerouting action=add-dst-to-address-list address-list=seen \
      address-list-timeout=10s dst-port=53 protocol=udp
      /ip firewall nat
      add chain=srcnat action=masquerade out-interface=ether1
      /ip firewall filter
      add chain=forward action=jump jump-target=checks
      add chain=forward action=drop connection-state=invalid
      add chain=forward action=drop dst-address-list=seen random=20
      add chain=forward action=drop layer7-protocol=tls connection-bytes=2000-0
      add chain=checks action=drop limit=5,10:packet protocol=udp
      add chain=checks action=return protocol=tcp tcp-flags=ack
      add chain=checks action=reject packet-size=1000-1100
      add chain=input action=drop protocol=udp
      """;

  private record Answer(long packet, Verdict verdict, String rule) {}

  @Test
  void agreeOverTheOffice() throws IOException {
    agree(office(), OFFICE.resolve("office.pcap"), true);
    agree(office(), OFFICE.resolve("office.pcap"), false);
  }

  @Test
  void agreeOverTheOfficeWithRulesThatRemember() throws IOException {
    agree(policy(KEEPS_STATE), OFFICE.resolve("office.pcap"), true);
    agree(policy(KEEPS_STATE), OFFICE.resolve("office.pcap"), false);
  }

  @Test
  void agreeOverRealCaptures() throws IOException {
    assumeTrue(Shared.folder("captures").isPresent(), Shared.absent("captures"));
    boolean all = System.getProperty("sluice.cases") != null;
    Policy office = office();
    Policy remembers = policy(KEEPS_STATE);
    for (Path capture : captures()) {
      if (all || Files.size(capture) <= SMALL) {
        agree(office, capture, true);
        agree(remembers, capture, false);
      }
    }
  }

  private static List<Path> captures() throws IOException {
    try (Stream<Path> files = Files.list(Shared.folder("captures").orElseThrow())) {
      return files.filter(file -> file.toString().matches(".*\\.pcap(ng)?")).sorted().toList();
    }
  }

  /** Traces every packet, or every third one between packets that are not traced. */
  private static void agree(Policy policy, Path capture, boolean every) throws IOException {
    Lane plain = new Lane(policy, ReplaySettings.DEFAULT, new Observer() {});
    List<Answer> expected = new ArrayList<>();
    Packets.read(
        List.of(new Source("x", CaptureReader.open(capture))),
        1,
        plain::interfaceIndex,
        Progress.SILENT,
        packet -> {
          plain.advance(packet.timestamp());
          if (packet.status() == PacketView.Status.OK) {
            Verdict verdict = plain.captured(packet.view(), packet.capturedAt());
            if (every || packet.number() % 3 == 0) {
              Rule rule = plain.datapath().context().rule();
              expected.add(new Answer(packet.number(), verdict, rule == null ? "" : text(rule)));
            }
          }
          return true;
        });
    List<Answer> told = new ArrayList<>();
    Explanation explanation = new Explanation(policy, ReplaySettings.DEFAULT);
    explanation.captures(
        List.of(new Source("x", CaptureReader.open(capture))),
        (number, view, status, conversation) -> every || number % 3 == 0,
        Progress.SILENT,
        road -> {
          if (road.verdict() != null) {
            told.add(new Answer(road.number(), road.verdict(), text(road)));
          }
        });
    assertThat(told).as(capture.toString()).isEqualTo(expected);
    assertThat(counters(policy, explanation.lane())).isEqualTo(counters(policy, plain));
  }

  private static String text(Road road) {
    return road.rule() == null ? "" : text(road.rule().rule());
  }

  private static String text(Rule rule) {
    return rule.chain() + " " + rule.number() + " " + rule.origin().line();
  }

  private static List<Long> counters(Policy policy, Lane lane) {
    List<Long> counters = new ArrayList<>();
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        for (Rule rule : table.rules()) {
          counters.add(lane.datapath().packets(family, table.name(), rule.number()));
          counters.add(lane.datapath().bytes(family, table.name(), rule.number()));
        }
      }
    }
    return counters;
  }

  private static Policy office() throws IOException {
    return policy(Files.readString(OFFICE.resolve("office.rsc")));
  }

  private static Policy policy(String text) {
    var reading =
        PolicyReader.read("p.rsc", text.getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
    assertThat(reading.problems()).isEmpty();
    return reading.policy();
  }
}
