package dev.sluice.config;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Outside;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.Support;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.config.syntax.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a configuration as RouterOS exports it: compact, menus in the order of a real export,
 * properties in alphabetical order. The text reads as the same configuration, and that one exports
 * as the same text. Stateless.
 */
public final class Export {
  private static final String HEADER = "# by Sluice, RouterOS 7\n";

  /** The order of a real export, as far as items of one menu need those of another. */
  private static final List<String> ORDER =
      List.of(
          "/interface/bridge",
          "/interface/ethernet",
          "/interface/vlan",
          "/interface/list",
          "/ip/firewall/layer7-protocol",
          "/ip/pool",
          "/queue/type",
          "/queue/interface",
          "/queue/simple",
          "/queue/tree",
          "/routing/table",
          "/system/logging/action",
          "/user/group",
          "/interface/bridge/port",
          "/ip/firewall/connection/tracking",
          "/ip/neighbor/discovery-settings",
          "/ip/settings",
          "/ipv6/settings",
          "/interface/list/member",
          "/ip/address",
          "/ip/dhcp-client",
          "/ip/dns",
          "/ip/dns/static",
          "/ip/firewall/address-list",
          "/ip/firewall/filter",
          "/ip/firewall/mangle",
          "/ip/firewall/nat",
          "/ip/firewall/raw",
          "/ip/firewall/service-port",
          "/ip/ipsec/policy",
          "/ip/route",
          "/ip/service",
          "/ip/ssh",
          "/ipv6/address",
          "/ipv6/firewall/address-list",
          "/ipv6/firewall/filter",
          "/ipv6/firewall/mangle",
          "/ipv6/firewall/nat",
          "/ipv6/firewall/raw",
          "/ipv6/route",
          "/routing/rule",
          "/snmp",
          "/system/clock",
          "/system/identity",
          "/system/logging",
          "/system/note",
          "/system/ntp/client",
          "/system/scheduler",
          "/system/script",
          "/tool/netwatch",
          "/tool/sniffer");

  /** Written though they are what they would be anyway, as real exports do. */
  private static final Set<String> ALWAYS =
      Set.of("action", "passthrough", "hw-offload", "address-list-timeout");

  private Export() {}

  /** How much is written, and how. */
  public enum Form {
    /** What differs from the defaults, a menu's path once, wrapped. */
    COMPACT,
    /** Everything; what is not set is written {@code !name}. */
    VERBOSE,
    /** As compact, but each line has its menu and is not wrapped. */
    TERSE
  }

  public static String text(Config config) {
    return text(config, Form.COMPACT);
  }

  public static String text(Config config, Form form) {
    Map<String, List<Outside>> outside = new LinkedHashMap<>();
    for (Outside statement : config.outside()) {
      outside.computeIfAbsent(statement.menu(), menu -> new ArrayList<>()).add(statement);
    }
    Set<String> paths = new TreeSet<>(config.menus().keySet());
    paths.addAll(outside.keySet());
    StringBuilder out = new StringBuilder(HEADER);
    paths.stream()
        .sorted(Comparator.comparingInt(Export::place).thenComparing(path -> path))
        .forEach(path -> menu(config, path, outside.getOrDefault(path, List.of()), form, out));
    return out.toString();
  }

  private static int place(String path) {
    int at = ORDER.indexOf(path);
    if (at >= 0) {
      return at;
    }
    boolean declares = path.startsWith("/interface") && path.indexOf('/', 11) < 0;
    return declares ? ORDER.indexOf("/interface/vlan") : ORDER.size();
  }

  private static void menu(
      Config config, String path, List<Outside> outside, Form form, StringBuilder out) {
    StringBuilder lines = new StringBuilder();
    Menu menu = Schema.get().menu(path);
    String spaced = path.replace("/", " ").replaceFirst(" ", "/");
    String head = form == Form.TERSE ? spaced + " " : "";
    if (menu != null) {
      for (Item item : config.items(path)) {
        item(menu, item, head, form, lines);
      }
    }
    for (Outside statement : outside) {
      lines.append(head).append(Source.display(statement.text())).append('\n');
    }
    if (!lines.isEmpty()) {
      out.append(form == Form.TERSE ? "" : spaced + "\n").append(lines);
    }
  }

  private static void item(Menu menu, Item item, String head, Form form, StringBuilder out) {
    List<String> names = new ArrayList<>();
    Set<String> all = new TreeSet<>(item.values().keySet());
    boolean everything = form == Form.VERBOSE && !menu.open();
    if (everything) {
      menu.properties().values().stream()
          .filter(property -> !property.readOnly() && property.support() != Support.UNSUPPORTED)
          .filter(property -> property.kind() != ValueKind.SWITCH)
          .forEach(property -> all.add(property.name()));
    }
    for (String name : all) {
      if (everything ? told(menu, item, name) : shown(menu, item, name)) {
        names.add(name);
      }
    }
    boolean implied = menu.kind() == Menu.MenuKind.RULES && !everything && !item.has("action");
    if (item.handle().isEmpty()) {
      ExportLine line = new ExportLine(out, head + "add", form == Form.TERSE);
      if (implied) {
        line.argument("action", "accept");
      }
      names.forEach(name -> argument(menu, item, name, line));
      line.end();
    } else if (!names.isEmpty()) {
      boolean bare = menu.settings() || item.handle().startsWith("[");
      String start =
          menu.settings() ? "set" : "set " + (bare ? item.handle() : Quoting.value(item.handle()));
      ExportLine line = new ExportLine(out, head + start, form == Form.TERSE);
      names.forEach(name -> argument(menu, item, name, line));
      line.end();
    }
  }

  private static void argument(Menu menu, Item item, String name, ExportLine line) {
    Property property = menu.property(name);
    boolean word = property != null && property.kind() == ValueKind.SWITCH && item.yes(name);
    if (word) {
      line.word(name);
    } else if (!item.has(name) && property != null && !property.initial().isEmpty()) {
      line.argument(name, property.initial());
    } else if (!item.has(name)) {
      line.word("!" + name);
    } else {
      line.argument(name, item.text(name));
    }
  }

  /** Whether a verbose export writes a property: not what the menu cannot be told. */
  private static boolean told(Menu menu, Item item, String name) {
    Property property = menu.property(name);
    if (property == null || property.readOnly()) {
      return property == null;
    }
    return item.has(name) || property.absent() || !property.initial().isEmpty();
  }

  /** Whether a compact export writes a property. */
  private static boolean shown(Menu menu, Item item, String name) {
    String text = item.text(name);
    if (!item.handle().isEmpty() && !menu.settings()) {
      return !text.equals(item.preset().get(name));
    }
    Property property = menu.property(name);
    if (property == null || ALWAYS.contains(name) || menu.required().contains(name)) {
      return true;
    }
    // RouterOS: an emptied set of words stays in the export.
    boolean emptied = text.isEmpty() && property.kind() == ValueKind.SET;
    return emptied || !text.isEmpty() && !text.equals(property.initial());
  }
}
