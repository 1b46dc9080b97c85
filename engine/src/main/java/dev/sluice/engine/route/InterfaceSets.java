package dev.sluice.engine.route;

import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The interface lists as bit sets over interface indices: the four built-in ones, then the user's.
 * RouterOS: a user's list is (members of included lists) − (members of excluded lists) + own
 * members; a list that includes itself, directly or not, adds nothing by that. Immutable.
 */
final class InterfaceSets {
  private static final List<String> BUILT_IN = List.of("all", "none", "dynamic", "static");

  private final List<String> names = new ArrayList<>(BUILT_IN);
  private final long[][] members;

  InterfaceSets(List<String> interfaces, List<Interface> known, List<InterfaceList> lists) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < interfaces.size(); i++) {
      index.put(interfaces.get(i), i);
    }
    Map<String, BitSet> builtIn = builtIn(interfaces.size(), index, known);
    Map<String, InterfaceList> byName = new HashMap<>();
    for (InterfaceList list : lists) {
      byName.putIfAbsent(list.name(), list);
      if (!names.contains(list.name())) {
        names.add(list.name());
      }
    }
    int words = interfaces.size() + 63 >> 6;
    members = new long[names.size()][];
    for (int i = 0; i < members.length; i++) {
      BitSet set = resolve(names.get(i), builtIn, byName, index, new HashSet<>());
      members[i] = java.util.Arrays.copyOf(set.toLongArray(), Math.max(1, words));
    }
  }

  private static Map<String, BitSet> builtIn(
      int interfaces, Map<String, Integer> index, List<Interface> known) {
    BitSet all = new BitSet();
    all.set(0, interfaces);
    BitSet dynamic = new BitSet();
    for (Interface one : known) {
      Integer at = index.get(one.name());
      if (one.dynamic() && at != null) {
        dynamic.set(at);
      }
    }
    BitSet fixed = (BitSet) all.clone();
    fixed.andNot(dynamic);
    return Map.of("all", all, "none", new BitSet(), "dynamic", dynamic, "static", fixed);
  }

  private static BitSet resolve(
      String name,
      Map<String, BitSet> builtIn,
      Map<String, InterfaceList> byName,
      Map<String, Integer> index,
      Set<String> above) {
    BitSet fixed = builtIn.get(name);
    InterfaceList list = byName.get(name);
    BitSet set = new BitSet();
    if (fixed != null) {
      set.or(fixed);
    }
    if (list == null || !above.add(name)) {
      return set;
    }
    for (String included : list.include()) {
      set.or(resolve(included, builtIn, byName, index, above));
    }
    for (String excluded : list.exclude()) {
      set.andNot(resolve(excluded, builtIn, byName, index, above));
    }
    for (String member : list.members()) {
      Integer at = index.get(member);
      if (at != null) {
        set.set(at);
      }
    }
    above.remove(name);
    return set;
  }

  int list(String name) {
    return names.indexOf(name);
  }

  boolean holds(int list, int interfaceIndex) {
    return list >= 0
        && interfaceIndex >= 0
        && (members[list][interfaceIndex >> 6] >>> interfaceIndex & 1) != 0;
  }
}
