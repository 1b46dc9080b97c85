package dev.sluice.check.reach;

import dev.sluice.policy.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Follows sets of packets backwards from a rule to the start of the walk and takes away what the
 * rules on the way take. What is left can come to the rule, as far as sets can tell; if nothing is
 * left, nothing comes. One question, one object.
 */
final class Reach {
  /** What can be said. */
  enum Answer {
    /** Some packet is left. */
    SOME,
    /** No packet is left; this is proved. */
    NONE,
    /** The question was too large. */
    UNKNOWN
  }

  private static final int MOST_JUMPS = 16;

  private final Chains chains;
  private final Fields known;
  private final IntPredicate takes;
  private final Region.Work work;
  private final Set<Integer> taking = new TreeSet<>();
  private final Deque<String> path = new ArrayDeque<>();

  /** What the region can have been at most, anywhere on its way; rules outside it are passed by. */
  private List<Box> widest = List.of();

  private int[] hull = Hulls.of(widest);

  /**
   * Asks.
   *
   * @param takes which rules, by number, are allowed to take packets away
   * @param work how much may be done for it
   */
  Reach(Chains chains, Fields known, IntPredicate takes, Region.Work work) {
    this.chains = chains;
    this.known = known;
    this.takes = takes;
    this.work = work;
  }

  /** Whether any packet of the region comes to the place before a rule of a chain. */
  Answer ask(String chain, int index, List<Box> region) {
    boolean reached = reached(chain, index, region);
    if (reached) {
      return work.cut() ? Answer.UNKNOWN : Answer.SOME;
    }
    return work.dropped() ? Answer.UNKNOWN : Answer.NONE;
  }

  /** The numbers of the rules that took something away. */
  Set<Integer> taking() {
    return taking;
  }

  private List<Box> widest(List<Box> region) {
    List<Box> wide = region;
    for (int field : chains.changedFields()) {
      wide = wide.stream().map(box -> box.without(field)).toList();
    }
    return wide;
  }

  private void follow(List<Box> wide) {
    widest = wide;
    hull = Hulls.of(wide);
  }

  private boolean reached(String chain, int index, List<Box> region) {
    follow(widest(region));
    List<Box> left = prefix(chain, index, region);
    if (left.isEmpty()) {
      return false;
    }
    List<Chains.Call> calls = chains.calls(chain);
    TableName table = chains.table().name();
    if (Chains.builtIn(table, chain)) {
      return !Hooks.entering(chain, left, known, work).isEmpty();
    }
    if (calls.isEmpty() || path.size() == MOST_JUMPS) {
      return true;
    }
    path.push(chain);
    boolean any = false;
    for (Chains.Call call : calls) {
      if (!any && !path.contains(call.chain())) {
        Chains.Entry jump = chains.chain(call.chain()).get(call.index());
        List<Box> jumping = Region.and(left, jump.matching().boxes());
        any = !jumping.isEmpty() && reached(call.chain(), call.index(), jumping);
      }
    }
    path.pop();
    return any;
  }

  /** Back to the start of a chain, from before one of its rules. */
  private List<Box> prefix(String chain, int index, List<Box> region) {
    List<Chains.Entry> entries = chains.chain(chain);
    Hulls hulls = chains.hulls(chain);
    List<Box> left = region;
    path.push(chain);
    for (int i = hulls.before(index, hull); i >= 0 && !left.isEmpty(); i = hulls.before(i, hull)) {
      Chains.Entry entry = entries.get(i);
      left = entry.step() == Chains.Step.RETURNS ? without(left, entry) : back(left, entry);
    }
    path.pop();
    return left;
  }

  private List<Box> back(List<Box> left, Chains.Entry entry) {
    return switch (entry.step()) {
      case TAKES -> without(left, entry);
      case MAY_TAKE, RETURNS -> left;
      case GOES_ON -> before(left, entry.matching());
      case JUMPS -> jump(left, entry);
    };
  }

  private List<Box> without(List<Box> left, Chains.Entry entry) {
    if (!entry.matching().certain() || !takes.test(entry.rule().number())) {
      return left;
    }
    if (!meets(widest, entry.matching().boxes())) {
      return left;
    }
    List<Box> rest = Region.minus(left, entry.matching().boxes(), known, work);
    if (!same(rest, left)) {
      taking.add(entry.rule().number());
    }
    return rest;
  }

  private static boolean meets(List<Box> some, List<Box> others) {
    for (int i = 0; i < some.size(); i++) {
      for (int j = 0; j < others.size(); j++) {
        if (some.get(i).meets(others.get(j))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the packets were before a rule that may have changed them. */
  private List<Box> before(List<Box> left, Matching matching) {
    if (matching.changes().isEmpty()) {
      return left;
    }
    List<Box> earlier = new ArrayList<>(left.size());
    boolean moved = false;
    for (Box box : left) {
      Box wider = Region.before(List.of(box), matching.changes()).getFirst();
      earlier.add(box);
      if (wider != box) {
        for (Box changed : MatcherSets.both(List.of(wider), matching.boxes())) {
          moved = true;
          earlier.add(changed);
        }
      }
    }
    return !moved
        ? left
        : bounded(Region.or(List.of(), earlier), Region.before(left, matching.changes()));
  }

  /** The first if it is small enough, else the second, which holds more. */
  private List<Box> bounded(List<Box> exact, List<Box> wider) {
    if (exact.size() <= Region.MOST_BOXES) {
      return exact;
    }
    work.spend(Integer.MAX_VALUE);
    return wider;
  }

  private List<Box> jump(List<Box> after, Chains.Entry jump) {
    String target = jump.target();
    if (chains.inert(target) || path.contains(target)) {
      return after;
    }
    if (path.size() >= MOST_JUMPS) {
      work.spend(Integer.MAX_VALUE);
      return List.of(Box.ALL);
    }
    // What comes out of a chain may have gone in as something else.
    boolean changes = chains.changes(target);
    List<Box> out = changes ? after : Region.and(after, jump.matching().boxes());
    if (out.isEmpty()) {
      return after;
    }
    List<Box> wide = widest;
    follow(widest(out));
    List<Box> through = whole(target, out);
    follow(wide);
    if (same(through, out)) {
      return after;
    }
    List<Box> inside = Region.and(through, jump.matching().boxes());
    List<Box> past =
        jump.matching().certain()
            ? Region.minus(after, jump.matching().boxes(), known, work)
            : after;
    return bounded(Region.or(past, inside), List.of(Box.ALL));
  }

  /** Back from the end of a chain, and from its returns, to its start. */
  private List<Box> whole(String chain, List<Box> after) {
    List<Chains.Entry> entries = chains.chain(chain);
    Hulls hulls = chains.hulls(chain);
    List<Box> left = after;
    path.push(chain);
    for (int i = hulls.before(entries.size(), hull); i >= 0; i = hulls.before(i, hull)) {
      Chains.Entry entry = entries.get(i);
      if (entry.step() == Chains.Step.RETURNS) {
        List<Box> returned = Region.and(after, entry.matching().boxes());
        left =
            returned.isEmpty()
                ? left
                : bounded(Region.or(without(left, entry), returned), List.of(Box.ALL));
      } else {
        left = back(left, entry);
      }
    }
    path.pop();
    return left;
  }

  /**
   * Whether subtraction gave back the very list it was given, which says that nothing was taken.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(List<Box> one, List<Box> other) {
    return one == other;
  }
}
