package dev.sluice.config.meaning;

import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that items may refer to: interfaces, interface lists, layer-7 protocols, queues, types
 * of queues. Read from a configuration when first asked; stale once that changes. Not threadsafe.
 */
public final class Referents {
  /** What a property names. */
  private enum Kind {
    INTERFACE("interface"),
    INTERFACE_LIST("interface list"),
    LAYER7("layer7-protocol"),
    PARENT("queue"),
    QUEUE_TYPE("queue type"),
    LOGGING_ACTION("logging action");

    final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  private static final Map<String, Kind> RULES =
      Map.of(
          "in-interface", Kind.INTERFACE,
          "out-interface", Kind.INTERFACE,
          "in-bridge-port", Kind.INTERFACE,
          "out-bridge-port", Kind.INTERFACE,
          "in-interface-list", Kind.INTERFACE_LIST,
          "out-interface-list", Kind.INTERFACE_LIST,
          "in-bridge-port-list", Kind.INTERFACE_LIST,
          "out-bridge-port-list", Kind.INTERFACE_LIST,
          "layer7-protocol", Kind.LAYER7);

  private static final Map<String, Map<String, Kind>> OTHERS =
      Map.of(
          "/interface/list/member",
          Map.of("list", Kind.INTERFACE_LIST, "interface", Kind.INTERFACE),
          "/ip/address",
          Map.of("interface", Kind.INTERFACE),
          "/ipv6/address",
          Map.of("interface", Kind.INTERFACE),
          "/queue/tree",
          Map.of("parent", Kind.PARENT, "queue", Kind.QUEUE_TYPE),
          "/system/logging",
          Map.of("action", Kind.LOGGING_ACTION));

  /** Interfaces that a device has of itself, or words that stand for several. */
  private static final Pattern BUILT_IN =
      Pattern.compile(
          "(ether|sfp[a-z0-9+-]*|qsfp[a-z0-9+-]*|combo|wlan|wifi|lte|usb)[0-9]+(-[0-9]+)*"
              + "|lo|all|none|dynamic|static|all-ethernet|all-ppp|all-vlan|all-wireless|<.*>");

  private final Function<String, List<Item>> items;
  private final Map<Kind, Set<String>> known = new HashMap<>();

  /** Reads names from the items of each menu. */
  public Referents(Function<String, List<Item>> items) {
    this.items = items;
  }

  /**
   * A name that leads nowhere.
   *
   * @param property as RouterOS names what is asked for
   * @param what kind of thing there is none of
   * @param near a name that was perhaps meant
   */
  public record Missing(String property, String what, String name, @Nullable String near) {
    /** RouterOS: category 1, the text of a value that is none of those that exist. */
    public String message() {
      return "input does not match any value of " + property;
    }

    public String help() {
      return "there is no "
          + what
          + " "
          + name
          + (near == null ? "" : "; did you mean " + near + "?");
    }
  }

  /** Whether any property of a menu names something elsewhere. */
  public static boolean in(Menu menu) {
    return menu.kind() == Menu.MenuKind.RULES || OTHERS.containsKey(menu.path());
  }

  /** The first name in a value that does not exist; null if all do or the property names none. */
  public @Nullable Missing missing(Menu menu, String property, String value) {
    Map<String, Kind> kinds =
        menu.kind() == Menu.MenuKind.RULES ? RULES : OTHERS.getOrDefault(menu.path(), Map.of());
    Kind kind = kinds.get(property);
    if (kind == null || value.isEmpty()) {
      return null;
    }
    Set<String> names = names(kind);
    if (kind == Kind.INTERFACE && names.isEmpty()) {
      // A policy need not declare its interfaces; only one that does can be wrong about them.
      return null;
    }
    String text = Source.display(value);
    for (String name : (text.startsWith("!") ? text.substring(1) : text).split(",", -1)) {
      boolean builtIn =
          (kind == Kind.INTERFACE || kind == Kind.PARENT) && BUILT_IN.matcher(name).matches();
      if (!builtIn && !names.contains(name)) {
        String asked = kind == Kind.INTERFACE ? "interface" : property;
        return new Missing(asked, kind.noun, name, Suggestion.nearest(name, names));
      }
    }
    return null;
  }

  /** The first property of an item that names what does not exist. */
  public @Nullable Missing missing(Menu menu, Item item) {
    Map<String, Kind> kinds =
        menu.kind() == Menu.MenuKind.RULES ? RULES : OTHERS.getOrDefault(menu.path(), Map.of());
    for (String property : kinds.keySet()) {
      Missing missing = missing(menu, property, item.text(property));
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private Set<String> names(Kind kind) {
    Set<String> names = known.get(kind);
    if (names == null) {
      names = read(kind);
      known.put(kind, names);
    }
    return names;
  }

  private Set<String> read(Kind kind) {
    Set<String> names = new TreeSet<>();
    switch (kind) {
      case INTERFACE -> interfaces(names);
      case INTERFACE_LIST -> {
        // Lists that every router has, and the two that its default configuration makes.
        names.addAll(List.of("all", "none", "dynamic", "static", "LAN", "WAN"));
        add(names, "/interface/list", "name");
      }
      case LAYER7 -> add(names, "/ip/firewall/layer7-protocol", "name");
      case PARENT -> {
        names.add("global");
        add(names, "/queue/tree", "name");
        interfaces(names);
      }
      case QUEUE_TYPE -> add(names, "/queue/type", "name");
      case LOGGING_ACTION -> add(names, "/system/logging/action", "name");
    }
    return names;
  }

  private void interfaces(Set<String> names) {
    for (String child : Schema.get().childrenOf("/interface")) {
      Menu menu = Schema.get().menu("/interface/" + child);
      if (menu != null && menu.open()) {
        add(names, menu.path(), "name");
        add(names, menu.path(), "default-name");
      }
    }
  }

  private void add(Set<String> names, String path, String property) {
    for (Item item : items.apply(path)) {
      if (item.has(property)) {
        names.add(Source.display(item.text(property)));
      }
    }
  }
}
