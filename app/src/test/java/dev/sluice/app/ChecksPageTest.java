package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.check.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/checks.md names every code that there is, and no other. */
class ChecksPageTest {
  private static final Path PAGE = Path.of("..", "docs", "checks.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void everyRuleCodeHasItsLine() throws IOException {
    String page = page();
    for (Code code : Code.values()) {
      String severity = code.severity().name().toLowerCase(Locale.ROOT);
      assertThat(page)
          .contains("| `" + code.code() + "` | " + severity + " | " + code.meaning() + " |");
    }
  }

  @Test
  void everyLineIsACodeOfTheProgram() throws IOException {
    String sources = sources();
    TreeSet<String> ours = new TreeSet<>();
    for (Code code : Code.values()) {
      ours.add(code.code());
    }
    List<String> rows = ROW.matcher(page()).results().map(row -> row.group(1)).toList();
    assertThat(rows).doesNotHaveDuplicates();
    assertThat(rows)
        .allSatisfy(
            code -> assertThat(ours.contains(code) || sources.contains('"' + code + '"')).isTrue());
  }

  private static String sources() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String room : List.of("pattern", "config")) {
      try (Stream<Path> files = Files.walk(Path.of("..", room, "src", "main", "java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          text.append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }
}
