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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Real files of strangers: read without a fault of ours, exported and read to the same policy. */
final class CorpusTest {
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

  @Test
  void readsExportsAndReadsAgainEveryFile() throws IOException {
    List<String> different = new ArrayList<>();
    Map<String, Integer> codes = new TreeMap<>();
    int statements = 0;
    int outside = 0;
    List<Path> files = files("rsc");
    for (Path file : files) {
      Reading reading = PolicyReader.read("f", Files.readAllBytes(file), true);
      statements += reading.statements();
      outside += reading.outside().values().stream().mapToInt(Integer::intValue).sum();
      for (Problem problem : reading.problems()) {
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
    if (Boolean.getBoolean("sluice.statistics")) {
      long errors =
          codes.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(Severity.ERROR.name()))
              .mapToInt(Map.Entry::getValue)
              .sum();
      System.out.printf(
          "%d files, %d statements, %d outside, %d errors, by code %s%n",
          files.size(), statements, outside, errors, codes);
    }
  }

  private static String meaning(Reading reading) {
    return reading.policy().toString().replaceAll("Origin\\[[^]]*]", "");
  }
}
