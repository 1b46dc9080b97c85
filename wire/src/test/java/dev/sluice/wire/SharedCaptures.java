package dev.sluice.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The real captures that lie beside the repository. */
final class SharedCaptures {
  private SharedCaptures() {}

  /** Skips the test where they are absent. */
  static List<Path> all() throws IOException {
    Path folder = folder();
    assumeTrue(
        Files.isDirectory(folder), "shared/ not beside the repository: no real captures to read");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)(\\.gz)?"))
          .sorted()
          .toList();
    }
  }

  private static Path folder() {
    String named = System.getProperty("sluice.shared");
    if (named != null) {
      return Path.of(named, "captures");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolveSibling("shared").resolve("captures");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return Path.of("shared", "captures");
  }
}
