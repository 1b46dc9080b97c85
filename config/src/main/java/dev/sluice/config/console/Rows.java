package dev.sluice.config.console;

import dev.sluice.config.meaning.Referents;
import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Literals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of every menu: what is configured, what is built in, what the traffic left. */
final class Rows {
  /** Properties that are told beside the others, or not at all. */
  private static final Set<String> ASIDE =
      Set.of("disabled", "invalid", "dynamic", "comment", "default", "builtin");

  private static final String DUMMY = "special dummy rule to show fasttrack counters";

  private final Draft draft;
  private final Live live;
  private final Counters counters;
  private final LiveRows traffic;
  private final Referents referents;

  Rows(Draft draft, Live live, Counters counters) {
    this.draft = draft;
    this.live = live;
    this.counters = counters;
    this.traffic = new LiveRows(live);
    this.referents = new Referents(draft::items);
  }

  /** All rows of a menu, numbered. */
  List<Row> of(String path) {
    List<Row> rows = new ArrayList<>();
    Menu menu = Schema.get().menu(path);
    builtins(path, rows);
    if (menu != null) {
      for (Item item : draft.items(path)) {
        rows.add(row(menu, item, rows.size()));
      }
    }
    switch (path) {
      case "/interface" -> interfaces(rows);
      case "/ip/route" -> connected(rows);
      default -> {}
    }
    traffic.add(path, rows);
    return rows;
  }

  /** The only row of a settings menu. */
  Row settings(Menu menu) {
    List<Item> items = draft.items(menu.path());
    Item item = items.isEmpty() ? null : items.getFirst();
    Map<String, String> shown = new LinkedHashMap<>();
    for (Property property : menu.properties().values()) {
      String set = item == null ? "" : item.text(property.name());
      String text = set.isEmpty() ? property.initial() : set;
      String told = told(menu.path(), property.name());
      if (told != null || !text.isEmpty() || item != null && item.has(property.name())) {
        shown.put(property.name(), told == null ? text : told);
      }
    }
    return new Row(item == null ? 0 : item.id(), 0, shown, Map.of());
  }

  private @Nullable String told(String path, String name) {
    if (path.equals("/ip/firewall/connection/tracking")) {
      return switch (name) {
        case "total-entries" ->
            Long.toString(live.connections().stream().filter(c -> !c.timeout().isEmpty()).count());
        case "active-ipv4", "active-ipv6" -> "yes";
        default -> null;
      };
    }
    return null;
  }

  Row row(Menu menu, Item item, int number) {
    Map<String, String> shown = new LinkedHashMap<>();
    Map<String, String> hidden = new TreeMap<>();
    hidden.put("disabled", item.yes("disabled") ? "yes" : "no");
    hidden.put("invalid", referents.missing(menu, item) == null ? "no" : "yes");
    hidden.put("dynamic", item.yes("dynamic") || item.has("timeout") ? "yes" : "no");
    if (item.has("comment")) {
      hidden.put("comment", item.text("comment"));
    }
    if (menu.open()) {
      String name = item.text("name");
      shown.put("name", name.isEmpty() ? item.text("default-name") : name);
      item.values().forEach((property, value) -> shown.putIfAbsent(property, value.text()));
      ASIDE.forEach(shown::remove);
      return new Row(item.id(), number, shown, hidden);
    }
    boolean rules = menu.kind() == Menu.MenuKind.RULES;
    if (menu.path().endsWith("/service-port")) {
      shown.put("name", item.text("name"));
    }
    for (Property property : menu.properties().values()) {
      if (ASIDE.contains(property.name()) || property.readOnly()) {
        continue;
      }
      String text = text(menu, item, property, rules);
      if (text != null) {
        shown.put(property.name(), text);
      }
    }
    extra(menu, item, hidden);
    return new Row(item.id(), number, shown, hidden);
  }

  /** What print shows of a property, null for nothing. */
  private static @Nullable String text(Menu menu, Item item, Property property, boolean rules) {
    String name = property.name();
    if (item.has(name)) {
      String text = item.text(name);
      boolean string = property.kind() == dev.sluice.config.schema.ValueKind.STRING;
      return text.isEmpty() && !string ? null : text;
    }
    if (property.initial().isEmpty()) {
      return null;
    }
    if (rules) {
      String action = item.text("action");
      boolean goesOn = action.startsWith("mark-") || action.startsWith("change-");
      return name.equals("action") || name.equals("passthrough") && goesOn
          ? property.initial()
          : null;
    }
    if (menu.path().equals("/queue/type")) {
      return name.startsWith(item.text("kind") + "-") ? property.initial() : null;
    }
    return property.initial();
  }

  private void extra(Menu menu, Item item, Map<String, String> hidden) {
    switch (menu.path()) {
      case "/ip/address" -> hidden.put("network", network(item));
      case "/ip/route", "/ipv6/route" -> {
        hidden.put("active", item.yes("disabled") ? "no" : "yes");
        hidden.put("static", "yes");
        hidden.putIfAbsent("distance", item.has("distance") ? item.text("distance") : "1");
      }
      case "/system/logging", "/system/logging/action", "/queue/type" ->
          hidden.put("default", item.handle().isEmpty() ? "no" : "yes");
      default -> {}
    }
    if (menu.kind() == Menu.MenuKind.RULES) {
      Counters.Count count = counters.of(menu.path(), item.id());
      hidden.put("bytes", Long.toString(count.bytes()));
      hidden.put("packets", Long.toString(count.packets()));
    } else if (menu.path().equals("/queue/tree") || menu.path().equals("/queue/simple")) {
      // When the captures have ended, nothing flows and nothing waits.
      String none = menu.path().equals("/queue/tree") ? "0" : "0/0";
      NOW.forEach(name -> hidden.put(name, none));
      hidden.putAll(counters.queue(menu.path(), item.id()));
    }
  }

  private static final List<String> NOW =
      List.of("rate", "packet-rate", "queued-bytes", "queued-packets");

  private static String network(Item item) {
    if (item.has("network")) {
      return item.text("network");
    }
    String address = item.text("address");
    int slash = address.indexOf('/');
    String bits = slash < 0 ? "32" : address.substring(slash + 1);
    int length = bits.matches("[0-9]{1,2}") ? Integer.parseInt(bits) : 33;
    Datum read = Literals.of(slash < 0 ? address : address.substring(0, slash));
    return read instanceof Datum.Ip ip && !ip.six() && length <= 32
        ? Literals.network(ip.text(), length)
        : "";
  }

  private void builtins(String path, List<Row> rows) {
    switch (path) {
      case "/ip/firewall/filter", "/ipv6/firewall/filter" -> dummies(path, rows, "forward");
      case "/ip/firewall/mangle", "/ipv6/firewall/mangle" ->
          dummies(path, rows, "prerouting", "forward", "postrouting");
      case "/ip/firewall/raw", "/ipv6/firewall/raw" -> dummies(path, rows, "prerouting");
      case "/interface/list" -> {
        for (String name : List.of("all", "none", "dynamic", "static")) {
          builtin(rows, Map.of("name", name), Map.of("builtin", "yes"));
        }
      }
      default -> {}
    }
  }

  /** RouterOS shows fasttracked traffic in rules that it makes itself. */
  private void dummies(String path, List<Row> rows, String... chains) {
    String filter = path.substring(0, path.lastIndexOf('/')) + "/filter";
    boolean fasttrack =
        draft.items(filter).stream()
            .anyMatch(item ->
                item.text("action").equals("fasttrack-connection") && !item.yes("disabled"));
    Counters.Count count = counters.dummy(path);
    Map<String, String> hidden =
        Map.of(
            "dynamic",
            "yes",
            "comment",
            DUMMY,
            "bytes",
            Long.toString(count.bytes()),
            "packets",
            Long.toString(count.packets()));
    for (String chain : fasttrack ? chains : new String[0]) {
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("chain", chain);
      shown.put("action", "passthrough");
      builtin(rows, shown, hidden);
    }
  }

  private static void builtin(
      List<Row> rows, Map<String, String> shown, Map<String, String> hidden) {
    rows.add(new Row(Row.DYNAMIC + rows.size(), rows.size(), shown, hidden));
  }

  /** RouterOS: an address makes a route to its network. */
  private void connected(List<Row> rows) {
    for (Item item : draft.items("/ip/address")) {
      String address = item.text("address");
      String network = network(item);
      int slash = address.indexOf('/');
      if (item.yes("disabled") || network.isEmpty()) {
        continue;
      }
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("dst-address", network + (slash < 0 ? "/32" : address.substring(slash)));
      shown.put("gateway", item.text("interface"));
      shown.put("routing-table", "main");
      shown.put("distance", "0");
      builtin(rows, shown, Map.of("dynamic", "yes", "active", "yes", "connect", "yes"));
    }
  }

  private void interfaces(List<Row> rows) {
    for (String kind : Schema.get().childrenOf("/interface")) {
      Menu menu = Schema.get().menu("/interface/" + kind);
      if (menu == null || !menu.open()) {
        continue;
      }
      for (Item item : draft.items(menu.path())) {
        Row row = row(menu, item, rows.size());
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("name", row.text("name"));
        shown.put("type", kind.equals("ethernet") ? "ether" : kind);
        String mtu = row.text("mtu");
        shown.put("actual-mtu", mtu.isEmpty() || mtu.equals("auto") ? "1500" : mtu);
        Map<String, String> hidden = new TreeMap<>(row.hidden());
        if (item.has("default-name")) {
          hidden.put("default-name", item.text("default-name"));
        }
        hidden.put("running", row.yes("disabled") ? "no" : "yes");
        rows.add(new Row(item.id(), rows.size(), shown, hidden));
      }
    }
  }
}
