package dev.sluice.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the folders of material that lie beside the repository and are not part of it. Absent
 * folders are an ordinary case: a test that needs one says so and is skipped.
 */
public final class Shared {
  private Shared() {}

  /**
   * The folder {@code name} (such as {@code captures}), from {@code -Dsluice.shared} or upwards.
   */
  public static Optional<Path> folder(String name) {
    return root().map(root -> root.resolve(name)).filter(Files::exists);
  }

  /** The sentence a skipped test shows. */
  public static String absent(String name) {
    return "shared/ not beside the repository: " + name + " is needed";
  }

  private static Optional<Path> root() {
    String given = System.getProperty("sluice.shared");
    if (given != null) {
      return Optional.of(Path.of(given)).filter(Files::isDirectory);
    }
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      Path candidate = at.resolve("shared");
      if (Files.isDirectory(candidate.resolve("captures"))) {
        return Optional.of(candidate);
      }
      at = at.getParent();
    }
    return Optional.empty();
  }
}
