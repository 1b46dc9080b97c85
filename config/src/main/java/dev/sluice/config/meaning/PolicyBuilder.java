package dev.sluice.config.meaning;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Source;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Helper;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.ServicePort;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Turns a configuration into the policy that it means. One configuration, one builder. */
public final class PolicyBuilder {
  private final Config config;
  private final Faults faults;
  private final Set<String> interfaceLists = new HashSet<>();
  private final Set<String> patterns = new HashSet<>();

  private PolicyBuilder(Config config, Faults faults) {
    this.config = config;
    this.faults = faults;
    // Lists that every router has, and the two that its default configuration makes.
    interfaceLists.addAll(List.of("all", "none", "dynamic", "static", "LAN", "WAN"));
    config.items("/interface/list").forEach(item -> interfaceLists.add(text(item, "name")));
    config.items("/ip/firewall/layer7-protocol").forEach(item -> patterns.add(text(item, "name")));
  }

  public static Policy build(Config config, Faults faults) {
    return new PolicyBuilder(config, faults).build();
  }

  private Policy build() {
    NetworkReader network = new NetworkReader(config);
    QueueReader queues = new QueueReader(config);
    Firewall ipv4 = firewall(Family.IPV4, "/ip/firewall/");
    Firewall ipv6 = firewall(Family.IPV6, "/ipv6/firewall/");
    return new Policy(
        ipv4,
        ipv6,
        layer7(),
        network.interfaces(ipv4, ipv6),
        network.lists(),
        network.addresses(),
        network.routes(),
        TrackingReader.read(config),
        servicePorts(),
        queues.trees(),
        queues.simple(),
        queues.types(),
        zone());
  }

  private Firewall firewall(Family family, String root) {
    return new Firewall(
        family,
        table(family, TableName.RAW, root),
        table(family, TableName.MANGLE, root),
        table(family, TableName.NAT, root),
        table(family, TableName.FILTER, root),
        addressLists(family, root + "address-list"));
  }

  private Table table(Family family, TableName name, String root) {
    String path = root + name.name().toLowerCase(Locale.ROOT);
    Menu menu = Schema.get().menu(path);
    List<Rule> rules = new ArrayList<>();
    List<Item> items = config.items(path);
    for (int i = 0; menu != null && i < items.size(); i++) {
      Rule rule = RuleReader.read(menu, items.get(i), i, faults);
      if (rule != null) {
        rules.add(invalid(rule, items.get(i)));
      }
    }
    return new Table(family, name, rules);
  }

  /** RouterOS shows a rule that names what does not exist with the flag I and skips it. */
  private Rule invalid(Rule rule, Item item) {
    Optional<String> reason = Optional.empty();
    for (String property :
        List.of(
            "in-interface-list",
            "out-interface-list",
            "in-bridge-port-list",
            "out-bridge-port-list")) {
      reason = reason.or(() -> missing(item, property, "interface list", interfaceLists));
    }
    reason = reason.or(() -> missing(item, "layer7-protocol", "layer7-protocol", patterns));
    return reason.isEmpty()
        ? rule
        : new Rule(
            rule.number(),
            rule.chain(),
            rule.matchers(),
            rule.action(),
            rule.log(),
            rule.logPrefix(),
            rule.disabled(),
            rule.comment(),
            reason,
            rule.origin());
  }

  private Optional<String> missing(Item item, String property, String what, Set<String> known) {
    Value value = item.value(property);
    if (value == null || value.text().isEmpty()) {
      return Optional.empty();
    }
    String names = Source.display(value.text());
    for (String name : (names.startsWith("!") ? names.substring(1) : names).split(",", -1)) {
      if (!known.contains(name)) {
        String near = Suggestion.nearest(name, known);
        faults.warning(
            value,
            "unknown-reference",
            "input does not match any value of " + property,
            "the rule is invalid: there is no "
                + what
                + " "
                + name
                + (near == null ? "" : "; did you mean " + near + "?"));
        return Optional.of("no " + what + " " + name);
      }
    }
    return Optional.empty();
  }

  private List<AddressListEntry> addressLists(Family family, String path) {
    List<AddressListEntry> entries = new ArrayList<>();
    for (Item item : config.items(path)) {
      AddressRange range = Addresses.range(family, item.text("address"));
      OptionalLong nanos = Durations.parse(item.text("timeout"));
      OptionalLong seconds =
          nanos.isPresent() && nanos.getAsLong() > 0
              ? OptionalLong.of(nanos.getAsLong() / Durations.SECOND)
              : OptionalLong.empty();
      entries.add(
          new AddressListEntry(
              text(item, "list"),
              text(item, "address"),
              Optional.ofNullable(range),
              seconds,
              item.yes("disabled"),
              text(item, "comment"),
              item.origin()));
    }
    return entries;
  }

  private List<Layer7Protocol> layer7() {
    List<Layer7Protocol> protocols = new ArrayList<>();
    for (Item item : config.items("/ip/firewall/layer7-protocol")) {
      protocols.add(
          new Layer7Protocol(
              text(item, "name"),
              item.text("regexp"),
              item.yes("disabled"),
              text(item, "comment"),
              item.origin()));
    }
    return protocols;
  }

  private List<ServicePort> servicePorts() {
    List<ServicePort> ports = new ArrayList<>();
    for (Item item : config.items("/ip/firewall/service-port")) {
      Optional<Helper> helper =
          Arrays.stream(Helper.values())
              .filter(known -> Piece.name(known).equals(item.text("name")))
              .findFirst();
      if (helper.isPresent()) {
        List<Integer> numbers = new ArrayList<>();
        for (String port : item.text("ports").split(",", -1)) {
          OptionalLong number = Quantities.number(port);
          if (number.isPresent() && number.getAsLong() <= 65_535) {
            numbers.add((int) number.getAsLong());
          }
        }
        ports.add(new ServicePort(helper.get(), numbers, item.yes("disabled"), item.origin()));
      }
    }
    return ports;
  }

  private ZoneId zone() {
    for (Item item : config.items("/system/clock")) {
      String name = item.text("time-zone-name");
      if (!name.isEmpty() && !name.equals("manual")) {
        try {
          return ZoneId.of(name);
        } catch (DateTimeException unknown) {
          Value value = item.value("time-zone-name");
          if (value != null) {
            faults.warning(
                value,
                "unknown-value",
                "input does not match any value of time-zone-name",
                "time conditions are read in UTC");
          }
        }
      }
    }
    return ZoneOffset.UTC;
  }

  static String text(Item item, String property) {
    return Source.display(item.text(property));
  }
}
