package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.PolicyReader;
import dev.sluice.policy.Policy;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Source;
import dev.sluice.replay.diff.CaptureDiff;
import dev.sluice.replay.diff.DiffReport;
import dev.sluice.testkit.Shared;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiffCommandTest {
  private static final Path OFFICE = Path.of("../examples/office/office.rsc");
  private static final String CAPTURE = "../examples/office/office.pcap";

  /** {@code -Dsluice.captures=all} takes all captures. */
  private static final long MOST_BYTES =
      "all".equals(System.getProperty("sluice.captures")) ? Long.MAX_VALUE : 15_000;

  @TempDir private Path folder;

  private String planted(String from, String to) throws IOException {
    String text = Files.readString(OFFICE);
    assertThat(text).contains(from);
    Path file = folder.resolve("new.rsc");
    Files.writeString(file, text.replace(from, to));
    return file.toString();
  }

  private static Outcome diff(String other, String... captures) {
    String[] arguments = new String[3 + captures.length];
    arguments[0] = "diff";
    arguments[1] = OFFICE.toString();
    arguments[2] = other;
    System.arraycopy(captures, 0, arguments, 3, captures.length);
    return Outcome.of(arguments);
  }

  @Test
  void aPolicyDoesNotDifferFromItself() {
    assertThat(diff(OFFICE.toString()).status()).isEqualTo(Exit.DONE);
    Outcome traffic = diff(OFFICE.toString(), CAPTURE);
    assertThat(traffic.status()).as(traffic.out()).isEqualTo(Exit.DONE);
    assertThat(traffic.out()).isEqualTo("No difference: 1 334 packets, 129 connections\n");
  }

  @Test
  void noPolicyDiffersFromItselfOverRealCaptures() throws IOException {
    assumeTrue(Shared.folder("captures").isPresent(), Shared.absent("captures"));
    List<Policy> policies =
        List.of(policy(Files.readString(OFFICE)), policy(ExplainAgreementTest.KEEPS_STATE));
    int captures = 0;
    long packets = 0;
    try (Stream<Path> files = Files.list(Shared.folder("captures").orElseThrow())) {
      for (Path file : files.filter(name -> name.toString().matches(".*\\.pcap(ng)?")).toList()) {
        if (Files.size(file) <= MOST_BYTES) {
          captures++;
          for (Policy policy : policies) {
            DiffReport report =
                CaptureDiff.run(
                    policy,
                    policy,
                    ReplaySettings.DEFAULT,
                    List.of(new Source("x", CaptureReader.open(file))),
                    Progress.SILENT);
            assertThat(report.same()).as(file + ": " + report.groups()).isTrue();
            packets += report.packets();
          }
        }
      }
    }
    assertThat(packets).isPositive();
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf("%d captures, %d packets: no difference%n", captures, packets);
    }
  }

  @Test
  void attributesARemovedRule() throws IOException {
    String rule =
        Files.readString(OFFICE)
            .lines()
            .filter(line -> line.endsWith("comment=\"Block P2P globally\""))
            .findFirst()
            .orElseThrow();
    Outcome outcome = diff(planted(rule, ""), CAPTURE);
    assertThat(outcome.status()).isEqualTo(Exit.DIFFERENT);
    assertThat(outcome.out())
        .contains(": removed\n   old /ip/firewall/filter 8 drop", "new no rule")
        .contains("verdict dropped → accepted")
        .doesNotContain("\n2. ");
  }

  @Test
  void attributesAnAddedRule() throws IOException {
    String first = "# 4. Management access - allow everything";
    String added = "/ip firewall filter add chain=forward action=drop protocol=icmp";
    Outcome outcome = diff(planted(first, added), CAPTURE);
    assertThat(outcome.status()).isEqualTo(Exit.DIFFERENT);
    assertThat(outcome.out())
        .contains(": added\n   old no rule\n   new /ip/firewall/filter 0 drop")
        .contains("verdict accepted → dropped")
        .doesNotContain("\n2. ");
  }

  @Test
  void attributesAChangedPatternToTheRuleThatAsksForIt() throws IOException {
    Outcome outcome = diff(planted("(facebook|fbcdn)", "(facebooc|fbcdn)"), CAPTURE);
    assertThat(outcome.out())
        .contains("layer7-protocol facebook is not the")
        .contains("old /ip/firewall/mangle 0 mark-connection facebook-conn")
        .contains("connection-mark facebook-conn → none");
  }

  @Test
  void attributesAChangedListAndAChangedQueue() throws IOException {
    Outcome list =
        diff(planted("192.168.1.100-192.168.1.200", "192.168.1.100-192.168.1.101"), CAPTURE);
    assertThat(list.out()).contains("address-list EMPLOYEES is not the same");
    Outcome queue = diff(planted("max-limit=5M", "max-limit=6M"), CAPTURE);
    assertThat(queue.status()).isEqualTo(Exit.DIFFERENT);
    assertThat(queue.out())
        .contains("queue streaming-limit 5000000 bit/s → streaming-limit 6000000 bit/s");
  }

  @Test
  void attributesAMovedRule() throws IOException {
    String text = Files.readString(OFFICE);
    List<String> lines = text.lines().toList();
    String accept =
        lines.stream().filter(line -> line.contains("Full access")).findFirst().orElseThrow();
    Path file = folder.resolve("moved.rsc");
    Files.writeString(file, text.replace(accept + "\n", "") + accept + "\n");
    Outcome traffic = diff(file.toString(), CAPTURE);
    assertThat(traffic.out()).contains(": moved\n   old /ip/firewall/filter 0 accept");
    assertThat(traffic.status()).isEqualTo(Exit.DIFFERENT);
    Outcome configuration = diff(file.toString());
    assertThat(configuration.out()).contains("> moved 0 → 9  chain=forward action=accept");
    assertThat(configuration.out().lines()).hasSize(3);
  }

  @Test
  void showsWhatChangedWithinARule() throws IOException {
    String other =
        planted(
            "connection-mark=p2p-conn comment=\"Block P2P globally\"",
            "connection-mark=p2p-conn protocol=udp comment=\"Block P2P globally\"");
    Outcome outcome = diff(other);
    assertThat(outcome.status()).isEqualTo(Exit.DIFFERENT);
    assertThat(outcome.out()).contains("~ changed 8 ", "protocol: not set → udp");
    Outcome json = Outcome.of("diff", "--format", "json", OFFICE.toString(), other);
    JsonNode change = JsonMapper.shared().readTree(json.out()).get("changes").get(0);
    assertThat(change.get("properties").get(0).get("new").asString()).isEqualTo("udp");
  }

  @Test
  void anotherWayOfWritingIsNoDifference() throws IOException {
    String other =
        planted(
            "time=8h-17h,mon,tue,wed,thu,fri comment=\"Block F",
            "time=8h-17h,fri,mon,tue,wed,thu disabled=no comment=\"Block F");
    assertThat(diff(other).out()).isEqualTo("No difference.\n");
  }

  @Test
  void writesTrafficAsJson() throws IOException {
    String other = planted("(facebook|fbcdn)", "(facebooc|fbcdn)");
    Outcome outcome = Outcome.of("diff", "--format", "json", OFFICE.toString(), other, CAPTURE);
    JsonNode json = JsonMapper.shared().readTree(outcome.out());
    assertThat(json.get("same").asBoolean()).isFalse();
    assertThat(json.get("groups").get(0).get("old-rule").get("number").asInt()).isZero();
    assertThat(json.get("groups").get(0).get("connections").get(0).get("differences").size())
        .isPositive();
  }

  @Test
  void linesFitATerminal() throws IOException {
    Outcome outcome = diff(planted("(facebook|fbcdn)", "(facebooc|fbcdn)"), CAPTURE);
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    assertThat(diff("missing.rsc").status()).isEqualTo(Exit.UNREADABLE);
    assertThat(diff(OFFICE.toString(), "missing.pcap").status()).isEqualTo(Exit.UNREADABLE);
    assertThat(Outcome.of("diff", OFFICE.toString()).status()).isEqualTo(Exit.USAGE);
    Outcome faulty = diff(planted("action=log", "action=lgo"));
    assertThat(faulty.status()).isEqualTo(Exit.ERRORS);
    assertThat(faulty.err()).contains("new.rsc has errors; nothing was compared.");
    assertThat(Outcome.of("diff", "--help").out()).contains("Examples:", "4 different");
  }

  private static Policy policy(String text) {
    return PolicyReader.read("p.rsc", text.getBytes(StandardCharsets.UTF_8), false).policy();
  }
}
