package dev.sluice.replay;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import java.util.Locale;

/** A rule and the table that it stands in. Immutable. */
public record RuleRef(Family family, TableName table, Rule rule) {
  /** Such as {@code /ip/firewall/filter}. */
  public String menu() {
    return menu(family, table);
  }

  /** The path of a table's menu. */
  public static String menu(Family family, TableName table) {
    String root = family == Family.IPV4 ? "/ip" : "/ipv6";
    return root + "/firewall/" + table.name().toLowerCase(Locale.ROOT);
  }

  /** The action, and the name that it gives. */
  public String action() {
    String name = Names.action(rule.action(), family == Family.IPV6);
    String object =
        switch (rule.action()) {
          case Action.Jump jump -> jump.target();
          case Action.MarkConnection mark -> mark.mark();
          case Action.MarkPacket mark -> mark.mark();
          case Action.MarkRouting mark -> mark.mark();
          case Action.AddSourceToAddressList add -> add.list();
          case Action.AddDestinationToAddressList add -> add.list();
          default -> "";
        };
    return object.isEmpty() ? name : name + " " + object;
  }

  /** Where it was written, {@code office.rsc:51}; empty if nowhere. */
  public String place() {
    return rule.origin().line() == 0 ? "" : rule.origin().file() + ":" + rule.origin().line();
  }

  /** {@code /ip/firewall/filter 3 drop, office.rsc:51}. */
  public String text() {
    String place = place();
    return menu() + " " + rule.number() + " " + action() + (place.isEmpty() ? "" : ", " + place);
  }
}
