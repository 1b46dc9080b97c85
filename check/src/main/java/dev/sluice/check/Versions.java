package dev.sluice.check;

import dev.sluice.config.model.Item;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import java.util.List;
import java.util.Set;

/**
 * Tells of what one version of RouterOS does not accept. Only differences that are documented are
 * known here. Stateless.
 */
final class Versions {
  private Versions() {}

  static void check(Policy policy, RouterOs version, Findings findings) {
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        for (Rule rule : table.rules()) {
          if (version == RouterOs.V6) {
            six(table, rule, findings);
          }
          extensions(table, rule, version, findings);
        }
      }
    }
    routes("/ip/route", version, findings);
    routes("/ipv6/route", version, findings);
  }

  private static void six(Table table, Rule rule, Findings findings) {
    boolean nat = table.name() == TableName.NAT;
    if (nat && Set.of("input", "output").contains(rule.chain())) {
      tell(
          table,
          rule,
          "chain",
          "chain " + rule.chain() + " of nat is built in since version 7",
          "in 6.49 it is a chain of your own that nothing jumps to",
          findings);
    }
    if (table.family() == Family.IPV6 && rule.action() instanceof Action.FasttrackConnection) {
      tell(
          table,
          rule,
          "action",
          "IPv6 has fasttrack-connection since version 7.18",
          "take the rule away",
          findings);
    }
    if (rule.action() instanceof Action.Socksify) {
      tell(table, rule, "action", "there is socksify since version 7.20", "", findings);
    }
  }

  private static void extensions(Table table, Rule rule, RouterOs version, Findings findings) {
    for (Matcher matcher : rule.matchers()) {
      String property = Properties.of(matcher, table.family());
      int values =
          switch (matcher) {
            case Matcher.Layer7 m -> m.names().size();
            case Matcher.ConnectionMark m -> m.marks().size();
            case Matcher.PacketMark m -> m.marks().size();
            case Matcher.RoutingMark m -> m.marks().size();
            case Matcher.Time m -> m.ranges().size();
            default -> 1;
          };
      if (values > 1) {
        tell(
            table,
            rule,
            property,
            "RouterOS " + version + " takes one value for " + property,
            "write one rule for each of the " + values,
            findings);
      }
      if (matcher instanceof Matcher.Layer7 && table.family() == Family.IPV6) {
        tell(
            table,
            rule,
            property,
            "RouterOS " + version + " has no layer7-protocol for IPv6",
            "use tls-host or content",
            findings);
      }
    }
  }

  private static void routes(String menu, RouterOs version, Findings findings) {
    String wrong = version == RouterOs.V6 ? "routing-table" : "routing-mark";
    String right = version == RouterOs.V6 ? "routing-mark" : "routing-table";
    List<Item> routes = findings.reading().config().items(menu);
    for (Item route : routes) {
      if (route.has(wrong) && !route.text(wrong).equals("main")) {
        findings.item(
            Code.NOT_IN_PROFILE,
            menu,
            route.origin(),
            wrong,
            "a route of RouterOS " + version + " has no " + wrong,
            "write " + right + "=" + route.text(wrong));
      }
    }
  }

  private static void tell(
      Table table, Rule rule, String property, String message, String help, Findings findings) {
    findings.rule(Code.NOT_IN_PROFILE, table, rule, property, message, help);
  }
}
