package dev.sluice.check.reach;

import dev.sluice.policy.Action;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Interfaces, marks and MAC addresses as numbers. One interface stands for all that the policy does
 * not name. An interface list without members in the policy is filled elsewhere and has no set.
 * Immutable.
 */
final class Names {
  /** No such side, in a set of interfaces. */
  static final int NO_INTERFACE = 0;

  static final int NO_MARK = 0;

  private final Map<String, Integer> interfaces = new LinkedHashMap<>();
  private final Map<String, Numbers> lists = new HashMap<>();
  private final Map<String, Integer> marks = new LinkedHashMap<>();
  private final Map<Long, Integer> macs = new LinkedHashMap<>();
  private final int interfaceCount;

  Names(Policy policy, Firewall firewall) {
    Set<String> asked = new TreeSet<>();
    marks.put(Mark.NO_MARK, NO_MARK);
    for (Table table : firewall.tables()) {
      table.rules().forEach(rule -> learn(rule, asked));
    }
    for (Interface known : policy.interfaces()) {
      interfaces.putIfAbsent(known.name(), interfaces.size() + 1);
    }
    Map<String, InterfaceList> byName = new HashMap<>();
    policy.interfaceLists().forEach(list -> byName.putIfAbsent(list.name(), list));
    for (InterfaceList list : policy.interfaceLists()) {
      for (String member : list.members()) {
        interfaces.putIfAbsent(member, interfaces.size() + 1);
      }
    }
    interfaceCount = interfaces.size() + 2;
    for (String list : asked) {
      if (fixed(list, byName)) {
        lists.put(list, members(list, byName, new HashSet<>()));
      }
    }
    lists.put("all", Numbers.range(1, interfaceCount - 1));
    lists.put("none", Numbers.EMPTY);
  }

  private void learn(Rule rule, Set<String> asked) {
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.InInterfaceList m -> asked.add(m.list());
        case Matcher.OutInterfaceList m -> asked.add(m.list());
        case Matcher.InInterface m -> interfaces.putIfAbsent(m.name(), interfaces.size() + 1);
        case Matcher.OutInterface m -> interfaces.putIfAbsent(m.name(), interfaces.size() + 1);
        case Matcher.PacketMark m -> m.marks().forEach(this::mark);
        case Matcher.ConnectionMark m -> m.marks().forEach(this::mark);
        case Matcher.RoutingMark m -> m.marks().forEach(this::mark);
        case Matcher.SourceMac m -> macs.putIfAbsent(m.mac(), macs.size());
        default -> {}
      }
    }
    switch (rule.action()) {
      case Action.MarkConnection a -> mark(a.mark());
      case Action.MarkPacket a -> mark(a.mark());
      case Action.MarkRouting a -> mark(a.mark());
      default -> {}
    }
  }

  private void mark(String name) {
    marks.putIfAbsent(name, marks.size());
  }

  /** Whether the policy itself says who is in the list. */
  private static boolean fixed(String name, Map<String, InterfaceList> byName) {
    InterfaceList list = byName.get(name);
    return list != null
        && (!list.members().isEmpty() || !list.include().isEmpty())
        && list.include().stream().allMatch(byName::containsKey)
        && list.exclude().stream().allMatch(byName::containsKey);
  }

  private Numbers members(String name, Map<String, InterfaceList> byName, Set<String> above) {
    InterfaceList list = byName.get(name);
    if (list == null || !above.add(name)) {
      return Numbers.EMPTY;
    }
    Numbers set = Numbers.EMPTY;
    for (String included : list.include()) {
      set = set.or(members(included, byName, above));
    }
    for (String excluded : list.exclude()) {
      set = set.minus(members(excluded, byName, above));
    }
    Numbers.Builder own = new Numbers.Builder().add(set);
    for (String member : list.members()) {
      int number = interfaces.getOrDefault(member, NO_INTERFACE);
      own.add(number, number);
    }
    above.remove(name);
    return own.build();
  }

  Numbers interfaces() {
    return Numbers.range(0, interfaceCount - 1);
  }

  /** Whether the name stands for one interface and not for a kind, as {@code all-ppp} does. */
  boolean single(String interfaceName) {
    return interfaces.containsKey(interfaceName) && !interfaceName.startsWith("all-");
  }

  Numbers interfaceOf(String name) {
    return Numbers.of(interfaces.getOrDefault(name, NO_INTERFACE));
  }

  boolean knowsList(String list) {
    return lists.containsKey(list);
  }

  Numbers list(String name) {
    return lists.getOrDefault(name, Numbers.EMPTY);
  }

  String interfaceName(int number) {
    for (Map.Entry<String, Integer> entry : interfaces.entrySet()) {
      if (entry.getValue() == number) {
        return entry.getKey();
      }
    }
    return number == NO_INTERFACE ? "" : "another interface";
  }

  /** Marks by name, and one that no rule names. */
  Numbers marks() {
    return Numbers.range(0, marks.size());
  }

  /** The same, and none at all because there is no connection. */
  Numbers connectionMarks() {
    return Numbers.range(0, marks.size() + 1);
  }

  int noConnection() {
    return marks.size() + 1;
  }

  int markOf(String name) {
    return marks.getOrDefault(name, marks.size());
  }

  String markName(int number) {
    for (Map.Entry<String, Integer> entry : marks.entrySet()) {
      if (entry.getValue() == number) {
        return entry.getKey();
      }
    }
    return "another";
  }

  /** The MAC addresses that rules name, another one, and no link header. */
  Numbers macs() {
    return Numbers.range(0, macs.size() + 1);
  }

  int macOf(long mac) {
    return macs.getOrDefault(mac, macs.size());
  }

  int noMac() {
    return macs.size() + 1;
  }
}
