package dev.sluice.config.model;

import org.jspecify.annotations.Nullable;

/** One change of a configuration. */
public sealed interface Edit {
  /** Adds an item before another, or at the end. Its id is given by the configuration. */
  record Add(String menu, Item item, @Nullable Long before) implements Edit {}

  /** Puts an item in the place of the one with its id. */
  record Replace(String menu, Item item) implements Edit {}

  record Remove(String menu, long id) implements Edit {}

  /** Moves an item before another, or to the end. */
  record Move(String menu, long id, @Nullable Long before) implements Edit {}

  record Keep(Outside outside) implements Edit {}
}
