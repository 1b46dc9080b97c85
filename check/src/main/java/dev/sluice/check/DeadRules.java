package dev.sluice.check;

import dev.sluice.check.reach.Reachability;
import dev.sluice.policy.Action;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells of rules that no packet gets to, or that none can match. Stateless. */
final class DeadRules {
  private DeadRules() {}

  /** The numbers of the rules that it told of, or could have. */
  static Set<Integer> check(Table table, Reachability reach, Findings findings) {
    Map<Integer, Rule> rules = new HashMap<>();
    table.rules().forEach(rule -> rules.put(rule.number(), rule));
    Map<String, List<Rule>> behind = new HashMap<>();
    Map<String, Reachability.Taken> first = new HashMap<>();
    Set<Integer> numbers = new HashSet<>();
    Reachability.Answers answers = reach.answers(table.name());
    undecided(table, answers.open(), findings);
    for (Reachability.Dead dead : answers.dead()) {
      numbers.add(dead.rule().number());
      if (!sure(dead, rules, findings)) {
        continue;
      }
      switch (dead) {
        case Reachability.Contradiction c -> contradiction(table, c, findings);
        case Reachability.Misplaced m -> misplaced(table, m, findings);
        case Reachability.Taken t -> {
          boolean all = t.by().size() == 1 && takesAll(rules.get(t.by().getFirst()));
          if (all) {
            String key = t.by().getFirst() + " " + t.rule().chain();
            first.putIfAbsent(key, t);
            behind.computeIfAbsent(key, k -> new ArrayList<>()).add(t.rule());
          } else {
            taken(table, t, rules, findings);
          }
        }
      }
    }
    first.forEach(
        (key, t) -> behindAll(table, t, behind.getOrDefault(key, List.of()), rules, findings));
    return numbers;
  }

  private static void undecided(Table table, List<Rule> open, Findings findings) {
    if (!open.isEmpty()) {
      String more =
          open.size() == 1
              ? ""
              : ", nor for "
                  + (open.size() - 1)
                  + " rules after it (up to "
                  + Findings.named(table, open.getLast().number())
                  + ")";
      findings.rule(
          Code.UNDECIDED,
          table,
          open.getFirst(),
          "",
          "whether a packet gets to this rule was not decided"
              + more
              + ": too many rules before it overlap with it in part",
          "rules for one network or service in a chain of their own are decided faster, and cost"
              + " the router less");
    }
  }

  /** Whether a claim holds whatever stands in the text that could not be read. */
  private static boolean sure(Reachability.Dead dead, Map<Integer, Rule> rules, Findings findings) {
    Unread unread = findings.unread();
    if (unread.isEmpty()) {
      return true;
    }
    List<Rule> all = new ArrayList<>(List.of(dead.rule()));
    if (dead instanceof Reachability.Taken taken) {
      taken.by().stream().map(rules::get).filter(Objects::nonNull).forEach(all::add);
    }
    for (Rule rule : all) {
      if (unread.marks() && rule.matchers().stream().anyMatch(DeadRules::changes)
          || unread.lists() && rule.matchers().stream().anyMatch(DeadRules::listed)
          || unread.jumps() && !rule.chain().equals(dead.rule().chain())
          || unread.between(rule, dead.rule())) {
        return false;
      }
    }
    return true;
  }

  /** Whether rules can change what the condition asks for. */
  private static boolean changes(Matcher matcher) {
    return switch (matcher) {
      case Matcher.ConnectionMark _, Matcher.PacketMark _, Matcher.RoutingMark _ -> true;
      case Matcher.Dscp _, Matcher.Tos _, Matcher.Ttl _, Matcher.Priority _ -> true;
      case Matcher.TcpMss _, Matcher.PacketSize _, Matcher.Ipv4Options _ -> true;
      default -> false;
    };
  }

  private static boolean listed(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddressList _, Matcher.DestinationAddressList _ -> true;
      case Matcher.InInterfaceList _, Matcher.OutInterfaceList _ -> true;
      default -> false;
    };
  }

  private static boolean takesAll(@org.jspecify.annotations.Nullable Rule rule) {
    return rule != null && rule.matchers().isEmpty();
  }

  private static void contradiction(
      Table table, Reachability.Contradiction dead, Findings findings) {
    String one = Properties.of(dead.one(), table.family());
    String other = Properties.of(dead.other(), table.family());
    boolean alone = dead.one().equals(dead.other());
    if (alone && all(dead.one())) {
      findings.rule(
          Code.CONTRADICTION,
          table,
          dead.rule(),
          other,
          "the rule can never match: the list that " + other + " excludes holds all addresses",
          "take the entry for all addresses out of the list, or the condition away");
      return;
    }
    findings.rule(
        Code.CONTRADICTION,
        table,
        dead.rule(),
        other,
        alone
            ? "the rule can never match: no packet meets this " + other
            : "the rule can never match: no packet meets both " + one + " and " + other,
        alone ? "correct the value of " + other : "take one of the two away, or make two rules");
  }

  /** A negated list that no packet meets holds every address. */
  private static boolean all(Matcher matcher) {
    return matcher instanceof Matcher.SourceAddressList source && source.negated()
        || matcher instanceof Matcher.DestinationAddressList target && target.negated();
  }

  private static void misplaced(Table table, Reachability.Misplaced dead, Findings findings) {
    Rule rule = dead.rule();
    String property =
        dead.culprit().map(matcher -> Properties.of(matcher, table.family())).orElse("chain");
    String why =
        switch (property) {
          case "out-interface", "out-interface-list" ->
              "in chain " + rule.chain() + " packets have no outgoing interface yet";
          case "in-interface", "in-interface-list" ->
              "in chain " + rule.chain() + " packets have no incoming interface";
          default ->
              "no packet that comes to chain "
                  + rule.chain()
                  + " meets "
                  + (property.equals("chain") ? "all its conditions" : property);
        };
    String help =
        property.startsWith("out-")
            ? "use chain=forward or chain=output, or ask for in-interface"
            : property.startsWith("in-")
                ? "use chain=input or chain=forward, or ask for out-interface"
                : "compare it with the rules that jump to the chain";
    findings.rule(
        Code.IMPOSSIBLE_HERE, table, rule, property, "the rule can never match: " + why, help);
  }

  private static void behindAll(
      Table table,
      Reachability.Taken dead,
      List<Rule> behind,
      Map<Integer, Rule> rules,
      Findings findings) {
    int number = dead.by().getFirst();
    Rule taker = rules.get(number);
    String action = taker == null ? "" : action(taker.action());
    String more =
        behind.size() == 1
            ? ""
            : ", nor to the "
                + (behind.size() - 1)
                + " rules after it (up to "
                + Findings.named(table, behind.getLast().number())
                + ")";
    boolean same =
        taker != null && behind.stream().allMatch(rule -> taker.action().equals(rule.action()));
    findings.rule(
        code(behind, same),
        table,
        dead.rule(),
        "action",
        "no packet gets to this rule"
            + more
            + ": "
            + Findings.named(table, number)
            + " has no"
            + " conditions and "
            + action
            + " everything",
        same
            ? "take the rule away"
            : "put it before the rule that takes everything: "
                + Findings.move(table, dead.rule(), number));
  }

  private static void taken(
      Table table, Reachability.Taken dead, Map<Integer, Rule> rules, Findings findings) {
    Rule rule = dead.rule();
    boolean same =
        dead.by().stream()
            .map(rules::get)
            .allMatch(taker -> taker != null && taker.action().equals(rule.action()));
    String takers =
        dead.by().stream()
            .limit(6)
            .map(number -> Findings.named(table, number) + does(rules.get(number)))
            .collect(Collectors.joining(", "));
    String more = dead.by().size() > 6 ? " and " + (dead.by().size() - 6) + " more" : "";
    String together = dead.by().size() > 1 ? " together" : "";
    String witness = dead.witness().toString();
    String example =
        witness.isEmpty() ? "" : "; for example " + witness + " is gone before it gets here";
    int last = dead.by().getLast();
    boolean sameChain =
        rules.get(last) != null
            && Objects.requireNonNull(rules.get(last)).chain().equals(rule.chain());
    findings.rule(
        code(List.of(rule), same),
        table,
        rule,
        "action",
        "the rule never matches: before it, "
            + takers
            + more
            + together
            + (dead.by().size() > 1 ? " take" : " takes")
            + " all its packets"
            + example,
        same
            ? "take the rule away; it changes nothing"
            : sameChain
                ? "put it before them: "
                    + Findings.move(table, rule, dead.by().getFirst())
                    + " - or take it away"
                : Findings.named(table, last)
                    + " stands in another chain, which is walked first:"
                    + " put this rule, or the jump to its chain, before that, or take it away");
  }

  /** A rule that does nothing to packets is not missed where none comes. */
  private static Code code(List<Rule> rules, boolean same) {
    boolean idle =
        rules.stream()
            .allMatch(rule ->
                rule.action() instanceof Action.Log
                    || rule.action() instanceof Action.Passthrough
                    || rule.action() instanceof Action.Return);
    return idle ? Code.IDLE_RULE : same ? Code.REDUNDANT_RULE : Code.SHADOWED_RULE;
  }

  private static String does(@org.jspecify.annotations.Nullable Rule rule) {
    return rule == null ? "" : " [" + verb(rule.action()) + "]";
  }

  private static String action(Action action) {
    return switch (action) {
      case Action.Accept _ -> "accepts";
      case Action.Drop _, Action.Tarpit _ -> "drops";
      case Action.Reject _ -> "rejects";
      case Action.Return _ -> "returns";
      case Action.Jump _ -> "jumps away with";
      default -> "ends the walk of";
    };
  }

  private static String verb(Action action) {
    return switch (action) {
      case Action.Accept _ -> "accept";
      case Action.Drop _ -> "drop";
      case Action.Reject _ -> "reject";
      case Action.Tarpit _ -> "tarpit";
      case Action.Return _ -> "return";
      default -> "passthrough=no";
    };
  }
}
