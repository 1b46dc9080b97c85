package dev.sluice.config.console;

import java.util.Optional;

/** Where {@code import} reads and {@code file=} writes. */
public interface Store {
  /** A session without files. */
  Store NONE =
      new Store() {
        @Override
        public Optional<byte[]> read(String name) {
          return Optional.empty();
        }

        @Override
        public boolean write(String name, byte[] text) {
          return false;
        }
      };

  /** The bytes of a file, or empty if it cannot be read. */
  Optional<byte[]> read(String name);

  /** False if it cannot be written. */
  boolean write(String name, byte[] text);
}
