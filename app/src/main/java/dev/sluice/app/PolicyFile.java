package dev.sluice.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A policy file as the user named it. */
final class PolicyFile {
  /** More text than any router holds. */
  static final int MAX_BYTES = 64 << 20;

  private PolicyFile() {}

  static byte[] bytes(String name) throws InputException {
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw new InputException(name + " is a directory; the text of a policy is expected.");
      }
      try (java.io.InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new InputException(
              name + " is longer than " + (MAX_BYTES >> 20) + " MiB; that is no policy.");
        }
        return bytes;
      }
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new InputException("no such file: " + name);
    } catch (AccessDeniedException denied) {
      throw new InputException("no permission to read " + name);
    } catch (IOException problem) {
      throw new InputException("cannot read " + name + ": " + problem.getMessage());
    }
  }
}
