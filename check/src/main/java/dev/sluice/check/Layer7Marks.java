package dev.sluice.check;

import dev.sluice.policy.Action;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The marks that only layer 7 gives: all rules that set one need layer 7 to match. Immutable. */
final class Layer7Marks {
  private final Set<String> connectionMarks = new HashSet<>();
  private final Set<String> packetMarks = new HashSet<>();

  Layer7Marks(Firewall firewall) {
    Map<String, List<Rule>> connection = new HashMap<>();
    Map<String, List<Rule>> packet = new HashMap<>();
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        if (rule.active() && rule.action() instanceof Action.MarkConnection a) {
          connection.computeIfAbsent(a.mark(), mark -> new ArrayList<>()).add(rule);
        }
        if (rule.active() && rule.action() instanceof Action.MarkPacket a) {
          packet.computeIfAbsent(a.mark(), mark -> new ArrayList<>()).add(rule);
        }
      }
    }
    boolean more = true;
    while (more) {
      more = add(connection, connectionMarks);
      more |= add(packet, packetMarks);
    }
  }

  private boolean add(Map<String, List<Rule>> setters, Set<String> marks) {
    boolean more = false;
    for (Map.Entry<String, List<Rule>> setter : setters.entrySet()) {
      if (setter.getValue().stream().allMatch(rule -> asks(rule) || needs(rule))) {
        more |= marks.add(setter.getKey());
      }
    }
    return more;
  }

  private static boolean asks(Rule rule) {
    return Properties.all(rule.matchers(), Matcher.Layer7.class).stream()
        .anyMatch(layer7 -> !layer7.negated());
  }

  /** Whether a rule matches only what has such a mark. */
  boolean needs(Rule rule) {
    return rule.matchers().stream()
        .anyMatch(matcher ->
            switch (matcher) {
              case Matcher.ConnectionMark m ->
                  !m.negated() && connectionMarks.containsAll(m.marks());
              case Matcher.PacketMark m -> !m.negated() && packetMarks.containsAll(m.marks());
              default -> false;
            });
  }

  /** The property by which a rule needs a mark. */
  static String property(Rule rule) {
    return rule.matchers().stream().anyMatch(Matcher.ConnectionMark.class::isInstance)
        ? "connection-mark"
        : "packet-mark";
  }
}
