package dev.sluice.config.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tables that are shipped beside the classes: fields between tabs, # begins a comment line. */
public final class Table {
  private Table() {}

  /** All rows of a resource that lies beside a class. */
  public static List<String[]> rows(Class<?> beside, String name) {
    List<String[]> rows = new ArrayList<>();
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          rows.add(line.split("\t", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** A field, empty where the row is shorter. */
  public static String field(String[] row, int at) {
    return at < row.length ? row[at] : "";
  }

  /** The parts of a field, none where it is empty. */
  public static List<String> list(String[] row, int at, String separator) {
    String text = field(row, at);
    return text.isEmpty() ? List.of() : List.of(text.split(separator, -1));
  }
}
