package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.Ink;
import dev.sluice.testkit.Shared;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder = Path.of("");

  private int run(String... arguments) {
    Streams streams =
        new Streams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Ink.PLAIN,
            Ink.PLAIN,
            false);
    return Main.run(streams, arguments);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1).toString();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsTheByteThatCompletedTheMatch() throws IOException {
    String payload = file("payload", "GET /watch HTTP/1.1\r\nHost: www.youtube.com\r\n");
    assertThat(run("match", "--pattern", "^get .*youtube", "--pattern", "foo", payload)).isZero();
    assertThat(printed()).isEqualTo(payload + "\t^get .*youtube\t" + 37 + "\n");
  }

  @Test
  void theOffsetDoesNotDependOnThePackets() throws IOException {
    String payload = file("payload", "x".repeat(700) + "needle" + "y".repeat(300));
    for (String size : List.of("1", "7", "536", "2000")) {
      out.reset();
      run("match", "--packet-size", size, "--all-bytes", "--pattern", "needle", payload);
      assertThat(printed()).endsWith("\tneedle\t705\n");
    }
  }

  @Test
  void theWindowEndsAtTenPackets() throws IOException {
    String payload = file("payload", "0123456789abc");
    run("match", "--packet-size", "1", "--pattern", "9", "--pattern", "a", payload);
    assertThat(printed()).contains("\t9\t9").doesNotContain("\ta\t");
  }

  @Test
  void aFaultyPatternIsSaidAndTheOthersRun() throws IOException {
    String payload = file("payload", "abc");
    assertThat(run("match", "--pattern", "(", "--pattern", "b", payload)).isEqualTo(Exit.ERRORS);
    assertThat(printed()).endsWith("\tb\t1\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("unmatched-parenthesis");
  }

  @Test
  void readsHexAndPatternFiles() throws IOException {
    String payload = file("payload.hex", "13 42 69 74 54\n6f 72 72");
    String patterns = file("p.tsv", "# comment\nbt\t^\\x13bittorr\n");
    assertThat(run("match", "--hex", "--patterns", patterns, payload)).isZero();
    assertThat(printed()).endsWith("\tbt\t7\n");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(run("match", folder.resolve("payload").toString())).isEqualTo(Exit.USAGE);
    assertThat(run("match", "--pattern", "a", folder.resolve("none").toString()))
        .isEqualTo(Exit.UNREADABLE);
    assertThat(run("match", "--pattern", "a", folder.toString())).isEqualTo(Exit.UNREADABLE);
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("a fault of ours");
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
    assertThat(run(command.toArray(String[]::new))).isZero();
    Set<String> found = new TreeSet<>();
    printed()
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
