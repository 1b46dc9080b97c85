package dev.sluice.check;

import dev.sluice.config.meaning.Suggestion;
import dev.sluice.policy.Interface;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueLimits;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.SimpleQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells of queues whose parents or limits do not fit. One policy, one object. */
final class Queues {
  private static final int LOWEST_PRIORITY = 8;

  private final Findings findings;

  Queues(Findings findings) {
    this.findings = findings;
  }

  /**
   * A queue of either kind in one direction.
   *
   * @param direction empty, or how a message names it
   */
  private record Queue(
      String menu,
      String name,
      String parent,
      QueueLimits limits,
      String direction,
      Origin origin) {}

  void check(Policy policy) {
    List<Queue> trees = new ArrayList<>();
    for (QueueTree queue : policy.queueTrees()) {
      if (!queue.disabled()) {
        trees.add(
            new Queue(
                "/queue/tree", queue.name(), queue.parent(), queue.limits(), "", queue.origin()));
      }
    }
    Set<String> roots = new TreeSet<>(Set.of("global"));
    policy.interfaces().stream().map(Interface::name).forEach(roots::add);
    Set<String> all = new HashSet<>();
    policy.queueTrees().forEach(queue -> all.add(queue.name()));
    parents(trees, roots, all);
    limits(trees);
    inner(policy, trees);
    List<Queue> uploads = new ArrayList<>();
    List<Queue> downloads = new ArrayList<>();
    for (SimpleQueue queue : policy.simpleQueues()) {
      if (!queue.disabled()) {
        uploads.add(simple(queue, queue.upload(), " for upload"));
        downloads.add(simple(queue, queue.download(), " for download"));
      }
    }
    Set<String> names = new HashSet<>();
    policy.simpleQueues().forEach(queue -> names.add(queue.name()));
    parents(uploads, Set.of("none"), names);
    limits(uploads);
    limits(downloads);
  }

  private static Queue simple(SimpleQueue queue, QueueLimits limits, String direction) {
    return new Queue(
        "/queue/simple", queue.name(), queue.parent(), limits, direction, queue.origin());
  }

  private void parents(List<Queue> queues, Set<String> roots, Set<String> all) {
    Map<String, String> parents = new HashMap<>();
    queues.forEach(queue -> parents.put(queue.name(), queue.parent()));
    for (Queue queue : queues) {
      String parent = queue.parent();
      if (!roots.contains(parent) && !all.contains(parent)) {
        missing(queue, roots, all);
      }
      Set<String> seen = new HashSet<>();
      String at = queue.name();
      while (parents.containsKey(at) && seen.add(at)) {
        at = parents.getOrDefault(at, "");
      }
      if (seen.contains(at) && at.equals(queue.name())) {
        findings.item(
            Code.QUEUE_LOOP,
            queue.menu(),
            queue.origin(),
            "parent",
            "queue " + queue.name() + " is among its own ancestors",
            "let one of them have parent=" + (roots.contains("none") ? "none" : "global"));
      }
    }
  }

  private void missing(Queue queue, Set<String> roots, Set<String> all) {
    boolean simple = queue.menu().equals("/queue/simple");
    String near = Suggestion.nearest(queue.parent(), all);
    if (queue.parent().matches("global-(in|out|total)")) {
      findings.item(
          Code.QUEUE_PARENT,
          queue.menu(),
          queue.origin(),
          "parent",
          "since RouterOS 6 there is no parent " + queue.parent(),
          "write parent=global");
      return;
    }
    if (!simple && near == null) {
      // It may be an interface that the text does not name otherwise.
      return;
    }
    findings.item(
        Code.QUEUE_PARENT,
        queue.menu(),
        queue.origin(),
        "parent",
        "there is no queue "
            + queue.parent()
            + ", the parent of "
            + queue.name()
            + ": the queue is invalid and takes no packets",
        near == null
            ? "add it, or write parent=" + roots.iterator().next()
            : "did you mean parent=" + near + "?");
  }

  private void limits(List<Queue> queues) {
    Map<String, Queue> byName = new HashMap<>();
    Map<String, List<Queue>> children = new HashMap<>();
    for (Queue queue : queues) {
      byName.putIfAbsent(queue.name(), queue);
      children.computeIfAbsent(queue.parent(), parent -> new ArrayList<>()).add(queue);
    }
    for (Queue queue : queues) {
      own(queue);
      QueueLimits limits = queue.limits();
      List<Queue> below = children.getOrDefault(queue.name(), List.of());
      long sum = 0;
      for (Queue child : below) {
        sum += child.limits().limitAt();
      }
      if (limits.maxLimit() > 0 && sum > limits.maxLimit()) {
        findings.item(
            Code.QUEUE_SUM,
            queue.menu(),
            queue.origin(),
            "max-limit",
            "the limit-at of the "
                + below.size()
                + " children of "
                + queue.name()
                + " add up to "
                + rate(sum)
                + queue.direction()
                + ", more than its max-limit of "
                + rate(limits.maxLimit())
                + ": they are guaranteed what there is not",
            "raise max-limit to " + rate(sum) + ", or lower the children's limit-at");
      }
      Queue parent = byName.get(queue.parent());
      if (parent != null
          && parent.limits().maxLimit() > 0
          && limits.maxLimit() > parent.limits().maxLimit()) {
        findings.item(
            Code.QUEUE_CHILD_MAX,
            queue.menu(),
            queue.origin(),
            "max-limit",
            "max-limit "
                + rate(limits.maxLimit())
                + queue.direction()
                + " is more than the "
                + rate(parent.limits().maxLimit())
                + " of its parent "
                + parent.name(),
            "it will never get more than its parent");
      }
    }
  }

  private void own(Queue queue) {
    QueueLimits limits = queue.limits();
    if (limits.maxLimit() > 0 && limits.limitAt() > limits.maxLimit()) {
      findings.item(
          Code.QUEUE_LIMITS,
          queue.menu(),
          queue.origin(),
          "limit-at",
          "limit-at "
              + rate(limits.limitAt())
              + queue.direction()
              + " is more than max-limit "
              + rate(limits.maxLimit()),
          "limit-at is what is guaranteed, max-limit what it may have at most: exchange them");
    }
    if (limits.burstLimit() > 0
        && (limits.burstLimit() < limits.maxLimit() || limits.burstTimeNanos() == 0)) {
      findings.item(
          Code.QUEUE_BURST,
          queue.menu(),
          queue.origin(),
          "burst-limit",
          limits.burstTimeNanos() == 0
              ? "there is no burst without burst-time" + queue.direction()
              : "burst-limit "
                  + rate(limits.burstLimit())
                  + queue.direction()
                  + " is less than max-limit "
                  + rate(limits.maxLimit()),
          limits.burstTimeNanos() == 0
              ? "add burst-time, such as burst-time=8s"
              : "a burst is above max-limit");
    }
  }

  private void inner(Policy policy, List<Queue> trees) {
    Set<String> parents = new HashSet<>();
    trees.forEach(queue -> parents.add(queue.parent()));
    for (QueueTree queue : policy.queueTrees()) {
      boolean marked = !queue.packetMarks().isEmpty();
      boolean ranked = queue.limits().priority() != LOWEST_PRIORITY;
      if (!queue.disabled() && parents.contains(queue.name()) && (marked || ranked)) {
        findings.item(
            Code.QUEUE_INNER,
            "/queue/tree",
            queue.origin(),
            marked ? "packet-mark" : "priority",
            (marked ? "packet-mark" : "priority")
                + " has no effect on "
                + queue.name()
                + ", which has children",
            "set it on the children");
      }
    }
  }

  /** As the console takes it. */
  static String rate(long bits) {
    if (bits % 1_000_000_000 == 0 && bits > 0) {
      return bits / 1_000_000_000 + "G";
    }
    if (bits % 1_000_000 == 0 && bits > 0) {
      return bits / 1_000_000 + "M";
    }
    return bits % 1_000 == 0 && bits > 0 ? bits / 1_000 + "k" : Long.toString(bits);
  }
}
