package dev.sluice.config.meaning;

import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.syntax.Source;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one rule of one table, all of it or nothing. Stateless. */
public final class RuleReader {
  private static final int IPV4_BITS = 32;

  private RuleReader() {}

  /** The rule, or null if any of it is wrong; what is wrong was complained of. */
  public static @Nullable Rule read(Menu menu, Item item, int number, Faults faults) {
    Family family = menu.path().startsWith("/ipv6/") ? Family.IPV6 : Family.IPV4;
    int before = faults.errors();
    List<Matcher> matchers = new ArrayList<>();
    for (Map.Entry<String, Value> entry : item.values().entrySet()) {
      Property property = menu.property(entry.getKey());
      Value value = entry.getValue();
      if (property == null || value.text().isEmpty() || !MatcherReader.knows(entry.getKey())) {
        continue;
      }
      Piece piece = Piece.of(property.name(), property.help(), value, faults);
      if (piece.negated() && !property.negatable() && !property.name().equals("hotspot")) {
        piece.invalid();
        continue;
      }
      Matcher matcher = MatcherReader.read(family, piece);
      if (matcher != null) {
        matchers.add(matcher);
      }
    }
    Action action = new ActionReader(menu, family, item, faults).read();
    boolean log = yes(menu, item, "log", faults);
    boolean disabled = yes(menu, item, "disabled", faults);
    if (faults.errors() == before) {
      dependencies(family, item, matchers, faults);
    }
    if (action == null || faults.errors() > before) {
      return null;
    }
    return new Rule(
            number,
            Source.display(item.text("chain")),
            matchers,
            action,
            log,
            Source.display(item.text("log-prefix")),
            disabled,
            Source.display(item.text("comment")),
            Optional.empty(),
            item.origin())
        .ordered(family);
  }

  private static boolean yes(Menu menu, Item item, String name, Faults faults) {
    Value value = item.value(name);
    if (value == null || menu.property(name) == null) {
      return false;
    }
    Boolean read = Piece.of(name, "", value, faults).yes();
    return read != null && read;
  }

  /** RouterOS refuses conditions on headers that the protocol of the rule does not have. */
  private static void dependencies(
      Family family, Item item, List<Matcher> matchers, Faults faults) {
    int protocol = -1;
    for (Matcher matcher : matchers) {
      if (matcher instanceof Matcher.Protocol wanted && !wanted.negated()) {
        protocol = wanted.number();
      }
    }
    for (String name : List.of("src-port", "dst-port", "port")) {
      if (!Protocols.hasPorts(protocol)) {
        refuse(
            item,
            name,
            "ports can be specified if proto is tcp,udp,udp-lite,dccp,sctp",
            "add protocol=tcp or protocol=udp",
            faults);
      }
    }
    if (protocol != Protocols.TCP) {
      refuse(item, "tcp-flags", "tcp-flags works only with tcp", "add protocol=tcp", faults);
    }
    for (Matcher matcher : matchers) {
      if (matcher instanceof Matcher.ConnectionLimit limit
          && family == Family.IPV4
          && limit.netmask() > IPV4_BITS) {
        Value value = item.value("connection-limit");
        if (value != null) {
          String message = "value of connection-limit netmask out of range (0..32)";
          faults.error(value.origin(), value.length(), "out-of-range", message, "32 is one host");
        }
      }
    }
    if (protocol != Protocols.TCP
        && item.text("action").equals("reject")
        && item.text("reject-with").equals("tcp-reset")) {
      refuse(item, "reject-with", "tcp-reset works only with tcp", "add protocol=tcp", faults);
    }
    if (protocol != Protocols.icmp(family)) {
      String name = family == Family.IPV4 ? "icmp" : "icmpv6";
      refuse(
          item,
          "icmp-options",
          "icmp-options can be specified if proto is " + name,
          "add protocol=" + name,
          faults);
    }
  }

  private static void refuse(
      Item item, String property, String message, String help, Faults faults) {
    Value value = item.value(property);
    if (value != null && !value.text().isEmpty()) {
      faults.error(value.origin(), value.length(), "needs-protocol", message, help);
    }
  }
}
