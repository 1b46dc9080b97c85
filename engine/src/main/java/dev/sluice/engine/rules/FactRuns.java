package dev.sluice.engine.rules;

import dev.sluice.engine.rules.AddressClasses.Edge;
import dev.sluice.engine.rules.FactClasses.Fact;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a chain ask of one fact: its values in classes, and for each rule the classes
 * it allows as pairs of first and last, or nothing if it does not ask. Used once.
 */
final class FactRuns {
  private static final int PORTS = 65_536;
  private static final int FLAGS = 256;

  private final Fact fact;
  private final Surroundings around;
  private final int[] @Nullable [] runs;
  private int classes;
  private char[] classOf = new char[0];
  private @Nullable AddressClasses addresses;
  private boolean asked;

  FactRuns(Fact fact, List<Rule> rules, Family family, Surroundings around) {
    this.fact = fact;
    this.around = around;
    runs = new int[rules.size()][];
    List<List<Matcher>> asking = new ArrayList<>(rules.size());
    for (Rule rule : rules) {
      List<Matcher> matchers = asking(rule);
      asking.add(matchers);
      asked |= !matchers.isEmpty();
    }
    if (asked) {
      switch (fact) {
        case SOURCE, DESTINATION -> ofAddresses(asking, family == Family.IPV6);
        case SOURCE_PORT, DESTINATION_PORT -> ofPorts(asking);
        default -> ofValues(asking);
      }
    }
  }

  boolean asked() {
    return asked;
  }

  Fact fact() {
    return fact;
  }

  /** The classes, once all rules have been heard. */
  FactClasses classes() {
    return new FactClasses(fact, classes, classOf, addresses);
  }

  /** The classes that a rule allows; null for all. */
  int @Nullable [] of(int rule) {
    return runs[rule];
  }

  /** Whether a class is in one of these pairs of first and last. */
  static boolean holds(int[] run, int of) {
    for (int i = 0; i < run.length; i += 2) {
      if (run[i] <= of && of <= run[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** How many classes a rule allows. */
  int width(int rule) {
    int[] run = runs[rule];
    if (run == null) {
      return classes;
    }
    int width = 0;
    for (int i = 0; i < run.length; i += 2) {
      width += run[i + 1] - run[i] + 1;
    }
    return width;
  }

  /** How large a part of the classes a rule allows, 1 if it does not ask. */
  double share(int rule) {
    return runs[rule] == null ? 1 : (double) width(rule) / classes;
  }

  /** The first class that a rule allows. */
  int first(int rule) {
    int[] run = runs[rule];
    return run == null || run.length == 0 ? 0 : run[0];
  }

  private List<Matcher> asking(Rule rule) {
    List<Matcher> found = List.of();
    for (Matcher matcher : rule.matchers()) {
      if (fact == factOf(matcher)) {
        found = found.isEmpty() ? new ArrayList<>(1) : found;
        found.add(matcher);
      }
      if (remembers(matcher)) {
        break;
      }
    }
    return found;
  }

  /** Whether being asked leaves a trace, so that it must be asked exactly as often as in order. */
  private static boolean remembers(Matcher matcher) {
    return switch (matcher) {
      case Matcher.Limit m -> true;
      case Matcher.DestinationLimit m -> true;
      case Matcher.Nth m -> true;
      case Matcher.Random m -> true;
      case Matcher.PortScan m -> true;
      case Matcher.ConnectionLimit m -> true;
      case Matcher.ConnectionRate m -> true;
      case Matcher.Layer7 m -> true;
      default -> false;
    };
  }

  private static @Nullable Fact factOf(Matcher matcher) {
    return switch (matcher) {
      case Matcher.Protocol m -> Fact.PROTOCOL;
      case Matcher.SourcePort m -> Fact.SOURCE_PORT;
      case Matcher.DestinationPort m -> Fact.DESTINATION_PORT;
      case Matcher.SourceAddress m -> Fact.SOURCE;
      case Matcher.DestinationAddress m -> Fact.DESTINATION;
      case Matcher.InInterface m -> Fact.IN_INTERFACE;
      case Matcher.InInterfaceList m -> Fact.IN_INTERFACE;
      case Matcher.OutInterface m -> Fact.OUT_INTERFACE;
      case Matcher.OutInterfaceList m -> Fact.OUT_INTERFACE;
      case Matcher.ConnectionState m -> Fact.STATE;
      case Matcher.ConnectionMark m -> Fact.CONNECTION_MARK;
      case Matcher.PacketMark m -> Fact.PACKET_MARK;
      case Matcher.TcpFlags m -> Fact.TCP_FLAGS;
      // Where inspection is over, asking leaves no trace.
      case Matcher.Layer7 m -> Fact.LAYER7;
      default -> null;
    };
  }

  private void ofAddresses(List<List<Matcher>> asking, boolean six) {
    Set<Edge> starts = new HashSet<>();
    for (List<Matcher> matchers : asking) {
      if (!matchers.isEmpty() && range(matchers.getFirst()).family() == family(six)) {
        AddressRange range = range(matchers.getFirst());
        starts.add(new Edge(range.first().high(), range.first().low()));
        Edge last = new Edge(range.last().high(), range.last().low());
        if (!last.last(six)) {
          starts.add(last.next());
        }
      }
    }
    AddressClasses cut = new AddressClasses(six, starts);
    addresses = cut;
    classes = cut.size();
    for (int rule = 0; rule < runs.length; rule++) {
      if (!asking.get(rule).isEmpty()) {
        Matcher matcher = asking.get(rule).getFirst();
        AddressRange range = range(matcher);
        int first = cut.of(range.first().high(), range.first().low());
        int last = cut.of(range.last().high(), range.last().low());
        boolean never = range.family() != family(six);
        runs[rule] = run(never ? 1 : first, never ? 0 : last, negated(matcher));
      }
    }
  }

  private static Family family(boolean six) {
    return six ? Family.IPV6 : Family.IPV4;
  }

  /** The classes from first to last, or all others; first beyond last is none. */
  private int[] run(int first, int last, boolean negated) {
    if (!negated) {
      return first > last ? new int[0] : new int[] {first, last};
    }
    if (first > last) {
      return new int[] {0, classes - 1};
    }
    List<Integer> pairs = new ArrayList<>();
    if (first > 0) {
      pairs.addAll(List.of(0, first - 1));
    }
    if (last < classes - 1) {
      pairs.addAll(List.of(last + 1, classes - 1));
    }
    return pairs.stream().mapToInt(Integer::intValue).toArray();
  }

  private static AddressRange range(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddress m -> m.range();
      case Matcher.DestinationAddress m -> m.range();
      default -> throw new IllegalStateException("no addresses in " + matcher);
    };
  }

  private static boolean negated(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddress m -> m.negated();
      case Matcher.DestinationAddress m -> m.negated();
      case Matcher.SourcePort m -> m.negated();
      case Matcher.DestinationPort m -> m.negated();
      default -> throw new IllegalStateException("not negated " + matcher);
    };
  }

  private static PortSet ports(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourcePort m -> m.ports();
      case Matcher.DestinationPort m -> m.ports();
      default -> throw new IllegalStateException("no ports in " + matcher);
    };
  }

  private void ofPorts(List<List<Matcher>> asking) {
    boolean[] starts = new boolean[PORTS + 2];
    starts[1] = true;
    for (List<Matcher> matchers : asking) {
      if (!matchers.isEmpty()) {
        for (IntRange range : ports(matchers.getFirst()).ranges()) {
          starts[range.first() + 1] = true;
          if (range.last() + 2 <= PORTS) {
            starts[range.last() + 2] = true;
          }
        }
      }
    }
    classOf = new char[PORTS + 1];
    int at = 0;
    for (int value = 1; value <= PORTS; value++) {
      at += starts[value] ? 1 : 0;
      classOf[value] = (char) at;
    }
    classes = at + 1;
    Map<Matcher, int[]> known = new HashMap<>();
    for (int rule = 0; rule < runs.length; rule++) {
      if (!asking.get(rule).isEmpty()) {
        runs[rule] = known.computeIfAbsent(asking.get(rule).getFirst(), this::portRun);
      }
    }
  }

  /** Class 0 is no port at all, which no rule that asks allows. */
  private int[] portRun(Matcher matcher) {
    boolean[] allowed = new boolean[classes];
    for (IntRange range : ports(matcher).ranges()) {
      for (int of = classOf[range.first() + 1]; of <= classOf[range.last() + 1]; of++) {
        allowed[of] = true;
      }
    }
    boolean negated = negated(matcher);
    for (int of = 1; of < classes; of++) {
      allowed[of] ^= negated;
    }
    return runs(allowed);
  }

  private static int[] runs(boolean[] allowed) {
    List<Integer> pairs = new ArrayList<>();
    for (int at = 0; at < allowed.length; at++) {
      if (allowed[at]) {
        int first = at;
        while (at + 1 < allowed.length && allowed[at + 1]) {
          at++;
        }
        pairs.add(first);
        pairs.add(at);
      }
    }
    return pairs.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Facts of few values: each value is a class of its own. */
  private void ofValues(List<List<Matcher>> asking) {
    classes =
        switch (fact) {
          case PROTOCOL -> 256;
          case IN_INTERFACE, OUT_INTERFACE -> around.routes().interfaces() + 1;
          case STATE -> TrackingState.values().length;
          case TCP_FLAGS -> FLAGS + 1;
          case LAYER7 -> 2;
          // No connection, each mark that is known by now, any other.
          case CONNECTION_MARK, PACKET_MARK -> around.marks().size() + 2;
          default -> throw new IllegalStateException("not a fact of few values: " + fact);
        };
    classOf = new char[classes];
    for (int value = 0; value < classes; value++) {
      classOf[value] = (char) value;
    }
    // Thousands of rules ask for the same few protocols, states and marks.
    Map<List<Matcher>, int[]> known = new HashMap<>();
    for (int rule = 0; rule < runs.length; rule++) {
      if (!asking.get(rule).isEmpty()) {
        runs[rule] = known.computeIfAbsent(asking.get(rule), this::valueRun);
      }
    }
  }

  private int[] valueRun(List<Matcher> matchers) {
    boolean[] allowed = new boolean[classes];
    for (int value = 0; value < classes; value++) {
      allowed[value] = true;
      for (Matcher matcher : matchers) {
        allowed[value] &= allows(matcher, value);
      }
    }
    return runs(allowed);
  }

  private boolean allows(Matcher matcher, int value) {
    return switch (matcher) {
      case Matcher.Protocol m -> (value == m.number()) != m.negated();
      case Matcher.InInterface m -> named(m.name(), value) != m.negated();
      case Matcher.OutInterface m -> named(m.name(), value) != m.negated();
      case Matcher.InInterfaceList m -> listed(m.list(), value) != m.negated();
      case Matcher.OutInterfaceList m -> listed(m.list(), value) != m.negated();
      case Matcher.ConnectionState m ->
          m.states().contains(TrackingState.values()[value]) != m.negated();
      case Matcher.ConnectionMark m -> value != 0 && marked(m.marks(), value) != m.negated();
      case Matcher.PacketMark m -> marked(m.marks(), value) != m.negated();
      case Matcher.Layer7 m -> value != 0 || m.negated();
      case Matcher.TcpFlags m ->
          value != 0 && (((value - 1) & m.mask()) == m.wanted()) != m.negated();
      default -> throw new IllegalStateException("not a fact of few values: " + matcher);
    };
  }

  private boolean named(String name, int value) {
    return value > 0 && around.routes().interfaceName(value - 1).equals(name);
  }

  private boolean listed(String list, int value) {
    return value > 0 && around.routes().inList(around.routes().list(list), value - 1);
  }

  private boolean marked(List<String> names, int value) {
    for (String name : names) {
      if (around.marks().number(name) == value - 1) {
        return true;
      }
    }
    return false;
  }
}
