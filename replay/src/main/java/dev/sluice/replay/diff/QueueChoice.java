package dev.sluice.replay.diff;

import dev.sluice.engine.rules.Context;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.SimpleQueue;
import dev.sluice.policy.TimeOfDayRange;
import dev.sluice.replay.Lane;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which queue a packet that passed would wait in: the first simple queue whose target, marks and
 * hours fit, and the first entry of the tree with its mark. Rates are not run, only named. Not
 * threadsafe.
 */
public final class QueueChoice {
  private static final String GLOBAL = "global";
  private static final long NANOS = 1_000_000_000L;

  private final Lane lane;
  private final List<SimpleQueue> simple;
  private final List<QueueTree> trees;
  private final Map<String, String> parents = new HashMap<>();

  /** Everything that a queue does, for comparing; no place and no comment. */
  private final IdentityHashMap<Object, String> signatures = new IdentityHashMap<>();

  /** The queues of the lane's policy. */
  public QueueChoice(Lane lane) {
    this.lane = lane;
    Policy policy = lane.policy();
    simple = policy.simpleQueues().stream().filter(queue -> !queue.disabled()).toList();
    trees = policy.queueTrees().stream().filter(queue -> !queue.disabled()).toList();
    policy.queueTrees().forEach(queue -> parents.put(queue.name(), queue.parent()));
    for (SimpleQueue queue : simple) {
      String rates = queue.upload() + " " + queue.download() + " " + queue.total();
      signatures.put(queue, queue.name() + rates + queue.parent());
    }
    for (QueueTree queue : trees) {
      signatures.put(queue, queue.name() + queue.limits() + queue.parent());
    }
  }

  public boolean any() {
    return !simple.isEmpty() || !trees.isEmpty();
  }

  /** The names of the queues of the packet just processed; empty without any. */
  public List<String> names() {
    Optional<SimpleQueue> one = simpleQueue();
    Optional<QueueTree> tree = tree();
    if (one.isPresent() && tree.isPresent()) {
      return List.of(one.get().name(), tree.get().name());
    }
    return one.map(queue -> List.of(queue.name()))
        .or(() -> tree.map(queue -> List.of(queue.name())))
        .orElse(List.of());
  }

  /** The names with what the queues allow, so that a changed limit shows. */
  String text() {
    String one =
        simpleQueue()
            .map(queue ->
                queue.name() + rates(queue.upload().maxLimit(), queue.download().maxLimit()))
            .orElse("");
    String tree =
        tree().map(queue -> queue.name() + " " + queue.limits().maxLimit() + " bit/s").orElse("");
    return one.isEmpty() || tree.isEmpty() ? one + tree : one + ", " + tree;
  }

  /** Whether the other side's packet waits in queues of the same names that do the same. */
  boolean same(QueueChoice other) {
    return signature(simpleQueue()).equals(other.signature(other.simpleQueue()))
        && signature(tree()).equals(other.signature(other.tree()));
  }

  private String signature(Optional<?> queue) {
    return queue.isEmpty() ? "" : signatures.getOrDefault(queue.get(), "");
  }

  private static String rates(long upload, long download) {
    return " " + upload + "/" + download + " bit/s";
  }

  private Optional<QueueTree> tree() {
    Context c = lane.datapath().context();
    if (c.packetMark() == 0) {
      return Optional.empty();
    }
    for (QueueTree queue : trees) {
      if (marked(queue.packetMarks(), c) && !queue.packetMarks().isEmpty() && reached(queue, c)) {
        return Optional.of(queue);
      }
    }
    return Optional.empty();
  }

  private boolean reached(QueueTree queue, Context c) {
    String root = queue.parent();
    for (int depth = 0; parents.containsKey(root) && depth < trees.size(); depth++) {
      root = parents.getOrDefault(root, root);
    }
    return root.equals(GLOBAL)
        || (c.outInterface() >= 0 && c.interfaceName(c.outInterface()).equals(root));
  }

  private static boolean marked(List<String> marks, Context c) {
    return marks.isEmpty() || marks.contains(c.marks().name(c.packetMark()));
  }

  private Optional<SimpleQueue> simpleQueue() {
    Context c = lane.datapath().context();
    for (SimpleQueue queue : simple) {
      if (marked(queue.packetMarks(), c) && hours(queue, c.now()) && fits(queue, c)) {
        return Optional.of(queue);
      }
    }
    return Optional.empty();
  }

  private boolean hours(SimpleQueue queue, long now) {
    if (queue.time().isEmpty()) {
      return true;
    }
    Matcher.Time time = queue.time().get();
    ZonedDateTime local =
        Instant.ofEpochSecond(Math.floorDiv(now, NANOS)).atZone(lane.policy().zone());
    boolean hour = time.ranges().isEmpty();
    for (TimeOfDayRange range : time.ranges()) {
      hour |= range.contains(local.toLocalTime().toSecondOfDay());
    }
    return hour && (time.days().isEmpty() || time.days().contains(local.getDayOfWeek()));
  }

  private static boolean fits(SimpleQueue queue, Context c) {
    Address from = new Address(c.family(), c.sourceHigh(), c.sourceLow());
    Address to = new Address(c.family(), c.destinationHigh(), c.destinationLow());
    return target(queue, to, c, c.outInterface()) && opposite(queue, from, c, c.inInterface())
        || target(queue, from, c, c.inInterface()) && opposite(queue, to, c, c.outInterface());
  }

  private static boolean target(SimpleQueue queue, Address address, Context c, int side) {
    for (AddressRange range : queue.targets()) {
      if (range.contains(address)) {
        return true;
      }
    }
    return side >= 0 && queue.targetInterfaces().contains(c.interfaceName(side));
  }

  private static boolean opposite(SimpleQueue queue, Address address, Context c, int side) {
    boolean there = queue.destination().map(range -> range.contains(address)).orElse(true);
    return there
        && queue
            .destinationInterface()
            .map(name -> side >= 0 && c.interfaceName(side).equals(name))
            .orElse(true);
  }
}
