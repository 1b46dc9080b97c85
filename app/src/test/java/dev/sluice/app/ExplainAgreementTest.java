package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.PolicyReader;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Failure;
import dev.sluice.engine.rules.Trace;
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
import dev.sluice.replay.explain.Step;
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

/**
 * Explain and replay never disagree: same verdict, same deciding rule, same counters; and what
 * explain says of each rule is what the explaining evaluator itself says. {@code
 * -Dsluice.captures=all} takes all captures.
 */
class ExplainAgreementTest {
  private static final Path OFFICE = Path.of("../examples/office");

  private static final long MOST_BYTES =
      "all".equals(System.getProperty("sluice.captures")) ? Long.MAX_VALUE : 8_000;

  /** Rules with memory: the packets that are traced must spend from it what the others do. */
  static final String KEEPS_STATE =
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

  /**
   * What became of a packet.
   *
   * @param account what each rule on its road said, as a number made of it
   */
  private record Answer(long packet, Verdict verdict, String rule, long account) {}

  /** The evaluator's own account of a packet, rule by rule. */
  private static final class Account implements Trace {
    private long number;
    private long rules;

    private void add(Rule rule, String said) {
      rules++;
      number = number * 1_000_003 + (text(rule) + said).hashCode();
    }

    long end() {
      long end = number;
      number = 0;
      return end;
    }

    @Override
    public boolean explains() {
      return true;
    }

    @Override
    public void passed(Context context, Rule rule, Failure failure) {
      add(rule, failure.wanted() + " " + failure.packet());
    }

    @Override
    public void stopped(Context context, Rule rule, Failure failure) {
      add(rule, failure.wanted() + " " + context.hotDrop().reason());
    }

    @Override
    public void matched(Context context, Rule rule) {
      add(rule, "");
    }
  }

  private static long account(Road road) {
    Account account = new Account();
    for (Step step : road.steps()) {
      switch (step) {
        case Step.Passed passed ->
            account.add(passed.rule().rule(), passed.wanted() + " " + passed.packet());
        case Step.Matched matched -> account.add(matched.rule().rule(), "");
        case Step.Entered _, Step.Ended _, Step.Changed _ -> {}
      }
    }
    return account.end();
  }

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
    Policy office = office();
    Policy remembers = policy(KEEPS_STATE);
    long[] counts = new long[2];
    int captures = 0;
    for (Path capture : captures()) {
      if (Files.size(capture) <= MOST_BYTES) {
        captures++;
        agree(office, capture, true, counts);
        agree(remembers, capture, true, counts);
        agree(remembers, capture, false, counts);
      }
    }
    assertThat(counts[0]).isPositive();
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf(
          "%d captures, %d roads, %d rules on them: explain, replay and evaluator agree%n",
          captures, counts[0], counts[1]);
    }
  }

  private static List<Path> captures() throws IOException {
    try (Stream<Path> files = Files.list(Shared.folder("captures").orElseThrow())) {
      return files.filter(file -> file.toString().matches(".*\\.pcap(ng)?")).sorted().toList();
    }
  }

  private static void agree(Policy policy, Path capture, boolean every) throws IOException {
    agree(policy, capture, every, new long[2]);
  }

  /**
   * Traces every packet, or every third one between packets that are not traced.
   *
   * @param counts packets and rules, added to
   */
  private static void agree(Policy policy, Path capture, boolean every, long[] counts)
      throws IOException {
    Account account = new Account();
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
            boolean wanted = every || packet.number() % 3 == 0;
            // Every ninth packet by the fast form, which must decide what explain tells.
            boolean traced = wanted && packet.number() % 9 != 0;
            plain.datapath().trace(traced ? account : null);
            Verdict verdict = plain.captured(packet.view(), packet.capturedAt());
            if (wanted) {
              Rule rule = plain.datapath().context().rule();
              String decided = rule == null ? "" : text(rule);
              expected.add(
                  new Answer(packet.number(), verdict, decided, traced ? account.end() : 0));
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
            long said = road.number() % 9 == 0 ? 0 : account(road);
            told.add(new Answer(road.number(), road.verdict(), text(road), said));
          }
        });
    assertThat(told).as(capture.toString()).isEqualTo(expected);
    counts[0] += told.size();
    counts[1] += account.rules;
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
