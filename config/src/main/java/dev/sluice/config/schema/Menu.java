package dev.sluice.config.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One menu whose properties are known. Immutable.
 *
 * @param path such as {@code /ip/firewall/filter}
 * @param required properties that add must have
 * @param properties in printed order
 */
public record Menu(
    String path, MenuKind kind, List<String> required, Map<String, Property> properties) {

  /** How the items of a menu are held. */
  public enum MenuKind {
    /** An ordered table of rules. */
    RULES,
    /** A list of items. */
    LIST,
    /** One set of values, always there. */
    SETTINGS,
    /** A list whose properties are taken as they come. */
    OPEN
  }

  public Menu {
    required = List.copyOf(required);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  public @Nullable Property property(String name) {
    return properties.get(name);
  }

  /** The property of that name, or the only one that starts with it. */
  public @Nullable Property find(String name) {
    Property exact = properties.get(name);
    if (exact != null || name.isEmpty()) {
      return exact;
    }
    // Older spellings.
    if (name.equals("header") || name.equals("tcp-sync-sent-timeout")) {
      return properties.get(name.equals("header") ? "headers" : "tcp-syn-sent-timeout");
    }
    Property found = null;
    for (Property property : properties.values()) {
      if (!property.readOnly() && property.name().startsWith(name)) {
        if (found != null) {
          return null;
        }
        found = property;
      }
    }
    return found;
  }

  public boolean settings() {
    return kind == MenuKind.SETTINGS;
  }

  public boolean open() {
    return kind == MenuKind.OPEN;
  }

  public boolean named() {
    return open() || properties.containsKey("name");
  }
}
