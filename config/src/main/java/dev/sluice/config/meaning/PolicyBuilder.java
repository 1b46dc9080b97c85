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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns a configuration into the policy that it means. One configuration, one builder. */
public final class PolicyBuilder {
  /** What a rule may not name unless it is there. An interface may always come later. */
  private static final List<String> NAMING =
      List.of(
          "in-interface-list",
          "out-interface-list",
          "in-bridge-port-list",
          "out-bridge-port-list",
          "layer7-protocol");

  private final Config config;
  private final Faults faults;
  private final Referents referents;

  private PolicyBuilder(Config config, Faults faults) {
    this.config = config;
    this.faults = faults;
    this.referents = new Referents(config::items);
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
        rules.add(invalid(menu, rule, items.get(i)));
      }
    }
    return new Table(family, name, rules);
  }

  /** RouterOS shows a rule that names what does not exist with the flag I and skips it. */
  private Rule invalid(Menu menu, Rule rule, Item item) {
    Optional<String> reason = Optional.empty();
    for (String property : NAMING) {
      Referents.Missing missing =
          reason.isEmpty() ? referents.missing(menu, property, item.text(property)) : null;
      Value value = item.value(property);
      if (missing != null && value != null) {
        faults.warning(
            value,
            "unknown-reference",
            missing.message(),
            "the rule is invalid: " + missing.help());
        reason = Optional.of("no " + missing.what() + " " + missing.name());
      }
    }
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
        ports.add(
            new ServicePort(helper.get(), numbers, item.yes("disabled"), sip(item), item.origin()));
      }
    }
    return ports;
  }

  private static ServicePort.Sip sip(Item item) {
    long usual = ServicePort.Sip.DEFAULT.timeoutSeconds();
    OptionalLong nanos = Durations.parse(text(item, "sip-timeout"));
    long seconds = nanos.isPresent() ? nanos.getAsLong() / 1_000_000_000L : usual;
    return new ServicePort.Sip(!text(item, "sip-direct-media").equals("no"), seconds);
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
