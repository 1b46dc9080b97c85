package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Real files of strangers: read without a fault of ours, exported and read to the same policy. */
final class CorpusTest {
  private static final String LINES = "\r?\n|\r";
  private static final Pattern VERB =
      Pattern.compile("\\b(add|set|remove|move|disable|enable|comment|unset|print|find)\\b");
  private static final Pattern CHANGE =
      Pattern.compile(
          "/((ip|ipv6)[ /]+firewall|queue)[ /].*\\b"
              + "(add|set|remove|move|disable|enable|comment|unset)\\b.*");

  /** A folder of real files, or null where they are not beside the repository. */
  static @Nullable Path folder(String name) {
    String given = System.getProperty("sluice.shared", "");
    Path folder = given.isEmpty() ? null : Path.of(given, name);
    Path at = Path.of("").toAbsolutePath();
    while (folder == null && at != null) {
      Path shared = at.resolveSibling("shared");
      folder = Files.isDirectory(shared.resolve(name)) ? shared.resolve(name) : null;
      at = at.getParent();
    }
    return folder != null && Files.isDirectory(folder) ? folder : null;
  }

  /** The scripts in such a folder. */
  static List<Path> files(String name) throws IOException {
    Path folder = folder(name);
    assumeTrue(folder != null, "shared/ not beside the repository: real files are not read");
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> file.toString().endsWith(".rsc")).sorted().toList();
    }
  }

  /** The statement that a line belongs to, with its menu; empty where it is no change. */
  private static String statement(String[] lines, int line) {
    int start = line;
    while (start > 0 && lines[start - 1].endsWith("\\")) {
      start--;
    }
    String text = lines[start].strip();
    if (text.startsWith("/")) {
      return text;
    }
    if (!VERB.matcher(text).lookingAt()) {
      return "";
    }
    for (int i = start - 1; i >= 0; i--) {
      if (lines[i].startsWith("/")) {
        return VERB.matcher(lines[i]).find() ? "" : lines[i].strip() + " " + text;
      }
    }
    return "";
  }

  @Test
  void readsExportsAndReadsAgainEveryFile() throws IOException {
    List<String> different = new ArrayList<>();
    Map<String, Integer> codes = new TreeMap<>();
    int statements = 0;
    int outside = 0;
    int ours = 0;
    Set<String> refused = new TreeSet<>();
    List<Path> files = files("rsc");
    for (Path file : files) {
      Reading reading = PolicyReader.read("f", Files.readAllBytes(file), true);
      statements += reading.statements();
      outside += reading.outside().values().stream().mapToInt(Integer::intValue).sum();
      String[] lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split(LINES, -1);
      for (int i = 0; i < lines.length; i++) {
        boolean starts = i == 0 || !lines[i - 1].endsWith("\\");
        ours += starts && CHANGE.matcher(statement(lines, i)).matches() ? 1 : 0;
      }
      for (Problem problem : reading.problems()) {
        int line = Math.min(problem.origin().line(), lines.length) - 1;
        if (problem.severity() == Severity.ERROR
            && CHANGE.matcher(statement(lines, line)).matches()) {
          refused.add(file.getFileName() + ":" + problem.origin().line() + " " + problem.code());
        }
        codes.merge(problem.severity() + " " + problem.code(), 1, Integer::sum);
      }
      String once = Export.text(reading.config());
      Reading again = PolicyReader.read("f", once.getBytes(StandardCharsets.UTF_8), true);
      boolean same = meaning(reading).equals(meaning(again));
      if (!same || !Export.text(again.config()).equals(once)) {
        different.add(file.getFileName().toString());
      }
    }
    assertThat(different).isEmpty();
    assertThat(refused.size() * 100).as("%s", refused).isLessThanOrEqualTo(ours * 2);
    if (Boolean.getBoolean("sluice.statistics")) {
      long errors =
          codes.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(Severity.ERROR.name()))
              .mapToInt(Map.Entry::getValue)
              .sum();
      System.out.printf(
          "%d files, %d statements, %d outside, %d errors, by code %s%n",
          files.size(), statements, outside, errors, codes);
      Map<String, Integer> firewall = new TreeMap<>();
      refused.forEach(one -> firewall.merge(one.substring(one.indexOf(' ') + 1), 1, Integer::sum));
      System.out.printf(
          "%d firewall statements, %d refused, by code %s%n", ours, refused.size(), firewall);
    }
  }

  private static String meaning(Reading reading) {
    return reading.policy().toString().replaceAll("Origin\\[[^]]*]", "");
  }
}
