package dev.sluice.config.console;

import dev.sluice.config.Quoting;
import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.config.syntax.Source;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the value of an argument may be. Reads the configuration; not threadsafe. */
final class Proposals {
  private static final String FILTER = "/ip/firewall/filter";

  private final Desk desk;

  Proposals(Desk desk) {
    this.desk = desk;
  }

  /** A name as it is typed: in quotes where it needs them, or where they have been begun. */
  static String written(String name, String begun) {
    boolean quotes = begun.startsWith("\"") || Quoting.needsQuotes(Wording.bytes(name));
    return quotes ? "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : name;
  }

  void values(Place place, List<Completion.Choice> choices) {
    int equals = place.word().indexOf('=');
    String name = place.word().substring(0, equals);
    String typed = place.word().substring(equals + 1);
    int comma = typed.startsWith("\"") ? -1 : typed.lastIndexOf(',');
    String begun = typed.substring(comma + 1);
    String not = begun.startsWith("!") ? "!" : "";
    String head = name + "=" + typed.substring(0, comma + 1) + not;
    for (String value : values(place, name, begun)) {
      String word = written(value, begun);
      if (word.startsWith(begun.substring(not.length()))) {
        choices.add(new Completion.Choice(head + word, "value", "", true));
      }
      if (choices.size() > Completion.MOST) {
        return;
      }
    }
  }

  private Collection<String> values(Place place, String name, String begun) {
    boolean print = place.verb().equals("print") && !place.condition();
    if (name.equals("value-name")
        || print && (name.equals("proplist") || name.equals("order-by"))) {
      return fields(place.menu());
    }
    boolean tool = place.verb().equals(Tools.RUN);
    Menu menu = Schema.get().menu(tool ? FILTER : place.menu());
    if (menu == null) {
      return List.of();
    }
    if (name.equals("copy-from") || name.equals("place-before")) {
      return menu.named() ? collect(menu.path(), "name") : List.of();
    }
    String asked = tool && name.equals("ip-protocol") ? "protocol" : name;
    Property property = menu.find(asked);
    if (property == null) {
      property = menu.property(asked);
    }
    Set<String> words = new TreeSet<>();
    if (tool && name.equals("interface")) {
      return names(FILTER, "interface");
    }
    if (property != null) {
      words.addAll(property.values());
      if (property.kind() == ValueKind.BOOL) {
        words.addAll(List.of("yes", "no"));
      }
      words.addAll(names(menu.path(), property.name()));
      if (property.name().equals("time-zone-name") && !begun.isEmpty()) {
        words.addAll(ZoneId.getAvailableZoneIds());
      }
    }
    return words;
  }

  /** The fields that a condition, a proplist or {@code get} may ask for. */
  Set<String> fields(String path) {
    Set<String> fields = new LinkedHashSet<>();
    Menu menu = Schema.get().menu(path);
    if (menu != null) {
      fields.addAll(menu.properties().keySet());
    }
    Layout layout = Layouts.of(path);
    if (layout != null) {
      fields.addAll(layout.columns());
      layout.flags().forEach(flag -> fields.add(flag.field()));
    }
    if (menu == null) {
      desk.rows().of(path).stream()
          .limit(1)
          .forEach(row -> {
            fields.addAll(row.shown().keySet());
            fields.addAll(row.hidden().keySet());
          });
    }
    return fields;
  }

  /** Names that the configuration gives to what a property refers to. */
  private Set<String> names(String path, String property) {
    String root = path.startsWith("/ipv6/") ? "/ipv6/firewall/" : "/ip/firewall/";
    boolean interfaces = path.startsWith("/interface");
    return switch (property) {
      case "layer7-protocol" -> collect("/ip/firewall/layer7-protocol", "name");
      case "list" ->
          interfaces ? collect("/interface/list", "name") : collect(root + "address-list", "list");
      case "src-address-list", "dst-address-list", "address-list" ->
          collect(root + "address-list", "list");
      case "in-interface-list",
          "out-interface-list",
          "in-bridge-port-list",
          "out-bridge-port-list" ->
          collect("/interface/list", "name");
      case "chain", "jump-target" -> collect(path, "chain");
      case "connection-mark", "new-connection-mark" ->
          collect(root + "mangle", "new-connection-mark");
      case "packet-mark", "packet-marks", "new-packet-mark" ->
          collect(root + "mangle", "new-packet-mark");
      case "routing-mark", "new-routing-mark" -> collect(root + "mangle", "new-routing-mark");
      case "parent" -> collect(path, "name");
      case "queue" -> collect("/queue/type", "name");
      case "name" -> collect(path, "name");
      case "action" ->
          path.equals("/system/logging") ? collect("/system/logging/action", "name") : Set.of();
      case "in-interface", "out-interface", "interface", "in-bridge-port", "out-bridge-port" -> {
        Set<String> names = new TreeSet<>();
        for (Row row : desk.rows().of("/interface")) {
          names.add(Source.display(row.text("name")));
        }
        yield names;
      }
      default -> Set.of();
    };
  }

  private Set<String> collect(String menu, String property) {
    Set<String> names = new TreeSet<>();
    @Nullable String before = null;
    for (Item item : desk.draft.items(menu)) {
      String text = item.text(property);
      // Long lists hold the same name again and again.
      if (!text.isEmpty() && !text.equals(before) && names.size() <= Completion.MOST) {
        names.add(Source.display(text));
      }
      before = text;
    }
    return names;
  }
}
