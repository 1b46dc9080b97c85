package dev.sluice.config.model;

import dev.sluice.policy.Origin;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One item of a menu, or the values of a settings menu. Immutable.
 *
 * @param id the internal number, {@code *1} and up, never used twice in a menu
 * @param values by property name; what was never set is not there
 * @param handle how an export addresses it in set, or empty for an item that add made
 * @param preset what an item that nobody added was made with
 */
public record Item(
    long id,
    SortedMap<String, Value> values,
    String handle,
    Map<String, String> preset,
    Origin origin) {

  public Item {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    preset = Map.copyOf(preset);
  }

  public @Nullable Value value(String property) {
    return values.get(property);
  }

  /** The text of a property, empty if it is not set. */
  public String text(String property) {
    Value value = values.get(property);
    return value == null ? "" : value.text();
  }

  public boolean has(String property) {
    return values.containsKey(property);
  }

  public boolean yes(String property) {
    return text(property).equals("yes");
  }

  public Item with(SortedMap<String, Value> changed) {
    return new Item(id, changed, handle, preset, origin);
  }

  public Item with(String property, Value value) {
    SortedMap<String, Value> changed = new TreeMap<>(values);
    changed.put(property, value);
    return with(changed);
  }

  public Item without(String property) {
    SortedMap<String, Value> changed = new TreeMap<>(values);
    changed.remove(property);
    return with(changed);
  }
}
