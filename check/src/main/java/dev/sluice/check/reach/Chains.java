package dev.sluice.check.reach;

import dev.sluice.policy.Action;
import dev.sluice.policy.Mark;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TtlChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The active rules of one table by chain, each with its sets. Immutable once made. */
final class Chains {
  /** What a rule does with a packet that it matches, as far as its road goes. */
  enum Step {
    /** The packet goes no further in this table. */
    TAKES,
    /** The packet goes no further, if it is of a kind that the action is for. */
    MAY_TAKE,
    JUMPS,
    RETURNS,
    GOES_ON
  }

  /**
   * One active rule.
   *
   * @param target the chain that it jumps to, or empty
   */
  record Entry(Rule rule, Step step, String target, Matching matching) {}

  /** A rule that jumps. */
  record Call(String chain, int index) {}

  private final Map<String, List<Entry>> chains = new LinkedHashMap<>();
  private final Map<String, List<Call>> calls = new HashMap<>();
  private final Map<String, Boolean> inert = new HashMap<>();
  private final Map<String, Boolean> changes = new HashMap<>();
  private final Set<Integer> changedFields = new HashSet<>();
  private final Map<Integer, Entry> byNumber = new HashMap<>();
  private final Map<String, Hulls> hulls = new HashMap<>();
  private final Table table;

  Chains(Vocabulary known, Table table) {
    this.table = table;
    MatcherSets sets = new MatcherSets(known);
    // All facts must be known before it can be said which of them an action changes.
    table.rules().forEach(rule -> rule.matchers().forEach(sets::of));
    for (Rule rule : table.rules()) {
      if (rule.active()) {
        List<Entry> chain = chains.computeIfAbsent(rule.chain(), name -> new ArrayList<>());
        String target = rule.action() instanceof Action.Jump jump ? jump.target() : "";
        Matching matching = matching(sets, known, rule);
        matching.changes().forEach(change -> changedFields.add(change.field()));
        Entry entry = new Entry(rule, step(rule.action()), target, matching);
        byNumber.put(rule.number(), entry);
        chain.add(entry);
      }
    }
    for (Map.Entry<String, List<Entry>> chain : chains.entrySet()) {
      for (int i = 0; i < chain.getValue().size(); i++) {
        String target = chain.getValue().get(i).target();
        if (!target.isEmpty() && chains.containsKey(target) && !target.equals(chain.getKey())) {
          calls.computeIfAbsent(target, name -> new ArrayList<>()).add(new Call(chain.getKey(), i));
        }
      }
    }
    for (String chain : chains.keySet()) {
      inert.put(chain, inert(chain, new HashSet<>()));
      changes.put(chain, changes(chain, new HashSet<>()));
    }
    chains.forEach(
        (name, entries) -> hulls.put(name, new Hulls(entries.stream().map(this::acting).toList())));
  }

  /** The packets that a rule does something to, as far as their road goes. */
  private List<Box> acting(Entry entry) {
    boolean acts =
        switch (entry.step()) {
          case TAKES -> entry.matching().certain();
          case RETURNS -> true;
          case MAY_TAKE -> false;
          case GOES_ON -> !entry.matching().changes().isEmpty();
          case JUMPS -> !inert(entry.target());
        };
    return acts ? entry.matching().boxes() : List.of();
  }

  static boolean builtIn(TableName table, String chain) {
    return switch (table) {
      case RAW -> Set.of("prerouting", "output").contains(chain);
      case MANGLE ->
          Set.of("prerouting", "input", "forward", "output", "postrouting").contains(chain);
      case NAT -> Set.of("srcnat", "dstnat", "input", "output").contains(chain);
      case FILTER -> Set.of("input", "forward", "output").contains(chain);
    };
  }

  static Step step(Action action) {
    return switch (action) {
      case Action.Accept _, Action.Drop _, Action.Reject _, Action.Tarpit _ -> Step.TAKES;
      case Action.SourceNat _,
          Action.Masquerade _,
          Action.DestinationNat _,
          Action.Redirect _,
          Action.Netmap _,
          Action.Same _ ->
          Step.TAKES;
      case Action.EndpointIndependentNat _, Action.Socksify _ -> Step.MAY_TAKE;
      case Action.Jump _ -> Step.JUMPS;
      case Action.Return _ -> Step.RETURNS;
      case Action.MarkConnection a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.MarkPacket a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.MarkRouting a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.ChangeMss a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.ChangeDscp a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.ChangeTtl a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.SetPriority a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.ClearDf a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.StripIpv4Options a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      case Action.Route a -> a.passthrough() ? Step.GOES_ON : Step.TAKES;
      default -> Step.GOES_ON;
    };
  }

  private static Matching matching(MatcherSets sets, Vocabulary known, Rule rule) {
    List<Box> boxes = List.of(Box.ALL);
    boolean certain = true;
    for (dev.sluice.policy.Matcher matcher : rule.matchers()) {
      boxes = MatcherSets.both(boxes, sets.of(matcher));
      certain &= !MatcherSets.counts(matcher);
    }
    return new Matching(boxes, certain, changes(sets, known, rule.action()));
  }

  private static List<Matching.Change> changes(MatcherSets sets, Vocabulary known, Action action) {
    List<Matching.Change> changes = new ArrayList<>();
    switch (action) {
      case Action.MarkConnection a -> changes.add(mark(known, Fields.CONNECTION_MARK, a.mark()));
      case Action.MarkPacket a -> changes.add(mark(known, Fields.PACKET_MARK, a.mark()));
      case Action.MarkRouting a -> changes.add(mark(known, Fields.ROUTING_MARK, a.mark()));
      case Action.ChangeMss _ -> {
        lose(changes, Fields.LENGTH);
        loseFacts(changes, known, "tcp-mss");
      }
      case Action.ChangeDscp _ -> lose(changes, Fields.TOS);
      case Action.ChangeTtl a ->
          changes.add(
              a.change() == TtlChange.SET
                  ? new Matching.Change.Assigned(Fields.TTL, a.value())
                  : new Matching.Change.Lost(Fields.TTL));
      case Action.SetPriority a ->
          changes.add(
              a.source() == PrioritySource.VALUE
                  ? new Matching.Change.Assigned(Fields.PRIORITY, a.value())
                  : new Matching.Change.Lost(Fields.PRIORITY));
      case Action.StripIpv4Options _ -> loseFacts(changes, known, "ipv4-options");
      case Action.SourcePrefixTranslation _ -> loseSource(changes, known);
      case Action.DestinationPrefixTranslation _ -> loseDestination(changes, known);
      case Action.AddSourceToAddressList a -> listed(changes, sets, a.list());
      case Action.AddDestinationToAddressList a -> listed(changes, sets, a.list());
      default -> {}
    }
    return changes;
  }

  private static Matching.Change mark(Vocabulary known, int field, String mark) {
    return new Matching.Change.Assigned(
        field, mark.equals(Mark.NO_MARK) ? Names.NO_MARK : known.names.markOf(mark));
  }

  private static void lose(List<Matching.Change> changes, int field) {
    changes.add(new Matching.Change.Lost(field));
  }

  private static void loseSource(List<Matching.Change> changes, Vocabulary known) {
    lose(changes, Fields.SOURCE);
    loseFacts(changes, known, "src-list");
    loseFacts(changes, known, "src-type");
  }

  private static void loseDestination(List<Matching.Change> changes, Vocabulary known) {
    lose(changes, Fields.DESTINATION);
    loseFacts(changes, known, "dst-list");
    loseFacts(changes, known, "dst-type");
  }

  private static void loseFacts(List<Matching.Change> changes, Vocabulary known, String kind) {
    for (int i = 0; i < known.fields.facts(); i++) {
      int field = Fields.FIRST_FACT + i;
      if (known.fields.question(field) instanceof MatcherSets.Asked asked
          && asked.kind().equals(kind)) {
        lose(changes, field);
      }
    }
  }

  private static void listed(List<Matching.Change> changes, MatcherSets sets, String list) {
    for (int fact : sets.listFacts(list)) {
      changes.add(new Matching.Change.Assigned(fact, Fields.YES));
    }
  }

  Table table() {
    return table;
  }

  List<Entry> chain(String name) {
    return chains.getOrDefault(name, List.of());
  }

  /** The active rule of that number. */
  Entry entry(int number) {
    return Objects.requireNonNull(byNumber.get(number));
  }

  Set<String> names() {
    return chains.keySet();
  }

  /** The rules that jump to a chain. */
  List<Call> calls(String chain) {
    return calls.getOrDefault(chain, List.of());
  }

  /** The hulls of the rules of a chain, by their place in it. */
  Hulls hulls(String chain) {
    return Objects.requireNonNull(hulls.get(chain));
  }

  /** Whether walking a chain changes nothing and takes nothing, whatever the packet. */
  boolean inert(String chain) {
    return inert.getOrDefault(chain, true);
  }

  private boolean inert(String chain, Set<String> above) {
    if (!above.add(chain)) {
      return true;
    }
    for (Entry entry : chain(chain)) {
      boolean acts =
          switch (entry.step()) {
            case TAKES, MAY_TAKE -> true;
            case GOES_ON -> !entry.matching().changes().isEmpty();
            case JUMPS -> !inert(entry.target(), above);
            case RETURNS -> false;
          };
      if (acts) {
        return false;
      }
    }
    return true;
  }

  /** The fields that some rule of the table changes. */
  Set<Integer> changedFields() {
    return changedFields;
  }

  /** Whether no rule of the table changes what the box asks for. */
  boolean steady(Box box) {
    for (int i = 0; i < box.size(); i++) {
      if (changedFields.contains(box.field(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether walking a chain may change a packet that comes out of it. */
  boolean changes(String chain) {
    return changes.getOrDefault(chain, false);
  }

  private boolean changes(String chain, Set<String> above) {
    if (!above.add(chain)) {
      return false;
    }
    for (Entry entry : chain(chain)) {
      if (entry.step() == Step.GOES_ON && !entry.matching().changes().isEmpty()
          || entry.step() == Step.JUMPS && changes(entry.target(), above)) {
        return true;
      }
    }
    return false;
  }
}
