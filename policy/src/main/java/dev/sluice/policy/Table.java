package dev.sluice.policy;

import java.util.List;

/** The rules of one table of one family, in printed order. Immutable. */
public record Table(Family family, TableName name, List<Rule> rules) {
  public Table {
    rules = List.copyOf(rules);
  }

  /** The RouterOS path of its menu, such as {@code /ip/firewall/filter}. */
  public String menu() {
    String root = family == Family.IPV4 ? "/ip" : "/ipv6";
    return root + "/firewall/" + name.name().toLowerCase(java.util.Locale.ROOT);
  }
}
