package dev.sluice.check;

import dev.sluice.config.meaning.Suggestion;
import dev.sluice.policy.Action;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells of chains that are not there, not used, or lead back to themselves. Stateless. */
final class ChainUse {
  private ChainUse() {}

  static Set<String> builtIn(TableName table) {
    return switch (table) {
      case RAW -> Set.of("prerouting", "output");
      case MANGLE -> Set.of("prerouting", "input", "forward", "output", "postrouting");
      case NAT -> Set.of("srcnat", "dstnat", "input", "output");
      case FILTER -> Set.of("input", "forward", "output");
    };
  }

  static void check(Table table, Findings findings) {
    Map<String, Rule> firstOf = new LinkedHashMap<>();
    Map<String, Set<String>> jumps = new HashMap<>();
    Set<String> targets = new HashSet<>();
    Set<String> active = new HashSet<>();
    for (Rule rule : table.rules()) {
      firstOf.putIfAbsent(rule.chain(), rule);
      if (rule.active()) {
        active.add(rule.chain());
      }
      if (rule.action() instanceof Action.Jump jump) {
        targets.add(jump.target());
        if (rule.active()) {
          jumps.computeIfAbsent(rule.chain(), chain -> new TreeSet<>()).add(jump.target());
        }
      }
    }
    if (active.stream().noneMatch(builtIn(table.name())::contains)
        && typos(table, active).isEmpty()) {
      // A part of a policy: the chains that belong to it are elsewhere.
      return;
    }
    for (Rule rule : table.rules()) {
      if (rule.active() && rule.action() instanceof Action.Jump jump) {
        jump(table, rule, jump.target(), firstOf.keySet(), jumps, findings);
      }
    }
    firstOf.forEach((chain, rule) -> {
      if (!targets.contains(chain) && active.contains(chain)) {
        unused(table, chain, rule, targets, findings);
      }
    });
  }

  /** Chains that look like built-in ones. */
  private static List<String> typos(Table table, Set<String> chains) {
    return chains.stream()
        .filter(chain -> Suggestion.nearest(chain, builtIn(table.name())) != null)
        .toList();
  }

  private static void jump(
      Table table,
      Rule rule,
      String target,
      Set<String> chains,
      Map<String, Set<String>> jumps,
      Findings findings) {
    if (!chains.contains(target)) {
      if (!madeElsewhere(target, findings)) {
        String near = Suggestion.nearest(target, others(chains, builtIn(table.name())));
        findings.rule(
            Code.MISSING_CHAIN,
            table,
            rule,
            "jump-target",
            "chain " + target + " has no rules: the jump does nothing",
            near == null
                ? "add rules with chain=" + target + ", or take the jump away"
                : "did you mean jump-target=" + near + "?");
      }
      return;
    }
    if (leads(target, rule.chain(), jumps, new HashSet<>())) {
      findings.rule(
          Code.JUMP_LOOP,
          table,
          rule,
          "jump-target",
          target.equals(rule.chain())
              ? "chain " + target + " jumps to itself: RouterOS makes the rule invalid"
              : "chain "
                  + target
                  + " leads back to chain "
                  + rule.chain()
                  + ": RouterOS makes a rule of the circle invalid",
          "use action=return to go back, or jump to a chain that does not come here");
    }
  }

  private static Set<String> others(Set<String> chains, Set<String> without) {
    Set<String> others = new TreeSet<>(chains);
    others.removeAll(without);
    return others;
  }

  private static boolean leads(
      String from, String to, Map<String, Set<String>> jumps, Set<String> seen) {
    if (from.equals(to)) {
      return true;
    }
    return seen.add(from)
        && jumps.getOrDefault(from, Set.of()).stream().anyMatch(n -> leads(n, to, jumps, seen));
  }

  /** RouterOS: hotspot and PPP make chains of their own, with rules that come and go. */
  private static boolean madeElsewhere(String chain, Findings findings) {
    return chain.startsWith("hs-")
        || chain.startsWith("pre-hs-")
        || List.of("ppp", "hotspot").contains(chain)
        || findings.mentionedElsewhere(chain);
  }

  private static void unused(
      Table table, String chain, Rule first, Set<String> targets, Findings findings) {
    if (builtIn(table.name()).contains(chain) || madeElsewhere(chain, findings)) {
      return;
    }
    Set<String> meant = new TreeSet<>(targets);
    meant.addAll(builtIn(table.name()));
    String near = Suggestion.nearest(chain, meant);
    findings.rule(
        Code.UNUSED_CHAIN,
        table,
        first,
        "chain",
        "no rule jumps to chain " + chain + ": its rules are never asked",
        near != null
            ? "did you mean chain=" + near + "?"
            : "add a rule with action=jump jump-target="
                + chain
                + " to one of "
                + String.join(", ", new TreeSet<>(builtIn(table.name()))));
  }
}
