package dev.sluice.config.meaning;

import static dev.sluice.config.meaning.PolicyBuilder.text;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Route;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads interfaces, their lists and addresses, and routes. One configuration, one reader. */
final class NetworkReader {
  private final Config config;

  NetworkReader(Config config) {
    this.config = config;
  }

  List<Interface> interfaces(Firewall... firewalls) {
    Map<String, String> bridges = new HashMap<>();
    for (Item port : config.items("/interface/bridge/port")) {
      bridges.put(text(port, "interface"), text(port, "bridge"));
    }
    Map<String, Interface> known = new LinkedHashMap<>();
    config
        .menus()
        .forEach((path, items) -> {
          if (declaresInterfaces(path)) {
            items.forEach(item -> declare(path, item, bridges, known));
          }
        });
    for (Item item : config.items("/interface/list/member")) {
      mention(text(item, "interface"), bridges, known);
    }
    for (InterfaceAddress address : addresses()) {
      mention(address.interfaceName(), bridges, known);
    }
    bridges.forEach((port, bridge) -> {
      mention(port, bridges, known);
      mention(bridge, bridges, known);
    });
    for (Firewall firewall : firewalls) {
      for (Table table : firewall.tables()) {
        table.rules().forEach(rule -> mentioned(rule, bridges, known));
      }
    }
    return List.copyOf(known.values());
  }

  private static void mentioned(
      Rule rule, Map<String, String> bridges, Map<String, Interface> known) {
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.InInterface in -> mention(in.name(), bridges, known);
        case Matcher.OutInterface out -> mention(out.name(), bridges, known);
        case Matcher.InBridgePort in -> mention(in.name(), bridges, known);
        case Matcher.OutBridgePort out -> mention(out.name(), bridges, known);
        default -> {}
      }
    }
  }

  private static boolean declaresInterfaces(String path) {
    return path.startsWith("/interface/")
        && path.indexOf('/', "/interface/".length()) < 0
        && !path.equals("/interface/list");
  }

  private static void declare(
      String path, Item item, Map<String, String> bridges, Map<String, Interface> known) {
    String name = item.has("name") ? text(item, "name") : text(item, "default-name");
    if (name.isEmpty()) {
      return;
    }
    String kind = path.substring(path.lastIndexOf('/') + 1);
    OptionalLong mtu = Quantities.number(item.text("mtu"));
    known.put(
        name,
        new Interface(
            name,
            kind.equals("ethernet") ? "ether" : kind,
            kind.endsWith("-client") || kind.equals("lte"),
            bridges.getOrDefault(name, ""),
            mtu.isPresent() && mtu.getAsLong() < 65_536
                ? (int) mtu.getAsLong()
                : Interface.DEFAULT_MTU));
  }

  private static void mention(
      String name, Map<String, String> bridges, Map<String, Interface> known) {
    if (!name.isEmpty()
        && !List.of("all", "all-ethernet", "all-ppp", "all-vlan", "all-wireless").contains(name)) {
      known.putIfAbsent(
          name,
          new Interface(name, "", false, bridges.getOrDefault(name, ""), Interface.DEFAULT_MTU));
    }
  }

  List<InterfaceList> lists() {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (Item item : config.items("/interface/list/member")) {
      if (!item.yes("disabled")) {
        members
            .computeIfAbsent(text(item, "list"), list -> new ArrayList<>())
            .add(text(item, "interface"));
      }
    }
    List<InterfaceList> lists = new ArrayList<>();
    for (Item item : config.items("/interface/list")) {
      String name = text(item, "name");
      List<String> own = members.remove(name);
      lists.add(
          new InterfaceList(
              name,
              words(text(item, "include")),
              words(text(item, "exclude")),
              own == null ? List.of() : own,
              item.origin()));
    }
    members.forEach((name, own) ->
        lists.add(
            new InterfaceList(name, List.of(), List.of(), own, dev.sluice.policy.Origin.NONE)));
    return lists;
  }

  static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).filter(word -> !word.isEmpty()).toList();
  }

  List<InterfaceAddress> addresses() {
    List<InterfaceAddress> addresses = new ArrayList<>();
    config.items("/ip/address").forEach(item -> address(Family.IPV4, item, addresses));
    config.items("/ipv6/address").forEach(item -> address(Family.IPV6, item, addresses));
    return addresses;
  }

  private static void address(Family family, Item item, List<InterfaceAddress> addresses) {
    String text = item.text("address");
    int slash = text.indexOf('/');
    Address address = Addresses.address(family, slash < 0 ? text : text.substring(0, slash));
    String mask = slash < 0 ? item.text("netmask") : text.substring(slash + 1);
    int whole = family == Family.IPV4 ? 32 : 64;
    int length = mask.isEmpty() ? whole : Addresses.prefixLength(family, mask);
    if (address != null && length >= 0) {
      addresses.add(
          new InterfaceAddress(
              address, length, text(item, "interface"), item.yes("disabled"), item.origin()));
    }
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    config.items("/ip/route").forEach(item -> route(Family.IPV4, item, routes));
    config.items("/ipv6/route").forEach(item -> route(Family.IPV6, item, routes));
    return routes;
  }

  private static void route(Family family, Item item, List<Route> routes) {
    String written = item.text("dst-address");
    String fallback = family == Family.IPV4 ? "0.0.0.0/0" : "::/0";
    AddressRange destination = Addresses.range(family, written.isEmpty() ? fallback : written);
    if (destination == null) {
      return;
    }
    AddressType kind = kind(item);
    List<String> gateways = words(text(item, "gateway"));
    if (gateways.isEmpty() || kind != AddressType.UNICAST) {
      if (kind != AddressType.UNICAST) {
        routes.add(route(item, destination, Optional.empty(), Optional.empty(), kind));
      }
      return;
    }
    for (String gateway : gateways) {
      int table = gateway.indexOf('@');
      String target = table < 0 ? gateway : gateway.substring(0, table);
      int percent = target.indexOf('%');
      String first = percent < 0 ? target : target.substring(0, percent);
      Optional<Address> address = Optional.ofNullable(Addresses.address(family, first));
      Optional<String> name =
          percent >= 0
              ? Optional.of(target.substring(percent + 1))
              : address.isPresent() ? Optional.empty() : Optional.of(first);
      routes.add(route(item, destination, name, address, kind));
    }
  }

  private static Route route(
      Item item,
      AddressRange destination,
      Optional<String> name,
      Optional<Address> gateway,
      AddressType kind) {
    OptionalLong distance = Quantities.number(item.text("distance"));
    String table = text(item, item.has("routing-table") ? "routing-table" : "routing-mark");
    return new Route(
        destination,
        name,
        gateway,
        distance.isPresent() && distance.getAsLong() < 256 ? (int) distance.getAsLong() : 1,
        kind,
        table.isEmpty() ? Mark.MAIN : table,
        item.yes("disabled"),
        item.origin());
  }

  private static AddressType kind(Item item) {
    if (item.has("blackhole") && !item.text("blackhole").equals("no")) {
      return AddressType.BLACKHOLE;
    }
    String type = item.text("type").toUpperCase(Locale.ROOT);
    return switch (type) {
      case "BLACKHOLE", "PROHIBIT", "UNREACHABLE" -> AddressType.valueOf(type);
      default -> AddressType.UNICAST;
    };
  }
}
