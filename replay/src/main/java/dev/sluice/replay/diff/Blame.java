package dev.sluice.replay.diff;

import dev.sluice.policy.Action;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.Family;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.diff.Counterparts.Becoming;
import dev.sluice.replay.diff.Counterparts.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules at which two policies part: the first place where the rules that a packet matched
 * are not the same, and if that rule is the same in both, what it names that is not. Stateless but
 * for what it compares.
 */
final class Blame {
  private final Policy before;
  private final Policy after;
  private final Counterparts counterparts;

  Blame(Policy before, Policy after) {
    this.before = before;
    this.after = after;
    counterparts = new Counterparts(before, after);
  }

  Cause of(Side old, Side now) {
    int i = 0;
    while (i < old.matches()
        && i < now.matches()
        && counterparts.id(old.match(i)) == counterparts.id(now.match(i))) {
      i++;
    }
    boolean hasOld = i < old.matches();
    boolean hasNew = i < now.matches();
    if (!hasOld && !hasNew) {
      return new Cause(
          null,
          null,
          "the same rules matched; addresses, routes, queues or settings are not the same");
    }
    if (hasOld && hasNew) {
      boolean newComesLater = contains(old, i + 1, now.match(i));
      boolean oldComesLater = contains(now, i + 1, old.match(i));
      hasOld = newComesLater || !oldComesLater;
      hasNew = oldComesLater || !newComesLater;
    }
    return cause(hasOld ? old.ref(i) : null, hasNew ? now.ref(i) : null);
  }

  private boolean contains(Side side, int from, Rule rule) {
    for (int i = from; i < side.matches(); i++) {
      if (counterparts.id(side.match(i)) == counterparts.id(rule)) {
        return true;
      }
    }
    return false;
  }

  /** Of two rules, the one that the change touched is to blame; of two touched ones, both are. */
  private Cause cause(@Nullable RuleRef old, @Nullable RuleRef now) {
    Fate oldFate = old == null ? null : counterparts.fate(old.rule());
    Fate newFate = now == null ? null : counterparts.fate(now.rule());
    boolean oldTouched = oldFate != null && oldFate.becoming() != Becoming.SAME;
    boolean newTouched = newFate != null && newFate.becoming() != Becoming.SAME;
    if (old != null && oldFate != null && (oldTouched || now == null) && !newTouched) {
      return new Cause(old, pair(old, oldFate), removed(old, oldFate));
    }
    if (now != null && newFate != null && (newTouched || old == null) && !oldTouched) {
      return new Cause(pair(now, newFate), now, added(now, newFate));
    }
    if (old != null && now != null && oldFate != null && now.rule().equals(oldFate.counterpart())) {
      return new Cause(old, now, "changed");
    }
    if (old != null && oldFate != null && newFate != null && !oldTouched) {
      String named = named(old);
      return new Cause(old, now, named.isEmpty() ? "the same in both" : named);
    }
    return new Cause(old, now, "one was replaced by the other");
  }

  private static @Nullable RuleRef pair(RuleRef of, Fate fate) {
    Rule counterpart = fate.counterpart();
    return counterpart == null ? null : new RuleRef(of.family(), of.table(), counterpart);
  }

  private String removed(RuleRef rule, Fate fate) {
    return switch (fate.becoming()) {
      case ALONE -> "removed";
      case CHANGED -> "changed, and matches no longer";
      case MOVED -> "moved";
      case SAME -> "the same in both, but matches only before" + because(rule);
    };
  }

  private String added(RuleRef rule, Fate fate) {
    return switch (fate.becoming()) {
      case ALONE -> "added";
      case CHANGED -> "changed, and matches now";
      case MOVED -> "moved";
      case SAME -> "the same in both, but matches only now" + because(rule);
    };
  }

  private String because(RuleRef rule) {
    String named = named(rule);
    return named.isEmpty() ? "" : ": " + named;
  }

  /** What a rule that is the same in both names that is not the same. */
  private String named(RuleRef ref) {
    List<String> found = new ArrayList<>();
    for (Matcher matcher : ref.rule().matchers()) {
      switch (matcher) {
        case Matcher.Layer7 m -> m.names().forEach(name -> pattern(name, found));
        case Matcher.SourceAddressList m -> list(ref.family(), m.list(), found);
        case Matcher.DestinationAddressList m -> list(ref.family(), m.list(), found);
        case Matcher.ConnectionMark m -> m.marks().forEach(mark -> setters(mark, found));
        case Matcher.PacketMark m -> m.marks().forEach(mark -> setters(mark, found));
        case Matcher.RoutingMark m -> m.marks().forEach(mark -> setters(mark, found));
        case Matcher.InInterfaceList m -> interfaces(m.list(), found);
        case Matcher.OutInterfaceList m -> interfaces(m.list(), found);
        default -> {}
      }
    }
    return found.stream().distinct().collect(Collectors.joining(", "));
  }

  private void pattern(String name, List<String> found) {
    if (!regexp(before, name).equals(regexp(after, name))) {
      found.add("layer7-protocol " + name + " is not the same");
    }
  }

  private static Optional<String> regexp(Policy policy, String name) {
    return policy.layer7().stream()
        .filter(one -> one.name().equals(name))
        .map(Layer7Protocol::regexp)
        .findFirst();
  }

  private void list(Family family, String name, List<String> found) {
    if (!entries(before, family, name).equals(entries(after, family, name))) {
      found.add("address-list " + name + " is not the same");
    }
    setters(name, found);
  }

  private static Set<Object> entries(Policy policy, Family family, String name) {
    return policy.firewall(family).addressLists().stream()
        .filter(entry -> entry.list().equals(name))
        .map(Blame::content)
        .collect(Collectors.toSet());
  }

  private static Object content(AddressListEntry entry) {
    return List.of(entry.address(), entry.disabled());
  }

  private void interfaces(String name, List<String> found) {
    if (!members(before, name).equals(members(after, name))) {
      found.add("interface list " + name + " is not the same");
    }
  }

  private static List<String> members(Policy policy, String name) {
    return policy.interfaceLists().stream()
        .filter(list -> list.name().equals(name))
        .flatMap(list -> list.members().stream())
        .toList();
  }

  /** Rules that give this mark or fill this list, and were touched. */
  private void setters(String name, List<String> found) {
    for (Policy policy : List.of(before, after)) {
      for (Family family : Family.values()) {
        for (Table table : policy.firewall(family).tables()) {
          for (Rule rule : table.rules()) {
            if (gives(rule.action(), name) && counterparts.fate(rule).becoming() != Becoming.SAME) {
              RuleRef ref = new RuleRef(family, table.name(), rule);
              found.add(name + " comes from " + ref.text() + ", which is not the same");
              return;
            }
          }
        }
      }
    }
  }

  private static boolean gives(Action action, String name) {
    return switch (action) {
      case Action.MarkConnection a -> a.mark().equals(name);
      case Action.MarkPacket a -> a.mark().equals(name);
      case Action.MarkRouting a -> a.mark().equals(name);
      case Action.AddSourceToAddressList a -> a.list().equals(name);
      case Action.AddDestinationToAddressList a -> a.list().equals(name);
      default -> false;
    };
  }
}
