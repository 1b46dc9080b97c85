package dev.sluice.engine;

import dev.sluice.engine.rules.Evaluator;
import dev.sluice.engine.rules.RuleTable;
import dev.sluice.engine.rules.Surroundings;
import dev.sluice.policy.Action;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;

/** The compiled tables of one family, and where its built-in chains begin. Not threadsafe. */
final class FamilyRules {
  final RuleTable raw;
  final RuleTable mangle;
  final RuleTable nat;
  final RuleTable filter;

  final int rawPrerouting;
  final int rawOutput;
  final int manglePrerouting;
  final int mangleInput;
  final int mangleForward;
  final int mangleOutput;
  final int manglePostrouting;
  final int filterInput;
  final int filterForward;
  final int filterOutput;
  final int sourceNat;
  final int destinationNat;
  final int inputNat;
  final int outputNat;

  /** Whether there is any rule of nat: without one, no connection is ever bound. */
  final boolean translates;

  final boolean fasttracks;

  /** RouterOS: tracking in state auto begins with the first rule of filter, nat or mangle. */
  final boolean wantsTracking;

  final boolean asksRates;

  /** Whether any rule asks for server names; then every packet is shown to those who read them. */
  final boolean asksNames;

  FamilyRules(Firewall firewall, Surroundings around, Evaluator evaluator) {
    raw = new RuleTable(firewall.raw(), around, evaluator);
    mangle = new RuleTable(firewall.mangle(), around, evaluator);
    nat = new RuleTable(firewall.nat(), around, evaluator);
    filter = new RuleTable(firewall.filter(), around, evaluator);
    rawPrerouting = raw.chain("prerouting");
    rawOutput = raw.chain("output");
    manglePrerouting = mangle.chain("prerouting");
    mangleInput = mangle.chain("input");
    mangleForward = mangle.chain("forward");
    mangleOutput = mangle.chain("output");
    manglePostrouting = mangle.chain("postrouting");
    filterInput = filter.chain("input");
    filterForward = filter.chain("forward");
    filterOutput = filter.chain("output");
    sourceNat = nat.chain("srcnat");
    destinationNat = nat.chain("dstnat");
    inputNat = nat.chain("input");
    outputNat = nat.chain("output");
    translates = hasActive(firewall.nat());
    wantsTracking = translates || hasActive(firewall.filter()) || hasActive(firewall.mangle());
    boolean fast = false;
    boolean rates = false;
    boolean names = false;
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        if (rule.active()) {
          fast |= rule.action() instanceof Action.FasttrackConnection;
          for (Matcher matcher : rule.matchers()) {
            rates |= matcher instanceof Matcher.ConnectionRate;
            names |= matcher instanceof Matcher.TlsHost;
          }
        }
      }
    }
    fasttracks = fast;
    asksRates = rates;
    asksNames = names;
  }

  private static boolean hasActive(Table table) {
    for (Rule rule : table.rules()) {
      if (rule.active()) {
        return true;
      }
    }
    return false;
  }

  RuleTable table(TableName name) {
    return switch (name) {
      case RAW -> raw;
      case MANGLE -> mangle;
      case NAT -> nat;
      case FILTER -> filter;
    };
  }
}
