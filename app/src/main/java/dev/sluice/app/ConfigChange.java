package dev.sluice.app;

import dev.sluice.config.model.Item;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One item that two configurations do not have alike. Immutable.
 *
 * @param before the old item, null if it was added
 * @param oldNumber its place in its menu, -1 if it was added
 * @param after the new item, null if it was removed
 * @param properties what changed within it; empty for added, removed and moved ones
 */
record ConfigChange(
    Kind kind,
    String menu,
    @Nullable Item before,
    int oldNumber,
    @Nullable Item after,
    int newNumber,
    List<PropertyChange> properties) {

  /** What happened to it. */
  enum Kind {
    ADDED("+"),
    REMOVED("-"),
    MOVED(">"),
    CHANGED("~");

    final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A property with its values as written; empty where it is not set. */
  record PropertyChange(String property, String before, String after) {
    String text() {
      return property + ": " + shown(before) + " → " + shown(after);
    }

    private static String shown(String value) {
      return value.isEmpty() ? "not set" : value;
    }
  }

  ConfigChange {
    properties = List.copyOf(properties);
  }

  /** The item that stands for the change: the new one where there is one. */
  @Nullable Item item() {
    return after != null ? after : before;
  }

  /** {@code chain=forward action=drop}, in the order of the alphabet but for the important ones. */
  static String text(Item item) {
    String first =
        java.util.stream.Stream.of("name", "chain", "action", "list", "address")
            .filter(item::has)
            .map(name -> pair(item, name))
            .collect(Collectors.joining(" "));
    String rest =
        item.values().keySet().stream()
            .filter(name -> !List.of("name", "chain", "action", "list", "address").contains(name))
            .map(name -> pair(item, name))
            .collect(Collectors.joining(" "));
    return (first + " " + rest).strip();
  }

  private static String pair(Item item, String name) {
    String text = item.text(name);
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == '"');
    return name + "=" + (plain ? text : "\"" + text + "\"");
  }

  static String place(@Nullable Item item) {
    return item == null || item.origin().line() == 0
        ? ""
        : item.origin().file() + ":" + item.origin().line();
  }
}
