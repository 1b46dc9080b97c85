package dev.sluice.config.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration: menus with their items in order, and what lies outside. Immutable; undo, dry run
 * and comparison are keeping an older one.
 *
 * @param menus by path
 * @param outside in the order of the text
 */
public record Config(Map<String, List<Item>> menus, List<Outside> outside, long lastId) {
  public static final Config EMPTY = new Draft(Map.of(), List.of(), 0).presets().config();

  public Config {
    Map<String, List<Item>> copy = new TreeMap<>();
    menus.forEach((path, items) -> copy.put(path, List.copyOf(items)));
    menus = Collections.unmodifiableMap(copy);
    outside = List.copyOf(outside);
  }

  public List<Item> items(String menu) {
    return menus.getOrDefault(menu, List.of());
  }

  public Config with(Edit edit) {
    Draft draft = new Draft(this);
    draft.apply(edit);
    return draft.config();
  }
}
