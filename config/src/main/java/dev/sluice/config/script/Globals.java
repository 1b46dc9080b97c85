package dev.sluice.config.script;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The global variables of a session. Not threadsafe. */
public final class Globals {
  private final Map<String, Frame.Cell> cells = new TreeMap<>();

  public Globals() {}

  Frame.Cell declare(String name, int limit) {
    Frame.Cell known = cells.get(name);
    if (known != null) {
      return known;
    }
    if (cells.size() >= limit) {
      throw ScriptError.limit("more than " + limit + " global variables");
    }
    Frame.Cell cell = new Frame.Cell();
    cells.put(name, cell);
    return cell;
  }

  Frame.@Nullable Cell find(String name) {
    return cells.get(name);
  }

  public Map<String, Datum> values() {
    Map<String, Datum> values = new TreeMap<>();
    cells.forEach((name, cell) -> values.put(name, cell.value));
    return Collections.unmodifiableMap(values);
  }
}
