package dev.sluice.check;

import dev.sluice.check.reach.Reachability;
import dev.sluice.policy.Action;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells of layer-7 rules that cannot see what they look for. One family, one object. */
final class Layer7Rules {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final long WINDOW = 2048;
  private static final String PROPERTY = "layer7-protocol";

  private final Firewall firewall;
  private final Reachability reach;
  private final Set<Integer> dead;
  private final Findings findings;
  private final Optional<Rule> fasttrack;
  private final Layer7Marks marks;

  Layer7Rules(Firewall firewall, Reachability reach, Set<Integer> dead, Findings findings) {
    this.firewall = firewall;
    this.reach = reach;
    this.dead = dead;
    this.findings = findings;
    marks = new Layer7Marks(firewall);
    fasttrack =
        firewall.filter().rules().stream()
            .filter(rule -> rule.active() && rule.chain().equals("forward"))
            .filter(rule -> rule.action() instanceof Action.FasttrackConnection)
            .filter(rule -> rule.matchers().stream().allMatch(Layer7Rules::takesEstablished))
            .findFirst();
  }

  private static boolean takesEstablished(Matcher matcher) {
    return matcher instanceof Matcher.ConnectionState state
        && state.states().contains(TrackingState.ESTABLISHED) != state.negated();
  }

  /** Only rules of a table whose rules are not dead anyway. */
  void check(Table table) {
    Map<Integer, List<Rule>> late = new LinkedHashMap<>();
    for (Rule rule : table.rules()) {
      List<Matcher.Layer7> asked = Properties.all(rule.matchers(), Matcher.Layer7.class);
      if (!rule.active() || dead.contains(rule.number())) {
        continue;
      }
      if (asked.isEmpty() && marks.needs(rule) && mayBe(rule, TCP)) {
        taker(table, rule)
            .ifPresent(taker -> late.computeIfAbsent(taker, t -> new ArrayList<>()).add(rule));
      }
      if (!asked.isEmpty()) {
        seesPayload(table, rule, late);
        asked.forEach(one -> disabled(table, rule, one));
        oneDirection(table, rule);
        unfiltered(table, rule);
        late(table, rule);
      }
    }
    late.forEach((taker, rules) -> behind(table, taker, rules));
  }

  /** The rule that keeps all established packets from a rule. */
  private Optional<Integer> taker(Table table, Rule rule) {
    return reach
        .kept(table.name(), rule, TrackingState.ESTABLISHED)
        .filter(kept -> !kept.isEmpty())
        .map(List::getFirst);
  }

  private void seesPayload(Table table, Rule rule, Map<Integer, List<Rule>> late) {
    boolean newOnly =
        rule.matchers().stream()
            .anyMatch(matcher ->
                matcher instanceof Matcher.ConnectionState state
                    && !takesEstablished(state)
                    && state.states().contains(TrackingState.NEW) != state.negated());
    if (newOnly) {
      newOnly(table, rule);
      return;
    }
    Optional<Integer> taker = taker(table, rule);
    if (taker.isPresent() && mayBe(rule, TCP)) {
      late.computeIfAbsent(taker.get(), t -> new ArrayList<>()).add(rule);
    } else if (taker.isPresent()) {
      firstPacket(table, rule, taker.get());
    } else if (fasttrack.isPresent() && fasttracked(table, rule)) {
      findings.rule(
          Code.LAYER7_FASTTRACK,
          table,
          rule,
          PROPERTY,
          "layer 7 sees too little here: "
              + Findings.named(firewall.filter(), fasttrack.get().number())
              + " of the filter fasttracks every established connection, and from its second packet"
              + " on passes it by all rules, wherever this one stands",
          "fasttrack only what layer 7 is done with, such as connections with a mark of their own:"
              + " add connection-mark=fast to the fasttrack-connection rule and set that mark"
              + " behind the layer-7 rules; or disable it");
    }
  }

  private static boolean fasttracked(Table table, Rule rule) {
    return table.name() != TableName.RAW
        && !Set.of("input", "output").contains(rule.chain())
        && mayBe(rule, TCP);
  }

  private void newOnly(Table table, Rule rule) {
    if (!isOnly(rule, TCP)) {
      return;
    }
    findings.rule(
        Code.LAYER7_NEW_ONLY,
        table,
        rule,
        "connection-state",
        "the rule never matches: the only new packet of a TCP connection is its SYN, which has no"
            + " payload for layer 7 to look at",
        "take connection-state away");
  }

  private void firstPacket(Table table, Rule rule, int taker) {
    findings.rule(
        Code.LAYER7_FIRST_PACKET,
        table,
        rule,
        PROPERTY,
        "layer 7 sees the first packet of each connection only: "
            + Findings.named(table, taker)
            + " before it takes established packets",
        "if the pattern needs more, " + Findings.move(table, rule, taker));
  }

  /** One message for all rules that one rule comes before; they are repaired at once. */
  private void behind(Table table, int taker, List<Rule> rules) {
    Rule first = rules.getFirst();
    Rule last = rules.getLast();
    boolean asks = !Properties.all(first.matchers(), Matcher.Layer7.class).isEmpty();
    String before = Findings.named(table, taker);
    String mark = Layer7Marks.property(first);
    String what =
        asks
            ? "layer 7 sees no TCP payload here: "
                + before
                + " before it takes all established packets, and the first packet of a TCP"
                + " connection has no payload"
            : "no TCP packet comes here with this "
                + mark
                + ": layer 7 gives it only when it has seen payload, and packets with payload are"
                + " established, which "
                + before
                + " takes before";
    String more =
        rules.size() == 1
            ? ""
            : "; so it is with "
                + (rules.size() - 1)
                + (rules.size() == 2 ? " more rule: " : " more rules, up to ")
                + Findings.named(table, last.number());
    String repair =
        rules.size() == 1
            ? "put this rule first: " + Findings.move(table, first, taker)
            : "put " + before + " behind them: " + Findings.moveBehind(table, taker, last);
    findings.rule(
        Code.LAYER7_BEHIND_ACCEPT,
        table,
        first,
        asks ? PROPERTY : mark,
        what + more,
        repair
            + ". Guides that accept established,related before layer 7 are wrong: the packets that"
            + " the layer-7 window looks at (10 packets or 2 KB) are established ones");
  }

  private void disabled(Table table, Rule rule, Matcher.Layer7 asked) {
    for (String name : asked.names()) {
      List<Layer7Protocol> entries =
          findings.reading().policy().layer7().stream()
              .filter(entry -> entry.name().equals(name))
              .toList();
      if (!entries.isEmpty() && entries.stream().allMatch(Layer7Protocol::disabled)) {
        findings.rule(
            Code.DISABLED_PATTERN,
            table,
            rule,
            PROPERTY,
            "the pattern " + name + " is disabled, so that the rule finds nothing",
            "enable it: /ip firewall layer7-protocol set [find name=" + name + "] disabled=no");
      }
    }
  }

  private void oneDirection(Table table, Rule rule) {
    boolean input = rule.chain().equals("input");
    boolean ahead = rule.chain().equals("prerouting") && askedByRouter(rule.action());
    if (!(input || ahead) || hasTwin(table, rule)) {
      return;
    }
    findings.rule(
        Code.LAYER7_ONE_DIRECTION,
        table,
        rule,
        PROPERTY,
        input
            ? "layer 7 sees the packets to the router and not its answers, which pass chain output"
            : "layer 7 sees both directions of what is forwarded, but not what the router itself"
                + " sends, and rules of input or output ask for this mark",
        "if the pattern needs both directions, add the same rule with chain=output");
  }

  /** Whether rules about the router's own traffic ask for the mark that an action sets. */
  private boolean askedByRouter(Action action) {
    return firewall.tables().stream()
        .flatMap(table -> table.rules().stream())
        .filter(rule -> rule.active() && Set.of("input", "output").contains(rule.chain()))
        .flatMap(rule -> rule.matchers().stream())
        .anyMatch(matcher ->
            matcher instanceof Matcher.ConnectionMark asked
                    && action instanceof Action.MarkConnection given
                    && asked.marks().contains(given.mark())
                || matcher instanceof Matcher.PacketMark packet
                    && action instanceof Action.MarkPacket set
                    && packet.marks().contains(set.mark()));
  }

  private static boolean hasTwin(Table table, Rule rule) {
    List<Matcher.Layer7> asked = Properties.all(rule.matchers(), Matcher.Layer7.class);
    return table.rules().stream()
        .anyMatch(other ->
            other.active()
                && Set.of("output", "postrouting").contains(other.chain())
                && Properties.all(other.matchers(), Matcher.Layer7.class).equals(asked));
  }

  private void unfiltered(Table table, Rule rule) {
    boolean builtIn =
        Set.of("prerouting", "input", "forward", "output", "postrouting").contains(rule.chain());
    if (builtIn && rule.matchers().stream().noneMatch(Properties::narrows)) {
      findings.rule(
          Code.LAYER7_UNFILTERED,
          table,
          rule,
          PROPERTY,
          "every connection's first packets are searched for this pattern",
          "on a router this costs much: narrow the rule with protocol=, dst-port=, an interface or"
              + " connection-mark=no-mark");
    }
  }

  private void late(Table table, Rule rule) {
    for (Matcher.ConnectionBytes bytes :
        Properties.all(rule.matchers(), Matcher.ConnectionBytes.class)) {
      if (bytes.from() >= WINDOW) {
        findings.rule(
            Code.LAYER7_LATE,
            table,
            rule,
            "connection-bytes",
            "the rule is first asked after "
                + bytes.from()
                + " bytes, when the 2 KB that layer 7"
                + " looks at are over",
            "take connection-bytes away");
      }
    }
  }

  private static boolean mayBe(Rule rule, int protocol) {
    return Properties.all(rule.matchers(), Matcher.Protocol.class).stream()
        .allMatch(asked -> (asked.number() == protocol) != asked.negated());
  }

  private static boolean isOnly(Rule rule, int protocol) {
    return mayBe(rule, protocol) && !mayBe(rule, UDP);
  }
}
