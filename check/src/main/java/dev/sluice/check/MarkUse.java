package dev.sluice.check;

import dev.sluice.config.meaning.Suggestion;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.Route;
import dev.sluice.policy.Rule;
import dev.sluice.policy.SimpleQueue;
import dev.sluice.policy.Table;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the marks that rules and queues ask for with those that rules set. One policy, one
 * object.
 */
final class MarkUse {
  /** The three kinds of mark, each with names of its own. */
  private enum Kind {
    CONNECTION("connection-mark"),
    PACKET("packet-mark"),
    ROUTING("routing-mark");

    private final String property;

    Kind(String property) {
      this.property = property;
    }
  }

  private final Policy policy;
  private final Findings findings;
  private final Map<Kind, Set<String>> set = new EnumMap<>(Kind.class);
  private final Map<Kind, Set<String>> asked = new EnumMap<>(Kind.class);
  private final Map<Kind, Set<String>> told = new EnumMap<>(Kind.class);

  MarkUse(Policy policy, Findings findings) {
    this.policy = policy;
    this.findings = findings;
  }

  void check() {
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        table.rules().forEach(this::collect);
      }
    }
    for (QueueTree queue : policy.queueTrees()) {
      of(asked, Kind.PACKET).addAll(queue.packetMarks());
    }
    for (SimpleQueue queue : policy.simpleQueues()) {
      of(asked, Kind.PACKET).addAll(queue.packetMarks());
    }
    policy.routes().stream().map(Route::table).forEach(of(asked, Kind.ROUTING)::add);
    of(set, Kind.ROUTING).addAll(of(asked, Kind.ROUTING));
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        table.rules().stream().filter(Rule::active).forEach(rule -> marks(table, rule));
      }
    }
    queueMarks();
  }

  private static Set<String> of(Map<Kind, Set<String>> names, Kind kind) {
    return names.computeIfAbsent(kind, k -> new TreeSet<>());
  }

  private void collect(Rule rule) {
    if (rule.disabled()) {
      return;
    }
    switch (rule.action()) {
      case Action.MarkConnection a -> sets(Kind.CONNECTION, a.mark());
      case Action.MarkPacket a -> sets(Kind.PACKET, a.mark());
      case Action.MarkRouting a -> sets(Kind.ROUTING, a.mark());
      default -> {}
    }
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.ConnectionMark m -> of(asked, Kind.CONNECTION).addAll(m.marks());
        case Matcher.PacketMark m -> of(asked, Kind.PACKET).addAll(m.marks());
        case Matcher.RoutingMark m -> of(asked, Kind.ROUTING).addAll(m.marks());
        default -> {}
      }
    }
  }

  private void sets(Kind kind, String mark) {
    of(set, kind).add(mark);
  }

  private void marks(Table table, Rule rule) {
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.ConnectionMark m ->
            m.marks().forEach(mark -> known(Kind.CONNECTION, mark, m.negated(), table, rule));
        case Matcher.PacketMark m ->
            m.marks().forEach(mark -> known(Kind.PACKET, mark, m.negated(), table, rule));
        default -> {}
      }
    }
    switch (rule.action()) {
      case Action.MarkConnection a -> used(Kind.CONNECTION, a.mark(), table, rule);
      case Action.MarkPacket a -> used(Kind.PACKET, a.mark(), table, rule);
      default -> {}
    }
  }

  private void known(Kind kind, String mark, boolean negated, Table table, Rule rule) {
    if (isSet(kind, mark) || of(set, kind).isEmpty()) {
      return;
    }
    findings.rule(
        Code.UNKNOWN_MARK,
        table,
        rule,
        kind.property,
        "no rule sets the "
            + kind.property
            + " "
            + mark
            + ": "
            + (negated ? "the condition is always met" : "the rule never matches"),
        meant(kind, mark));
  }

  private boolean isSet(Kind kind, String mark) {
    return mark.equals(Mark.NO_MARK)
        || of(set, kind).contains(mark)
        || findings.mentionedElsewhere(mark);
  }

  private String meant(Kind kind, String mark) {
    Set<String> others = new TreeSet<>(of(set, kind));
    others.remove(Mark.NO_MARK);
    String near = Suggestion.nearest(mark, others);
    return near != null
        ? "did you mean " + kind.property + "=" + near + "?"
        : "set it with a mangle rule: action=mark-"
            + kind.property.replace("-mark", "")
            + " new-"
            + kind.property
            + "="
            + mark;
  }

  private void used(Kind kind, String mark, Table table, Rule rule) {
    if (mark.equals(Mark.NO_MARK)
        || of(asked, kind).contains(mark)
        || findings.mentionedElsewhere(mark)) {
      return;
    }
    if (of(asked, kind).isEmpty()) {
      // What asks for any of them is not here, which is worth saying once.
      if (of(told, kind).isEmpty()) {
        findings.rule(
            Code.UNUSED_MARK,
            table,
            rule,
            "new-" + kind.property,
            "nothing in this policy asks for a "
                + kind.property
                + "; rules set "
                + of(set, kind).size(),
            kind == Kind.PACKET ? "queues ask for packet marks: are they in another file?" : "");
      }
      of(told, kind).add(mark);
      return;
    }
    if (!of(told, kind).add(mark)) {
      return;
    }
    Set<String> others = new TreeSet<>(of(asked, kind));
    others.removeAll(of(set, kind));
    String near = Suggestion.nearest(mark, others);
    findings.rule(
        Code.UNUSED_MARK,
        table,
        rule,
        "new-" + kind.property,
        "nothing asks for the " + kind.property + " " + mark + " that this rule sets",
        near == null ? "" : "is it the " + near + " that others ask for?");
  }

  private void queueMarks() {
    if (of(set, Kind.PACKET).isEmpty()) {
      return;
    }
    for (QueueTree queue : policy.queueTrees()) {
      for (String mark : queue.packetMarks()) {
        if (!queue.disabled() && !isSet(Kind.PACKET, mark)) {
          findings.item(
              Code.UNKNOWN_MARK,
              "/queue/tree",
              queue.origin(),
              "packet-mark",
              "no rule sets the packet-mark "
                  + mark
                  + ": queue "
                  + queue.name()
                  + " gets no packets of it",
              meant(Kind.PACKET, mark));
        }
      }
    }
    for (SimpleQueue queue : policy.simpleQueues()) {
      for (String mark : queue.packetMarks()) {
        if (!queue.disabled() && !isSet(Kind.PACKET, mark)) {
          findings.item(
              Code.UNKNOWN_MARK,
              "/queue/simple",
              queue.origin(),
              "packet-marks",
              "no rule sets the packet-mark "
                  + mark
                  + ": queue "
                  + queue.name()
                  + " gets no packets of it",
              meant(Kind.PACKET, mark));
        }
      }
    }
  }
}
