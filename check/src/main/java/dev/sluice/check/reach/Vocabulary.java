package dev.sluice.check.reach;

import dev.sluice.policy.Action;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the rules of one family talk about, as fields and numbers. Not threadsafe. */
final class Vocabulary {
  /** A longer list is a fact that is asked, not a set. */
  static final int MOST_LIST_ENTRIES = 20_000;

  final Firewall firewall;
  final Names names;
  final Addresses addresses;
  final Fields fields;
  private final Map<String, Numbers> lists = new HashMap<>();

  Vocabulary(Policy policy, Firewall firewall) {
    this.firewall = firewall;
    Map<String, List<AddressRange>> fixed = fixedLists(firewall);
    List<AddressRange> ranges = new ArrayList<>();
    fixed.values().forEach(ranges::addAll);
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        if (rule.action() instanceof Action.DestinationNat nat) {
          nat.to().ifPresent(ranges::add);
        }
        for (Matcher matcher : rule.matchers()) {
          if (matcher instanceof Matcher.SourceAddress m) {
            ranges.add(m.range());
          } else if (matcher instanceof Matcher.DestinationAddress m) {
            ranges.add(m.range());
          }
        }
      }
    }
    names = new Names(policy, firewall);
    addresses = new Addresses(firewall.family(), ranges);
    fields = new Fields(firewall.family(), names, addresses);
    fixed.forEach((name, members) -> {
      Numbers.Builder set = new Numbers.Builder();
      for (AddressRange range : members) {
        Numbers part = addresses.of(range);
        set.add(part.first(), part.last());
      }
      lists.put(name, set.build());
    });
  }

  /** The lists that hold the same addresses whatever happens: known ones, and no rule adds any. */
  private static Map<String, List<AddressRange>> fixedLists(Firewall firewall) {
    Map<String, List<AddressRange>> fixed = new HashMap<>();
    Set<String> moving = new HashSet<>();
    for (AddressListEntry entry : firewall.addressLists()) {
      if (entry.disabled()) {
        continue;
      }
      if (entry.range().isEmpty() || entry.timeoutSeconds().isPresent()) {
        moving.add(entry.list());
      } else {
        fixed.computeIfAbsent(entry.list(), list -> new ArrayList<>()).add(entry.range().get());
      }
    }
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        switch (rule.action()) {
          case Action.AddSourceToAddressList a -> moving.add(a.list());
          case Action.AddDestinationToAddressList a -> moving.add(a.list());
          default -> {}
        }
      }
    }
    fixed.keySet().removeAll(moving);
    fixed.values().removeIf(ranges -> ranges.size() > MOST_LIST_ENTRIES);
    return fixed;
  }

  boolean fixedList(String list) {
    return lists.containsKey(list);
  }

  Numbers list(String name) {
    return lists.getOrDefault(name, Numbers.EMPTY);
  }
}
