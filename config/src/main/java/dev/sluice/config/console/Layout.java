package dev.sluice.config.console;

import java.util.List;

/**
 * How a menu is printed. Immutable.
 *
 * @param columns of the table; {@code form} decides whether it is the usual form
 * @param stats columns of {@code print stats}, empty if that is the detailed form with more fields
 */
record Layout(String path, Form form, List<Flag> flags, List<String> columns, List<String> stats) {
  /** What {@code print} without words shows. */
  enum Form {
    TABLE,
    DETAIL,
    SETTINGS,
    LOG
  }

  /**
   * A letter beside the number.
   *
   * @param field the property that is yes where the letter stands
   * @param group flags of one group share a column
   */
  record Flag(char letter, String name, String field, int group) {}

  Layout {
    flags = List.copyOf(flags);
    columns = List.copyOf(columns);
    stats = List.copyOf(stats);
  }

  int groups() {
    return flags.isEmpty() ? 0 : flags.getLast().group() + 1;
  }
}
