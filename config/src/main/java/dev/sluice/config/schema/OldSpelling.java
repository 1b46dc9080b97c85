package dev.sluice.config.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What older versions wrote and this one refuses, from {@code old.tsv}. A device of that version
 * has exported it, so that a file may hold it; the console speaks the version of the schema.
 * Immutable.
 *
 * @param now the property of today, empty where it changes nothing any more
 * @param value its value, empty for the one that is written
 * @param weak whether it counts only where nothing else gives that property
 * @param note what became of it
 */
public record OldSpelling(String now, String value, boolean weak, String note) {
  private static final List<String[]> ROWS = Table.rows(OldSpelling.class, "old.tsv");

  /** A property with its value, or null if no version had it. */
  public static @Nullable OldSpelling property(String menu, String name, String value) {
    for (String[] row : ROWS) {
      List<String> values = Table.list(row, 4, ",");
      if (is(row, "property", menu, name) && (values.isEmpty() || values.contains(value))) {
        int equals = row[3].indexOf('=');
        String now = equals < 0 ? row[3] : row[3].substring(0, equals);
        boolean weak = now.endsWith("?");
        return new OldSpelling(
            weak ? now.substring(0, now.length() - 1) : now,
            equals < 0 ? "" : row[3].substring(equals + 1),
            weak,
            row[5]);
      }
    }
    return null;
  }

  /** An item that was there of itself, or null. */
  public static @Nullable OldSpelling item(String menu, String name) {
    return noted("item", menu, name);
  }

  /** A property that must be given today and could be left out, or null. */
  public static @Nullable OldSpelling optional(String menu, String name) {
    return noted("optional", menu, name);
  }

  private static @Nullable OldSpelling noted(String kind, String menu, String name) {
    for (String[] row : ROWS) {
      if (is(row, kind, menu, name)) {
        return new OldSpelling("", "", false, row[3]);
      }
    }
    return null;
  }

  private static boolean is(String[] row, String kind, String menu, String name) {
    return row[0].equals(kind) && row[1].equals(menu) && row[2].equals(name);
  }
}
