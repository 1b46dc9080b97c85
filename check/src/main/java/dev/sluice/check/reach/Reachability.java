package dev.sluice.check.reach;

import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules of a policy can never match, of one family. What it says is proved by sets; where it
 * cannot prove it says nothing. Not threadsafe.
 */
public final class Reachability {
  /** Beyond so many steps a question is given up. */
  static final long MOST_WORK = 4_000;

  private static final int MOST_NAMED = 8;

  private final Vocabulary known;
  private final MatcherSets sets;
  private final Map<TableName, Chains> tables = new EnumMap<>(TableName.class);

  public Reachability(Policy policy, Family family) {
    known = new Vocabulary(policy, policy.firewall(family));
    sets = new MatcherSets(known);
    for (TableName table : TableName.values()) {
      tables.put(table, new Chains(known, known.firewall.table(table)));
    }
  }

  /** Why no packet matches a rule. */
  public sealed interface Dead {
    Rule rule();
  }

  /** No packet has what two conditions ask for; they are the same if one alone is never met. */
  public record Contradiction(Rule rule, Matcher one, Matcher other) implements Dead {}

  /** No packet that comes to this chain has what the rule asks for. */
  public record Misplaced(Rule rule, Optional<Matcher> culprit) implements Dead {}

  /**
   * Rules before it take all its packets.
   *
   * @param by the numbers of the rules of its table that are enough for it
   * @param witness a packet that the rule would match, and the first of them takes
   */
  public record Taken(Rule rule, List<Integer> by, Witness witness) implements Dead {
    public Taken {
      by = List.copyOf(by);
    }
  }

  /** All dead rules of a table, in its order. */
  public List<Dead> dead(TableName table) {
    Chains chains = chains(table);
    List<Dead> dead = new ArrayList<>();
    for (String name : chains.names()) {
      List<Chains.Entry> chain = chains.chain(name);
      for (int i = 0; i < chain.size(); i++) {
        dead(chains, name, i).ifPresent(dead::add);
      }
    }
    dead.sort(java.util.Comparator.comparingInt(one -> one.rule().number()));
    return dead;
  }

  private Optional<Dead> dead(Chains chains, String name, int index) {
    Chains.Entry entry = chains.chain(name).get(index);
    Rule rule = entry.rule();
    List<Box> boxes = entry.matching().boxes();
    if (boxes.isEmpty()) {
      return Optional.of(contradiction(rule));
    }
    Reach all = new Reach(chains, known.fields, number -> true, MOST_WORK);
    if (all.ask(name, index, boxes) != Reach.Answer.NONE) {
      return Optional.empty();
    }
    Reach nobody = new Reach(chains, known.fields, number -> false, MOST_WORK);
    if (nobody.ask(name, index, boxes) == Reach.Answer.NONE) {
      return Optional.of(new Misplaced(rule, culprit(chains, name, index)));
    }
    List<Integer> by = fewest(chains, name, index, boxes, all.taking());
    return Optional.of(new Taken(rule, by, witness(chains, boxes, by)));
  }

  private Contradiction contradiction(Rule rule) {
    List<Matcher> matchers = rule.matchers();
    for (int i = 0; i < matchers.size(); i++) {
      for (int j = 0; j <= i; j++) {
        List<Box> one = sets.of(matchers.get(j));
        if (MatcherSets.both(one, sets.of(matchers.get(i))).isEmpty()) {
          return new Contradiction(rule, matchers.get(j), matchers.get(i));
        }
      }
    }
    return new Contradiction(rule, matchers.getFirst(), matchers.getLast());
  }

  /** The condition without which packets would come. */
  private Optional<Matcher> culprit(Chains chains, String name, int index) {
    for (Matcher matcher : chains.chain(name).get(index).rule().matchers()) {
      Reach alone = new Reach(chains, known.fields, number -> false, MOST_WORK);
      if (alone.ask(name, index, sets.of(matcher)) == Reach.Answer.NONE) {
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  /** The rules without which the proof would fail. */
  private List<Integer> fewest(
      Chains chains, String name, int index, List<Box> boxes, Set<Integer> taking) {
    for (int number : taking) {
      if (covers(chains, number, boxes) && enough(chains, name, index, boxes, Set.of(number))) {
        return List.of(number);
      }
    }
    Set<Integer> needed = new TreeSet<>(taking);
    for (int number : taking.size() > MOST_NAMED * 4 ? Set.<Integer>of() : taking) {
      Set<Integer> fewer = new TreeSet<>(needed);
      fewer.remove(number);
      if (enough(chains, name, index, boxes, fewer)) {
        needed = fewer;
      }
    }
    return List.copyOf(needed);
  }

  /** A quick no for most rules; where marks change it may miss one, and several are named then. */
  private static boolean covers(Chains chains, int number, List<Box> boxes) {
    List<Box> taken = chains.entry(number).matching().boxes();
    return boxes.stream().allMatch(box -> taken.stream().anyMatch(one -> one.covers(box)));
  }

  private boolean enough(
      Chains chains, String name, int index, List<Box> boxes, Set<Integer> numbers) {
    Reach reach = new Reach(chains, known.fields, numbers::contains, MOST_WORK);
    return reach.ask(name, index, boxes) == Reach.Answer.NONE;
  }

  private Witness witness(Chains chains, List<Box> boxes, List<Integer> by) {
    for (int number : by) {
      List<Box> both = MatcherSets.both(boxes, chains.entry(number).matching().boxes());
      if (!both.isEmpty()) {
        return Witness.of(both.getFirst(), known);
      }
    }
    return Witness.of(boxes.getFirst(), known);
  }

  /**
   * The rules that keep all packets of one state from a rule, if it is proved that none comes.
   * Empty too if the rule does not ask for such packets.
   */
  public Optional<List<Integer>> kept(TableName table, Rule rule, TrackingState state) {
    Chains chains = chains(table);
    List<Chains.Entry> chain = chains.chain(rule.chain());
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i).rule().number() == rule.number()) {
        Box stated = Box.of(Fields.STATE, Numbers.of(state.ordinal()));
        List<Box> boxes =
            stated == null
                ? List.of()
                : MatcherSets.both(chain.get(i).matching().boxes(), List.of(stated));
        Reach reach = new Reach(chains, known.fields, number -> true, MOST_WORK);
        if (boxes.isEmpty() || reach.ask(rule.chain(), i, boxes) != Reach.Answer.NONE) {
          return Optional.empty();
        }
        return Optional.of(fewest(chains, rule.chain(), i, boxes, reach.taking()));
      }
    }
    return Optional.empty();
  }

  /** Whether some packet fits both rules, as far as sets can tell. */
  public boolean meet(Rule one, Rule other) {
    return !MatcherSets.both(boxes(one), boxes(other)).isEmpty();
  }

  private List<Box> boxes(Rule rule) {
    List<Box> boxes = List.of(Box.ALL);
    for (Matcher matcher : rule.matchers()) {
      boxes = MatcherSets.both(boxes, sets.of(matcher));
    }
    return boxes;
  }

  private Chains chains(TableName table) {
    return java.util.Objects.requireNonNull(tables.get(table));
  }
}
