package dev.sluice.pattern;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Files that lie beside the repository; where they are absent, the test is skipped. */
final class SharedFiles {
  private SharedFiles() {}

  static Path folder(String name) {
    Path found = find();
    Assumptions.assumeTrue(
        Files.isDirectory(found.resolve(name)), "shared/ not beside the repository: " + name);
    return found.resolve(name);
  }

  private static Path find() {
    String set = System.getProperty("sluice.shared");
    if (set != null) {
      return Path.of(set);
    }
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("shared/captures"))) {
      at = at.getParent();
    }
    return at == null ? Path.of("/nowhere") : at.resolve("shared");
  }

  /** The cells of each line of a table in a file. */
  static List<String[]> table(String folder, String file) {
    return table(folder(folder).resolve(file));
  }

  static List<String[]> table(Path file) {
    List<String[]> rows = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (!line.startsWith("#")) {
          rows.add(line.split("\t", -1));
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return rows;
  }

  static List<Pattern> patterns(String file) {
    return table("reference", file).stream().map(row -> new Pattern(row[0], row[1])).toList();
  }
}
