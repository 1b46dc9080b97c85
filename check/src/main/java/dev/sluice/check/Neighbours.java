package dev.sluice.check;

import dev.sluice.check.reach.Reachability;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.List;
import java.util.Optional;

/** What one rule should have to do with another. Stateless. */
final class Neighbours {
  private Neighbours() {}

  /** Chains that IPv4 filters and IPv6, being in use, does not. */
  static void twins(Policy policy, Findings findings) {
    boolean six =
        policy.addresses().stream()
            .anyMatch(one -> one.address().family() == Family.IPV6 && !one.disabled());
    Table filter = policy.ipv4().filter();
    for (String chain : List.of("input", "forward")) {
      Optional<Rule> dropping =
          filter.rules().stream()
              .filter(rule -> rule.active() && rule.chain().equals(chain))
              .filter(rule -> rule.action() instanceof Action.Drop)
              .findFirst();
      boolean filtered =
          policy.ipv6().filter().rules().stream()
              .anyMatch(rule -> rule.active() && rule.chain().equals(chain));
      if (six && dropping.isPresent() && !filtered) {
        findings.rule(
            Code.NO_IPV6_TWIN,
            filter,
            dropping.get(),
            "chain",
            "IPv4 drops packets in chain "
                + chain
                + "; IPv6 has addresses here and no rule in its"
                + " chain "
                + chain
                + ", so that the same traffic passes over IPv6",
            "write the rules that matter for /ipv6 firewall filter, too");
      }
    }
  }

  /** In srcnat and dstnat, accept is an exception; behind all it could spare it does nothing. */
  static void natExceptions(Table nat, Reachability reach, Findings findings) {
    List<Rule> rules = nat.rules().stream().filter(Rule::active).toList();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (!(rule.action() instanceof Action.Accept)
          || !ChainUse.builtIn(nat.name()).contains(rule.chain())) {
        continue;
      }
      Rule before = null;
      boolean later = false;
      for (int j = 0; j < rules.size(); j++) {
        Rule other = rules.get(j);
        boolean meets = other.chain().equals(rule.chain()) && j != i && reach.meet(rule, other);
        if (j < i && meets && translates(other.action()) && before == null) {
          before = other;
        }
        later |= j > i && meets;
      }
      if (before != null && !later) {
        findings.rule(
            Code.LATE_NAT_ACCEPT,
            nat,
            rule,
            "action",
            "this exception from NAT comes too late: "
                + Findings.named(nat, before.number())
                + " before it translates packets that it is meant for, and no rule behind it does",
            "put it first: " + Findings.move(nat, rule, before.number()));
      }
    }
  }

  /** Translations whose result the filter drops, whatever else the packets have. */
  static void forwards(Policy policy, Firewall firewall, Reachability reach, Findings findings) {
    for (Rule rule : firewall.nat().rules()) {
      if (!rule.active()
          || !rule.chain().equals("dstnat")
          || !(rule.action() instanceof Action.DestinationNat nat)
          || nat.to().stream().anyMatch(to -> own(policy, to))) {
        continue;
      }
      List<Integer> by = reach.dropped(rule, nat).orElse(List.of());
      if (by.isEmpty()) {
        continue;
      }
      Table filter = firewall.filter();
      findings.rule(
          Code.NAT_DROPPED,
          firewall.nat(),
          rule,
          "action",
          "nothing that this rule translates is forwarded: "
              + Findings.named(filter, by.getFirst())
              + " of the filter drops it"
              + (by.size() == 1 ? "" : ", with " + (by.size() - 1) + " more"),
          "accept it before: /ip firewall filter add chain=forward action=accept"
              + " connection-state=new connection-nat-state=dstnat place-before="
              + by.getFirst());
    }
  }

  private static boolean own(Policy policy, AddressRange to) {
    return policy.addresses().stream().anyMatch(one -> to.contains(one.address()));
  }

  private static boolean translates(Action action) {
    return switch (action) {
      case Action.SourceNat _,
          Action.Masquerade _,
          Action.DestinationNat _,
          Action.Redirect _,
          Action.Netmap _,
          Action.Same _ ->
          true;
      default -> false;
    };
  }
}
