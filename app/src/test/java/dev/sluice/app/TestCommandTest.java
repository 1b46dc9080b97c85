package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.Shared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TestCommandTest {
  private static final Path OFFICE = Path.of("../examples/office");
  private static final String CAPTURE = OFFICE.resolve("office.pcap").toString();

  @TempDir private Path folder;

  private String tests(String text) throws IOException {
    Files.copy(OFFICE.resolve("office.rsc"), folder.resolve("office.rsc"));
    Path file = folder.resolve("some.test");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void theExampleHolds() {
    Outcome outcome = Outcome.of("test", OFFICE.resolve("office.test").toString());
    assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(Exit.DONE);
    assertThat(outcome.out())
        .contains("13 tests, 18 expectations, all hold", "coverage: 16 of 17 rules")
        .contains("not exercised: /ip/firewall/filter 9 log");
    assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void showsWhatDoesNotHoldWithACaret() throws IOException {
    String file =
        tests(
            """
            policy office.rsc
            test "wrong"
              packet in=bridge udp 192.168.1.101:5353 > 198.51.100.53:53
              expect drop
            """);
    Outcome outcome = Outcome.of("test", file);
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.out())
        .contains("FAILED wrong", "some.test:4:10: error: expected drop, but packet 1 (udp 192.168")
        .contains("was accepted, by no rule", "  expect drop\n         ^^^^\n", "1 failed");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    String file =
        tests(
            """
            policy office.rsc
            expect drop
            test "one"
              expect drop
              packet tcp 192.168.1.101 > 198.51.100.53:53
              packet tcp 192.168.1.101:1 > 198.51.100.53:53
              expect dorp
              nonsense
            """);
    Outcome outcome = Outcome.of("test", file);
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.err())
        .contains(
            "some.test:2:1: error: expect stands outside a test",
            "some.test:4:3: error: there is nothing yet to expect something of",
            "some.test:5:10: error: tcp and udp need a port at both addresses",
            "some.test:7:10: error: unknown word dorp",
            "some.test:8:3: error: unknown word nonsense",
            "it was not run");
  }

  @Test
  void wantsAPolicyThatCanBeRead() throws IOException {
    assertThat(Outcome.of("test", tests("test x\n")).err()).contains("names no policy");
    assertThat(Outcome.of("test", "missing.test").status()).isEqualTo(Exit.UNREADABLE);
    assertThat(Outcome.of("test").status()).isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("test", "--format", "xml", "x").status()).isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("test", "--help").out()).contains("Examples:", "--record");
  }

  @Test
  void reportsAsJsonAndAsJunit() throws IOException, ParserConfigurationException, SAXException {
    String file =
        tests(
            """
            policy office.rsc
            test "holds & <passes>"
              packet in=bridge udp 192.168.1.101:5353 > 198.51.100.53:53
              expect accept
            test "fails"
              packet in=bridge udp 192.168.1.101:5353 > 198.51.100.53:53
              expect accept rule="nobody"
            """);
    Outcome json = Outcome.of("test", "--format", "json", file);
    assertThat(json.status()).isEqualTo(Exit.ERRORS);
    JsonNode tests = JsonMapper.shared().readTree(json.out()).get("files").get(0).get("tests");
    assertThat(tests.get(0).get("holds").asBoolean()).isTrue();
    assertThat(tests.get(1).get("failures").get(0).get("line").asInt()).isEqualTo(7);
    Outcome junit = Outcome.of("test", "--format", "junit", file);
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(junit.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(1);
  }

  @Test
  void whatItRecordsHoldsAndShowsNoAddress() throws IOException {
    for (int connection : new int[] {1, 2, 6, 9, 30}) {
      Outcome recorded = record("", connection);
      assertThat(recorded.status()).as(recorded.err()).isEqualTo(Exit.DONE);
      Path file = folder.resolve("recorded.test");
      Files.writeString(file, recorded.out());
      Outcome outcome = Outcome.of("test", file.toString());
      assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(Exit.DONE);
    }
    assertThat(record("", 6).out())
        .contains("rule=\"Block Facebook for employees\"")
        .doesNotContain("203.0.113.10");
  }

  @Test
  void aKeyGivesTheSameAddressesEachTime() {
    assertThat(record("one", 6).out()).isEqualTo(record("one", 6).out());
    assertThat(record("one", 6).out()).isNotEqualTo(record("two", 6).out());
  }

  @Test
  void recordsNothingThatIsNotThere() {
    assertThat(record("", 100_000).status()).isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("test", "--record", "x.rsc").status()).isEqualTo(Exit.USAGE);
    assertThat(Outcome.of("test", "--record", "x.rsc", "y.pcap").status()).isEqualTo(Exit.USAGE);
  }

  private static Outcome record(String key, int connection) {
    String policy = OFFICE.resolve("office.rsc").toAbsolutePath().toString();
    String number = Integer.toString(connection);
    return Outcome.of("test", "--record", policy, CAPTURE, "--connection", number, "--key", key);
  }

  /** {@code -Dsluice.captures=all}: three conversations of every capture. */
  @Test
  void whatItRecordsOfRealCapturesHolds() throws IOException {
    assumeTrue(Shared.folder("captures").isPresent(), Shared.absent("captures"));
    boolean all = "all".equals(System.getProperty("sluice.captures"));
    Files.copy(OFFICE.resolve("office.rsc"), folder.resolve("office.rsc"));
    Path recorded = folder.resolve("recorded.test");
    int held = 0;
    try (Stream<Path> files = Files.list(Shared.folder("captures").orElseThrow())) {
      for (Path capture :
          files.filter(name -> name.toString().matches(".*\\.pcap(ng)?")).toList()) {
        for (int connection = 1; connection <= (all ? 3 : 1); connection++) {
          if (all || Files.size(capture) <= 1_000) {
            held += holds(capture, connection, recorded);
          }
        }
      }
    }
    assertThat(held).isPositive();
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.println(held + " recorded tests, all hold");
    }
  }

  private int holds(Path capture, int connection, Path file) throws IOException {
    Outcome recorded =
        Outcome.of(
            "test",
            "--record",
            folder.resolve("office.rsc").toString(),
            capture.toString(),
            "--connection",
            Integer.toString(connection));
    if (recorded.status() != Exit.DONE) {
      assertThat(recorded.err()).contains("there is no connection " + connection);
      return 0;
    }
    Files.writeString(file, recorded.out());
    Outcome outcome = Outcome.of("test", file.toString());
    assertThat(outcome.status()).as(capture + ": " + outcome.out()).isEqualTo(Exit.DONE);
    return 1;
  }
}
