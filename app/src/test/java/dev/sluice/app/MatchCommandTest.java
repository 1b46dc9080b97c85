package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchCommandTest {
  @TempDir private Path folder = Path.of("");

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1).toString();
  }

  @Test
  void printsTheByteThatCompletedTheMatch() throws IOException {
    String payload = file("payload", "GET /watch HTTP/1.1\r\nHost: www.youtube.com\r\n");
    Outcome outcome =
        Outcome.of("match", "--pattern", "^get .*youtube", "--pattern", "foo", payload);
    assertThat(outcome).isEqualTo(new Outcome(0, payload + "\t^get .*youtube\t" + 37 + "\n", ""));
  }

  @Test
  void theOffsetDoesNotDependOnThePackets() throws IOException {
    String payload = file("payload", "x".repeat(700) + "needle" + "y".repeat(300));
    for (String size : List.of("1", "7", "536", "2000")) {
      Outcome outcome =
          Outcome.of("match", "--packet-size", size, "--all-bytes", "--pattern", "needle", payload);
      assertThat(outcome.out()).endsWith("\tneedle\t705\n");
    }
  }

  @Test
  void theWindowEndsAtTenPackets() throws IOException {
    String payload = file("payload", "0123456789abc");
    Outcome outcome =
        Outcome.of("match", "--packet-size", "1", "--pattern", "9", "--pattern", "a", payload);
    assertThat(outcome.out()).contains("\t9\t9").doesNotContain("\ta\t");
  }

  @Test
  void aFaultyPatternIsSaidAndTheOthersRun() throws IOException {
    String payload = file("payload", "abc");
    Outcome outcome = Outcome.of("match", "--pattern", "(", "--pattern", "b", payload);
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.out()).endsWith("\tb\t1\n");
    assertThat(outcome.err()).contains("unmatched-parenthesis");
  }

  @Test
  void readsHexAndPatternFiles() throws IOException {
    String payload = file("payload.hex", "13 42 69 74 54\n6f 72 72");
    String patterns = file("p.tsv", "# comment\nbt\t^\\x13bittorr\n");
    Outcome outcome = Outcome.of("match", "--hex", "--patterns", patterns, payload);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).endsWith("\tbt\t7\n");
  }

  @Test
  void saysWhatIsMissing() {
    String absent = folder.resolve("none").toString();
    assertThat(Outcome.of("match", absent).status()).isEqualTo(Exit.USAGE);
    for (String unreadable : List.of(absent, folder.toString())) {
      Outcome outcome = Outcome.of("match", "--pattern", "a", unreadable);
      assertThat(outcome.status()).isEqualTo(Exit.UNREADABLE);
      assertThat(outcome.err()).doesNotContain("a fault of ours");
    }
  }

  /** The verdicts of the original library, compiled and run on its own samples. */
  @Test
  void findsInRealSamplesWhatTheOriginalFinds() throws IOException {
    Optional<Path> samples = Shared.folder("l7-samples");
    Optional<Path> reference = Shared.folder("reference");
    Assumptions.assumeTrue(
        samples.isPresent() && reference.isPresent(), "shared/ not beside the repository");
    String tsv = file("l7.tsv", patterns(reference.orElseThrow()));
    List<String> command =
        new ArrayList<>(List.of("match", "--compatibility", "l7-filter", "--patterns", tsv));
    try (var files = Files.list(samples.orElseThrow())) {
      files.filter(f -> !f.endsWith("expected.tsv")).sorted().forEach(f -> command.add(f + ""));
    }
    Outcome outcome = Outcome.of(command.toArray(String[]::new));
    assertThat(outcome.status()).isZero();
    Set<String> found = new TreeSet<>();
    outcome
        .out()
        .lines()
        .map(line -> line.split("\t", -1))
        .forEach(columns -> found.add(Path.of(columns[0]).getFileName() + " " + columns[1]));
    assertThat(found).isEqualTo(expected(samples.orElseThrow().resolve("expected.tsv")));
  }

  private static String patterns(Path reference) throws IOException {
    StringBuilder tsv = new StringBuilder();
    for (String line :
        Files.readAllLines(
            reference.resolve("patterns-l7-protocols.tsv"), StandardCharsets.ISO_8859_1)) {
      String[] columns = line.split("\t", -1);
      tsv.append(columns[0]).append('\t').append(columns[1]).append('\n');
    }
    return tsv.toString();
  }

  private static Set<String> expected(Path file) throws IOException {
    Set<String> expected = new TreeSet<>();
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split("\t", -1);
      if (!line.startsWith("#") && columns[2].equals("1")) {
        expected.add(columns[0] + " " + columns[1]);
      }
    }
    return expected;
  }
}
