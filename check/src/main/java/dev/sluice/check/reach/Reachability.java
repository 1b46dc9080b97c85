package dev.sluice.check.reach;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
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
  static final long MOST_WORK = 100_000;

  /** So many steps for all questions of a table that are not answered at once: a few seconds. */
  static final long MOST_WORK_OF_A_TABLE = 2_000_000;

  private static final int MOST_NAMED = 8;
  private static final String FORWARD = "forward";

  private final Vocabulary known;
  private final MatcherSets sets;
  private final Map<TableName, Chains> tables = new EnumMap<>(TableName.class);
  private final Map<TableName, Points> points = new EnumMap<>(TableName.class);

  public Reachability(Policy policy, Family family) {
    known = new Vocabulary(policy, policy.firewall(family));
    sets = new MatcherSets(known);
    for (TableName table : TableName.values()) {
      Chains chains = new Chains(known, known.firewall.table(table));
      tables.put(table, chains);
      points.put(table, new Points(chains, known.fields));
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

  /**
   * What is known of the rules of a table, in its order; all others are reached.
   *
   * @param open the rules of which it could not be told whether a packet gets to them
   */
  public record Answers(List<Dead> dead, List<Rule> open) {
    public Answers {
      dead = List.copyOf(dead);
      open = List.copyOf(open);
    }
  }

  /** Asks for each active rule of a table whether a packet can match it. */
  public Answers answers(TableName table) {
    Chains chains = chains(table);
    List<Dead> dead = new ArrayList<>();
    List<Rule> open = new ArrayList<>();
    Region.Work pool = new Region.Work(MOST_WORK_OF_A_TABLE);
    for (String name : chains.names()) {
      List<Chains.Entry> chain = chains.chain(name);
      for (int i = 0; i < chain.size(); i++) {
        Rule rule = chain.get(i).rule();
        if (chain.get(i).matching().boxes().isEmpty()) {
          dead.add(contradiction(rule));
          continue;
        }
        Takers takers = takers(chains, name, i, chain.get(i).matching().boxes(), pool);
        switch (takers.answer()) {
          case SOME -> {}
          case UNKNOWN -> open.add(rule);
          case NONE -> dead.add(dead(chains, name, i, takers.by()));
        }
      }
    }
    dead.sort(java.util.Comparator.comparingInt(one -> one.rule().number()));
    open.sort(java.util.Comparator.comparingInt(Rule::number));
    return new Answers(dead, open);
  }

  /** Whether packets come, and the rules that are enough to keep them away if none does. */
  private record Takers(Reach.Answer answer, List<Integer> by) {}

  private Takers takers(Chains chains, String name, int index, List<Box> boxes, Region.Work pool) {
    List<Integer> alone = alone(chains, name, index, boxes);
    if (!alone.isEmpty()) {
      return new Takers(Reach.Answer.NONE, alone);
    }
    if (pointComes(chains, name, index, boxes)) {
      return new Takers(Reach.Answer.SOME, List.of());
    }
    for (boolean drops : new boolean[] {true, false}) {
      Region.Work work = new Region.Work(pool.share(MOST_WORK), drops);
      Reach all = new Reach(chains, known.fields, number -> true, work);
      Reach.Answer answer = all.ask(name, index, boxes);
      pool.spend(work.spent());
      if (answer == Reach.Answer.NONE) {
        return new Takers(answer, fewest(chains, name, index, boxes, all.taking()));
      }
      if (answer == Reach.Answer.SOME) {
        return new Takers(answer, List.of());
      }
    }
    return new Takers(Reach.Answer.UNKNOWN, List.of());
  }

  private Dead dead(Chains chains, String name, int index, List<Integer> by) {
    Rule rule = chains.chain(name).get(index).rule();
    List<Box> boxes = chains.chain(name).get(index).matching().boxes();
    Reach nobody = new Reach(chains, known.fields, number -> false, new Region.Work(MOST_WORK));
    if (nobody.ask(name, index, boxes) == Reach.Answer.NONE) {
      return new Misplaced(rule, culprit(chains, name, index));
    }
    return new Taken(rule, by, witness(chains, boxes, by));
  }

  /** The first rule of the same chain that takes all of a rule's packets without any other. */
  private static List<Integer> alone(Chains chains, String name, int index, List<Box> boxes) {
    List<Chains.Entry> chain = chains.chain(name);
    int[] hull = Hulls.of(boxes);
    int found = -1;
    Hulls hulls = chains.hulls(name);
    for (int i = hulls.around(index, hull); i >= 0; i = hulls.around(i, hull)) {
      Chains.Entry entry = chain.get(i);
      if (entry.step() == Chains.Step.TAKES
          && entry.matching().certain()
          && covers(entry.matching().boxes(), boxes)
          && entry.matching().boxes().stream().allMatch(chains::steady)) {
        found = entry.rule().number();
      }
    }
    return found < 0 ? List.of() : List.of(found);
  }

  /** Whether one packet that the rule asks for is seen to come. */
  private boolean pointComes(Chains chains, String name, int index, List<Box> boxes) {
    for (Box point :
        java.util.Objects.requireNonNull(points.get(chains.table().name())).of(boxes)) {
      Reach reach = new Reach(chains, known.fields, number -> true, new Region.Work(MOST_WORK));
      if (reach.ask(name, index, List.of(point)) == Reach.Answer.SOME) {
        return true;
      }
    }
    return false;
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
      Reach alone = new Reach(chains, known.fields, number -> false, new Region.Work(MOST_WORK));
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
      if (covers(chains.entry(number).matching().boxes(), boxes)
          && enough(chains, name, index, boxes, Set.of(number))) {
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
  private static boolean covers(List<Box> taken, List<Box> boxes) {
    for (Box box : boxes) {
      boolean covered = false;
      for (int i = 0; i < taken.size() && !covered; i++) {
        covered = taken.get(i).covers(box);
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private boolean enough(
      Chains chains, String name, int index, List<Box> boxes, Set<Integer> numbers) {
    Reach reach = new Reach(chains, known.fields, numbers::contains, new Region.Work(MOST_WORK));
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
        if (boxes.isEmpty()) {
          return Optional.empty();
        }
        Takers takers = takers(chains, rule.chain(), i, boxes, new Region.Work(MOST_WORK));
        return takers.answer() == Reach.Answer.NONE ? Optional.of(takers.by()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The rules of the filter that keep everything that a rule of dstnat translates from being
   * forwarded, if it is proved that nothing is.
   */
  public Optional<List<Integer>> dropped(Rule rule, Action.DestinationNat nat) {
    Chains chains = chains(TableName.FILTER);
    int end = chains.chain(FORWARD).size();
    List<Box> region = translated(rule, nat);
    if (end == 0 || region.isEmpty() || passes(chains, FORWARD, end, region)) {
      return Optional.empty();
    }
    for (String name : chains.names()) {
      List<Chains.Entry> chain = chains.chain(name);
      if (!name.equals(FORWARD) && Chains.builtIn(TableName.FILTER, name)) {
        continue;
      }
      for (int i = 0; i < chain.size(); i++) {
        List<Box> accepted = Region.and(region, chain.get(i).matching().boxes());
        if (chain.get(i).rule().action() instanceof Action.Accept
            && !accepted.isEmpty()
            && passes(chains, name, i, accepted)) {
          return Optional.empty();
        }
      }
    }
    Reach all = new Reach(chains, known.fields, number -> true, new Region.Work(MOST_WORK));
    all.ask(FORWARD, end, region);
    return Optional.of(fewest(chains, FORWARD, end, region, all.taking()));
  }

  private boolean passes(Chains chains, String name, int index, List<Box> region) {
    Reach reach = new Reach(chains, known.fields, number -> true, new Region.Work(MOST_WORK));
    return reach.ask(name, index, region) != Reach.Answer.NONE;
  }

  /** First packets as a rule of dstnat leaves them; what mangle may change is left open. */
  private List<Box> translated(Rule rule, Action.DestinationNat nat) {
    int bit = 1 << NatState.DSTNAT.ordinal();
    Numbers.Builder states = new Numbers.Builder();
    for (int bits = 0; bits < Fields.NO_NAT_STATE; bits++) {
      if ((bits & bit) != 0) {
        states.add(bits, bits);
      }
    }
    Box box =
        Box.ALL
            .with(Fields.STATE, Numbers.of(TrackingState.NEW.ordinal()))
            .with(Fields.NAT_STATE, states.build());
    if (nat.to().isPresent()) {
      box = box.with(Fields.DESTINATION, known.addresses.of(nat.to().get()));
    }
    if (nat.ports().isPresent()) {
      IntRange ports = nat.ports().get();
      box = box.with(Fields.DESTINATION_PORT, Numbers.range(ports.first(), ports.last()));
    }
    List<Box> region = List.of(box);
    for (Matcher matcher : rule.matchers()) {
      boolean kept =
          switch (matcher) {
            case Matcher.Protocol _, Matcher.SourceAddress _, Matcher.SourceAddressList _ -> true;
            case Matcher.InInterface _, Matcher.InInterfaceList _, Matcher.SourcePort _ -> true;
            case Matcher.DestinationAddress _ -> nat.to().isEmpty();
            case Matcher.DestinationPort _ -> nat.ports().isEmpty();
            default -> false;
          };
      region = kept ? MatcherSets.both(region, sets.of(matcher)) : region;
    }
    return region;
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
