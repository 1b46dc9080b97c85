package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.device.DeviceParse;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.IOException;
import java.io.InputStream;
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

  /** What was read of all files. */
  private static final class Sum {
    int files;
    int statements;
    int applied;
    int outside;
    int ours;
    final Map<String, Integer> codes = new TreeMap<>();
    final Set<String> refused = new TreeSet<>();

    void add(Path file, byte[] text, Reading reading) {
      files++;
      statements += reading.statements();
      applied += reading.applied();
      outside += reading.outside().values().stream().mapToInt(Integer::intValue).sum();
      String[] lines = new String(text, StandardCharsets.UTF_8).split(LINES, -1);
      for (int i = 0; i < lines.length; i++) {
        boolean starts = i == 0 || !lines[i - 1].endsWith("\\");
        ours += starts && CHANGE.matcher(statement(lines, i)).matches() ? 1 : 0;
      }
      for (Problem problem : reading.problems()) {
        int line = Math.min(problem.origin().line(), lines.length) - 1;
        codes.merge(problem.severity() + " " + problem.code(), 1, Integer::sum);
        boolean leftOut = problem.severity() == Severity.ERROR || problem.code().equals("script");
        if (leftOut && CHANGE.matcher(statement(lines, line)).matches()) {
          refused.add(file.getFileName() + "\t" + problem.origin().line() + "\t" + problem.code());
        }
      }
    }

    void tell() {
      System.out.printf(
          "%d files, %d statements, %d (%.1f %%) applied, %d outside, problems by code %s%n",
          files, statements, applied, applied * 100.0 / statements, outside, codes);
      Map<String, Integer> firewall = new TreeMap<>();
      refused.forEach(
          one -> firewall.merge(one.substring(one.lastIndexOf('\t') + 1), 1, Integer::sum));
      System.out.printf(
          "%d firewall statements, %d (%.1f %%) refused, by code %s%n",
          ours, refused.size(), refused.size() * 100.0 / ours, firewall);
    }
  }

  @Test
  void readsExportsAndReadsAgainEveryFile() throws IOException {
    List<String> different = new ArrayList<>();
    Sum sum = new Sum();
    for (Path file : files("rsc")) {
      byte[] text = Files.readAllBytes(file);
      Reading reading = PolicyReader.read("f", text, true);
      sum.add(file, text, reading);
      String once = Export.text(reading.config());
      Reading again = PolicyReader.read("f", once.getBytes(StandardCharsets.UTF_8), true);
      boolean same = meaning(reading).equals(meaning(again));
      if (!same || !Export.text(again.config()).equals(once)) {
        different.add(file.getFileName().toString());
      }
    }
    if (Boolean.getBoolean("sluice.tell")) {
      sum.tell();
    }
    assertThat(different).isEmpty();
    assertThat(sum.refused).isEqualTo(faulty().keySet());
  }

  /** What our reading of a device's own parser says of them; it agrees with devices elsewhere. */
  @Test
  void refusesByFormOnlyWhatADeviceRefuses() throws IOException {
    List<String> accepted = new ArrayList<>();
    int compared = 0;
    Map<String, String> reasons = faulty();
    for (Path file : files("rsc")) {
      String[] lines = Files.readString(file, StandardCharsets.ISO_8859_1).split(LINES, -1);
      for (String row : reasons.keySet()) {
        String[] fields = row.split("\t", -1);
        boolean form = Set.of("syntax", "extra-text", "unknown-property").contains(fields[2]);
        if (form && fields[0].equals(file.getFileName().toString())) {
          compared++;
          String text = whole(lines, Integer.parseInt(fields[1]) - 1);
          if (DeviceParse.verdict(text.getBytes(StandardCharsets.ISO_8859_1)).isEmpty()) {
            accepted.add(row);
          }
        }
      }
    }
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf("%d refused for their form, a device accepts %s%n", compared, accepted);
    }
    assertThat(accepted).isEmpty();
    assertThat(compared).isGreaterThan(30);
  }

  /** A statement of several lines, in its menu. */
  private static String whole(String[] lines, int line) {
    int start = line;
    while (start > 0 && lines[start - 1].endsWith("\\")) {
      start--;
    }
    int end = line;
    while (end + 1 < lines.length && lines[end].endsWith("\\")) {
      end++;
    }
    String text = String.join("\n", List.of(lines).subList(start, end + 1));
    for (int i = start - 1; !lines[start].strip().startsWith("/") && i >= 0; i--) {
      if (lines[i].startsWith("/") && !VERB.matcher(lines[i]).find()) {
        return lines[i] + "\n" + text;
      }
    }
    return text;
  }

  /** The firewall statements that are wrong, with what is wrong with each. */
  private static Map<String, String> faulty() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in = CorpusTest.class.getResourceAsStream("refused.tsv")) {
      assertThat(in).isNotNull();
      for (String row : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!row.isEmpty() && !row.startsWith("#")) {
          int reason = row.lastIndexOf('\t');
          reasons.put(row.substring(0, reason), row.substring(reason + 1));
        }
      }
    }
    return reasons;
  }

  private static String meaning(Reading reading) {
    return reading.policy().toString().replaceAll("Origin\\[[^]]*]", "");
  }
}
