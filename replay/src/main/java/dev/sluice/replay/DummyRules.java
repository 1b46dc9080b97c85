package dev.sluice.replay;

import dev.sluice.engine.Datapath;
import dev.sluice.policy.Action;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.Report.RuleCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RouterOS: a policy that fasttracks gets dynamic rules at the top of the chains that fasttracked
 * packets pass by; their counters show those packets.
 */
final class DummyRules {
  private static final String COMMENT = "special dummy rule to show fasttrack counters";

  private DummyRules() {}

  /** The dummy rules of one table, none for most. */
  static List<RuleCount> of(Table table, Datapath datapath) {
    List<String> chains =
        switch (table.name()) {
          case RAW -> List.of("prerouting");
          case MANGLE -> List.of("prerouting", "forward", "postrouting");
          case FILTER -> List.of("forward");
          case NAT -> List.of();
        };
    List<RuleCount> rules = new ArrayList<>();
    for (String chain : chains) {
      Rule rule =
          new Rule(
              RuleCount.DYNAMIC,
              chain,
              List.of(),
              new Action.Passthrough(),
              false,
              "",
              false,
              COMMENT,
              Optional.empty(),
              Origin.NONE);
      rules.add(
          new RuleCount(
              table,
              rule,
              datapath.fasttrackPackets(table.family()),
              datapath.fasttrackBytes(table.family())));
    }
    return rules;
  }
}
