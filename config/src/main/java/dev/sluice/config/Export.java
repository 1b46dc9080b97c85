package dev.sluice.config;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Outside;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
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
  private static final Set<String> ALWAYS = Set.of("action", "passthrough", "hw-offload");

  private Export() {}

  public static String text(Config config) {
    Map<String, List<Outside>> outside = new LinkedHashMap<>();
    for (Outside statement : config.outside()) {
      outside.computeIfAbsent(statement.menu(), menu -> new ArrayList<>()).add(statement);
    }
    Set<String> paths = new TreeSet<>(config.menus().keySet());
    paths.addAll(outside.keySet());
    StringBuilder out = new StringBuilder(HEADER);
    paths.stream()
        .sorted(Comparator.comparingInt(Export::place).thenComparing(path -> path))
        .forEach(path -> menu(config, path, outside.getOrDefault(path, List.of()), out));
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

  private static void menu(Config config, String path, List<Outside> outside, StringBuilder out) {
    StringBuilder lines = new StringBuilder();
    Menu menu = Schema.get().menu(path);
    if (menu != null) {
      for (Item item : config.items(path)) {
        item(menu, item, lines);
      }
    }
    for (Outside statement : outside) {
      lines.append(Source.display(statement.text())).append('\n');
    }
    if (!lines.isEmpty()) {
      out.append(path.replace("/", " ").replaceFirst(" ", "/")).append('\n').append(lines);
    }
  }

  private static void item(Menu menu, Item item, StringBuilder out) {
    List<String> names = new ArrayList<>();
    for (String name : item.values().keySet()) {
      if (shown(menu, item, name)) {
        names.add(name);
      }
    }
    boolean implied = menu.kind() == Menu.MenuKind.RULES && !item.has("action");
    if (item.handle().isEmpty()) {
      ExportLine line = new ExportLine(out, "add");
      if (implied) {
        line.argument("action", "accept");
      }
      names.forEach(name -> argument(menu, item, name, line));
      line.end();
    } else if (!names.isEmpty()) {
      boolean bare = menu.settings() || item.handle().startsWith("[");
      String start =
          menu.settings() ? "set" : "set " + (bare ? item.handle() : Quoting.value(item.handle()));
      ExportLine line = new ExportLine(out, start);
      names.forEach(name -> argument(menu, item, name, line));
      line.end();
    }
  }

  private static void argument(Menu menu, Item item, String name, ExportLine line) {
    Property property = menu.property(name);
    boolean word =
        property != null
            && property.kind() == dev.sluice.config.schema.ValueKind.SWITCH
            && item.yes(name);
    if (word) {
      line.word(name);
    } else {
      line.argument(name, item.text(name));
    }
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
    return !text.isEmpty() && !text.equals(property.initial());
  }
}
