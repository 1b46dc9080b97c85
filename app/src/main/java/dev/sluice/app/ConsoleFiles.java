package dev.sluice.app;

import dev.sluice.config.console.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of the console: those of the folder in which it was started. */
final class ConsoleFiles implements Store {
  @Override
  public Optional<byte[]> read(String name) {
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(PolicyFile.MAX_BYTES + 1);
      return bytes.length > PolicyFile.MAX_BYTES ? Optional.empty() : Optional.of(bytes);
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public boolean write(String name, byte[] text) {
    try {
      Files.write(Path.of(name), text);
      return true;
    } catch (IOException | InvalidPathException refused) {
      return false;
    }
  }
}
