package dev.sluice.replay.diff;

import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which rule of one policy is which of the other. Read-only once made. */
final class Counterparts {
  private final IdentityHashMap<Rule, Integer> contents = new IdentityHashMap<>();
  private final IdentityHashMap<Rule, Fate> fates = new IdentityHashMap<>();

  /** What became of a rule, or what it was. */
  enum Becoming {
    SAME,
    MOVED,
    CHANGED,
    /** Of an old rule: removed. Of a new one: added. */
    ALONE
  }

  /** The counterpart is null only for ALONE. */
  record Fate(Becoming becoming, @Nullable Rule counterpart) {}

  Counterparts(Policy before, Policy after) {
    Map<Rule, Integer> numbers = new HashMap<>();
    for (Family family : Family.values()) {
      List<Table> old = before.firewall(family).tables();
      List<Table> now = after.firewall(family).tables();
      for (int i = 0; i < old.size(); i++) {
        align(old.get(i).rules(), now.get(i).rules());
        number(old.get(i).rules(), numbers);
        number(now.get(i).rules(), numbers);
      }
    }
  }

  private void number(List<Rule> rules, Map<Rule, Integer> numbers) {
    for (Rule rule : rules) {
      Integer next = numbers.size();
      Integer known = numbers.putIfAbsent(RuleContent.of(rule), next);
      contents.put(rule, known == null ? next : known);
    }
  }

  private void align(List<Rule> before, List<Rule> after) {
    List<Rule> old = before.stream().map(RuleContent::of).toList();
    List<Rule> now = after.stream().map(RuleContent::of).toList();
    Alignment alignment = Alignment.of(old, now, RuleContent::similar);
    for (int i = 0; i < before.size(); i++) {
      int j = alignment.oldToNew().get(i);
      if (j < 0) {
        fates.put(before.get(i), new Fate(Becoming.ALONE, null));
      } else {
        Becoming becoming =
            !old.get(i).equals(now.get(j))
                ? Becoming.CHANGED
                : alignment.moved().get(j) ? Becoming.MOVED : Becoming.SAME;
        fates.put(before.get(i), new Fate(becoming, after.get(j)));
        fates.put(after.get(j), new Fate(becoming, before.get(i)));
      }
    }
    for (Rule rule : after) {
      fates.putIfAbsent(rule, new Fate(Becoming.ALONE, null));
    }
  }

  /** Equal for rules that do the same. */
  int id(Rule rule) {
    Integer number = contents.get(rule);
    return number == null ? -1 : number;
  }

  Fate fate(Rule rule) {
    Fate fate = fates.get(rule);
    return fate == null ? new Fate(Becoming.ALONE, null) : fate;
  }
}
