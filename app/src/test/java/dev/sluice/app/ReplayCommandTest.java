package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Traffic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {
  private static final long START = 1_772_438_400L * Traffic.SECOND;

  @TempDir private Path folder;
  private Path policy;
  private Path capture;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    policy = folder.resolve("policy.rsc");
    Files.writeString(
        policy,
        """
        /ip firewall layer7-protocol
        add name=http regexp="^get .* http"
        /ip firewall filter
        add chain=forward action=drop protocol=udp comment="No UDP" log=yes log-prefix=no-udp
        add chain=forward action=accept layer7-protocol=http
        """);
    Traffic traffic = new Traffic();
    traffic
        .tcp(START, "192.168.1.100", 40000, "203.0.113.1", 80)
        .open()
        .client("GET / HTTP/1.1\r\n\r\n")
        .server("HTTP/1.1 200 OK\r\n\r\n")
        .close();
    traffic.udp(START, "192.168.1.101", 5353, "203.0.113.53", 53).client("question");
    bytes = traffic.pcap();
    capture = folder.resolve("capture.pcap");
    Files.write(capture, bytes);
  }

  @Test
  void reportsRulesAndVerdictsAsText() {
    Outcome outcome = Outcome.of("replay", policy.toString(), capture.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("/ip/firewall/filter", ";;; No UDP", "accepted", "Top connections", "http");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void writesOneJsonDocumentWithTheKeysOfTheContract() {
    Outcome outcome =
        Outcome.of("replay", "--format", "json", policy.toString(), capture.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode json = JsonMapper.shared().readTree(outcome.out());
    assertThat(json.propertyNames())
        .containsExactly(
            "policy",
            "assumptions",
            "captures",
            "packets",
            "bytes",
            "accepted",
            "dropped",
            "rejected",
            "not-ip",
            "malformed",
            "rules",
            "layer7",
            "connections",
            "address-lists",
            "queues",
            "router-drops",
            "log");
    assertThat(json.get("rules").get(0).propertyNames())
        .containsExactly(
            "menu",
            "number",
            "chain",
            "action",
            "comment",
            "disabled",
            "dynamic",
            "packets",
            "bytes",
            "file",
            "line");
    assertThat(json.get("dropped").asLong()).isEqualTo(1);
    assertThat(json.get("rules").get(0).get("packets").asLong()).isEqualTo(1);
    assertThat(json.get("rules").get(0).get("line").asInt()).isEqualTo(4);
    JsonNode connection = json.get("connections").get(0);
    assertThat(Set.copyOf(connection.propertyNames()))
        .containsExactlyInAnyOrder(
            "protocol",
            "src-address",
            "dst-address",
            "reply-src-address",
            "reply-dst-address",
            "connection-mark",
            "layer7-protocol",
            "tcp-state",
            "orig-packets",
            "orig-bytes",
            "repl-packets",
            "repl-bytes",
            "accepted",
            "dropped",
            "first",
            "last");
    assertThat(connection.get("src-address").asString()).isEqualTo("192.168.1.100:40000");
    assertThat(connection.get("layer7-protocol").get(0).asString()).isEqualTo("http");
    assertThat(connection.get("first").asString()).isEqualTo("2026-03-02T08:00:00Z");
    JsonNode line = json.get("log").get(0);
    assertThat(line.get("time").asString()).isEqualTo("2026-03-02 08:00:00");
    assertThat(line.get("message").asString())
        .isEqualTo(
            "no-udp forward: in:bridge out:ether1, connection-state:new"
                + " src-mac 02:00:c0:a8:01:65, proto UDP,"
                + " 192.168.1.101:5353->203.0.113.53:53, len 36");
  }

  @Test
  void givesTheSameBytesForEveryNumberOfWorkersAndEveryRun() {
    String expected = null;
    for (String workers : new String[] {"1", "1", "2", "3"}) {
      Outcome outcome =
          Outcome.of(
              "replay",
              "--workers",
              workers,
              "--format",
              "json",
              policy.toString(),
              capture.toString(),
              capture.toString());
      assertThat(outcome.status()).isZero();
      assertThat(outcome.out()).isEqualTo(expected == null ? outcome.out() : expected);
      expected = outcome.out();
    }
  }

  @Test
  void readsStandardInputAndCompressedCaptures() throws IOException {
    Outcome file = Outcome.of("replay", policy.toString(), capture.toString());
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    for (byte[] input : new byte[][] {bytes, zipped.toByteArray()}) {
      Outcome piped = Outcome.of(input, "replay", policy.toString(), "-");
      assertThat(piped.status()).as(piped.err()).isZero();
      assertThat(piped.out()).isEqualTo(file.out().replace(capture.toString(), "-"));
    }
  }

  @Test
  void writesAcceptedAndDroppedPacketsAndTheLog() throws IOException {
    Path accepted = folder.resolve("accepted.pcap");
    Path dropped = folder.resolve("dropped.pcap");
    Path log = folder.resolve("log.txt");
    Outcome outcome =
        Outcome.of(
            "replay",
            "--accepted=" + accepted,
            "--dropped=" + dropped,
            "--log=" + log,
            "--timezone=+02:00",
            policy.toString(),
            capture.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(Files.size(accepted) + Files.size(dropped)).isEqualTo(bytes.length + 24L);
    assertThat(Files.readAllLines(log))
        .singleElement()
        .asString()
        .startsWith("2026-03-02 10:00:00 firewall,info no-udp forward: in:bridge");
  }

  @Test
  void refusesToWriteWhereNothingCanBeWritten() {
    for (String option : new String[] {"--log", "--accepted", "--dropped"}) {
      for (String file : new String[] {"/no/such/folder/file", folder.toString()}) {
        Outcome outcome =
            Outcome.of("replay", option + "=" + file, policy.toString(), capture.toString());
        assertThat(outcome.status()).isEqualTo(Exit.USAGE);
        assertThat(outcome.err()).contains(file + " cannot be written");
      }
    }
  }

  @Test
  void refusesToWriteOverItsInput() throws IOException {
    Outcome outcome =
        Outcome.of("replay", "--dropped=" + capture, policy.toString(), capture.toString());
    assertThat(outcome.status()).isEqualTo(Exit.USAGE);
    assertThat(Files.readAllBytes(capture)).isEqualTo(bytes);
  }

  @Test
  void saysWhichInputCannotBeRead() throws IOException {
    Path text = folder.resolve("text.pcap");
    Files.writeString(text, "this is no capture\n");
    Path empty = Files.createFile(folder.resolve("empty.pcap"));
    for (String[] arguments :
        new String[][] {
          {"replay", "missing.rsc", capture.toString()},
          {"replay", folder.toString(), capture.toString()},
          {"replay", "nul\0.rsc", capture.toString()},
          {"replay", policy.toString(), "missing.pcap"},
          {"replay", policy.toString(), capture.toString(), "missing.pcap"},
          {"replay", policy.toString(), text.toString()},
          {"replay", policy.toString(), empty.toString()},
          {"replay", policy.toString(), folder.toString()},
        }) {
      Outcome outcome = Outcome.of(arguments);
      assertThat(outcome.status()).as("%s", Arrays.toString(arguments)).isEqualTo(Exit.UNREADABLE);
      assertThat(outcome.err()).startsWith("sluice: ").endsWith(".\n").hasLineCount(1);
      assertThat(outcome.err()).doesNotContain("Exception");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void reportsACutCaptureWithAWarning() throws IOException {
    Path cut = folder.resolve("cut.pcap");
    int step = Integer.getInteger("sluice.cases", 0) > 0 ? 1 : 61;
    for (int length = 1; length < bytes.length; length += step) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      Outcome outcome = Outcome.of("replay", policy.toString(), cut.toString());
      assertThat(outcome.status()).as("%d bytes: %s", length, outcome.err()).isZero();
      assertThat(outcome.err() + outcome.out()).doesNotContain("Exception");
    }
    assertThat(Outcome.of("replay", policy.toString(), cut.toString()).out()).contains("! ");
  }

  @Test
  void anEmptyPolicyAcceptsEverything() throws IOException {
    Files.write(policy, new byte[0]);
    Outcome outcome = Outcome.of("replay", policy.toString(), capture.toString());
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("everything is accepted");
  }

  @Test
  void printsTheProblemsOfAPolicyWithErrorsAndRunsNothing() throws IOException {
    Files.writeString(policy, "/ip firewall filter\nadd chain=forward action=dorp\n");
    Path log = folder.resolve("log.txt");
    Outcome outcome = Outcome.of("replay", "--log=" + log, policy.toString(), capture.toString());
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.err()).contains(policy + ":2:", "error: ", "^^^^", "nothing was replayed");
    assertThat(outcome.out()).isEmpty();
    assertThat(log).doesNotExist();
    Outcome json = Outcome.of("replay", "--format=json", policy.toString(), capture.toString());
    assertThat(json.status()).isEqualTo(Exit.ERRORS);
    JsonNode problem =
        JsonMapper.shared().readTree(json.out()).get("policy").get("problems").get(0);
    assertThat(problem.get("severity").asString()).isEqualTo("error");
    assertThat(problem.get("line").asInt()).isEqualTo(2);
    assertThat(json.out().getBytes(UTF_8)).isNotEmpty();
  }
}
