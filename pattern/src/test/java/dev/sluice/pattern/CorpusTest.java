package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Patterns that people really use. */
class CorpusTest {
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void compilesAllPatternsOfL7Protocols(Dialect dialect) {
    List<Pattern> patterns = SharedFiles.patterns("patterns-l7-protocols.tsv");
    assertThat(patterns).hasSize(146);
    assertThat(errors(PatternSet.compile(patterns, dialect, Limits.DEFAULT))).isEmpty();
  }

  @Test
  void compilesAllPatternsOfTheManuals() {
    List<Pattern> patterns = manuals();
    assertThat(patterns).hasSize(45);
    assertThat(errors(PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT))).isEmpty();
  }

  @Test
  void refusesOfTheRouterPatternsOnlyThoseThatAreNoPatterns() {
    List<Pattern> patterns = SharedFiles.patterns("patterns-routeros.tsv");
    assertThat(errors(PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT)))
        .containsExactly(
            "perl-group at 0: (?i)(payload|meterpreter|rev_tcp|rev_http|shell_rev|stdapi|privs"
                + "|extapi)",
            "perl-group at 0: (?i)^(TRACE|TRACK|DEBUG|PUT|DELETE)",
            "perl-group at 0: (?i)(grep%20|find%20|cat%20/etc/shadow|tar%20-czf|sudo%20)",
            "perl-group at 0: (?i)(Nmap|User-Agent: Nmap)",
            "nested-quantifier at 2: ^.+*(facebook.com|youtube.com).*$ ");
  }

  @Test
  void acceptsAndMatchesInTheOldDialectWhatItsLibraryDid() {
    List<String> inputs =
        List.of(
            "aab", "a{2}", "a\nb", "aa1", "d", "S", "s", "a.b", "\\", "a*b", "q", "1", "foo",
            "a\0b", "n");
    List<String> differences = new ArrayList<>();
    for (String[] row : SharedFiles.table("reference", "regex-dialect-probe.tsv")) {
      PatternSet set = Streams.set(Dialect.L7_FILTER, row[0]);
      if (set.valid(0) != row[1].equals("ok")) {
        differences.add(row[0] + ": " + row[1] + ", but " + set.problems());
        continue;
      }
      List<String> found = new ArrayList<>();
      for (String input : inputs) {
        if (!Streams.matches(set, input).isEmpty()) {
          found.add(input.replace("\n", "\\n").replace("\0", "\\0"));
        }
      }
      if (!row[1].equals("ok")) {
        assertThat(row[1]).contains(set.problems().getLast().message());
      } else if (!String.join(" ", found).equals(row[3].trim())) {
        differences.add(row[0] + ": " + row[3] + ", but " + found);
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void findsInTheSamplesWhatTheOldLibraryFound() throws IOException {
    PatternSet set =
        PatternSet.compile(
            SharedFiles.patterns("patterns-l7-protocols.tsv"), Dialect.L7_FILTER, Limits.DEFAULT);
    Set<String> expected = new TreeSet<>();
    Set<String> files = new TreeSet<>();
    Path folder = SharedFiles.folder("l7-samples");
    for (String[] row : SharedFiles.table(folder.resolve("expected.tsv"))) {
      files.add(row[0]);
      if (row[2].equals("1")) {
        expected.add(row[0] + " " + row[1]);
      }
    }
    Set<String> found = new TreeSet<>();
    Scanner scanner = new Scanner(set);
    for (String file : files) {
      String data = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
      String stored = data.replace("\0", "");
      stored = stored.substring(0, Math.min(stored.length(), 2047));
      for (String name : Streams.matches(set, scanner, stored).split(" ", -1)) {
        found.add(file + " " + name);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  /** The patterns of three manuals, with the escapes of the console undone. */
  static List<Pattern> manuals() {
    List<Pattern> patterns = new ArrayList<>();
    InputStream file = CorpusTest.class.getResourceAsStream("manual-patterns.tsv");
    try (InputStream in = Objects.requireNonNull(file)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] cells = line.split("\t", -1);
        patterns.add(new Pattern(cells[0], cells[1]));
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
    return patterns;
  }

  private static List<String> errors(PatternSet set) {
    return set.problems().stream()
        .filter(PatternProblem::error)
        .map(p -> "%s at %d: %s".formatted(p.code(), p.start(), set.text(p.pattern())))
        .toList();
  }
}
