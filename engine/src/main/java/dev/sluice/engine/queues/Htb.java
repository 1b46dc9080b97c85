package dev.sluice.engine.queues;

import dev.sluice.policy.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hierarchy of token buckets, from a queue without a parent down to its leaves. A class sends
 * on its own rate (green), on its parent's (yellow: it has used limit-at, not yet max-limit) or not
 * at all (red). Leaves that are served on a lower level come first, within a level those of the
 * lower priority number, among equals by deficit round robin. Tokens are times: how long the link
 * of that rate owes nothing. Not threadsafe.
 */
final class Htb {
  private static final long MOST_ELAPSED = 60_000_000_000L;
  private static final int PRIORITIES = 8;
  private static final int LEAST_QUANTUM = 1_000;
  private static final int MOST_QUANTUM = 200_000;
  private static final int RATE_TO_QUANTUM = 10;

  /** A class of the tree; a leaf has a discipline. */
  static final class Node {
    final @Nullable Node parent;
    final QueueLimits limits;
    final int queue;
    final @Nullable Burst burst;
    @Nullable Discipline discipline;
    int level;
    long rate;
    long tokens;
    long ceilTokens;
    long checkpoint = Long.MIN_VALUE;
    long[] deficits = {};

    Node(@Nullable Node parent, QueueLimits limits, int queue) {
      this.parent = parent;
      this.limits = limits;
      this.queue = queue;
      boolean bursts = limits.burstLimit() > 0 && limits.burstTimeNanos() > 0;
      burst = bursts ? new Burst(limits.burstThreshold(), limits.burstTimeNanos()) : null;
      // A queue without a parent has nobody to borrow from: all of max-limit is its own.
      rate = parent == null ? limits.maxLimit() : limits.limitAt();
      tokens = buffer();
      ceilTokens = tokens;
    }

    private long buffer() {
      return (long) (limits.bucketSize() * 1e9);
    }

    long ceil() {
      return burst != null && burst.active() ? limits.burstLimit() : limits.maxLimit();
    }

    private boolean unlimited() {
      return ceil() == 0;
    }

    private boolean green(long now) {
      boolean own = parent == null ? true : rate > 0 && tokens + elapsed(now) >= 0;
      return own && !red(now);
    }

    private boolean red(long now) {
      return !unlimited() && ceilTokens + elapsed(now) < 0;
    }

    private long elapsed(long now) {
      return checkpoint == Long.MIN_VALUE ? 0 : Math.min(now - checkpoint, MOST_ELAPSED);
    }

    /** When the class stops being red. */
    private long sendsAt(long now) {
      long wait = unlimited() ? 0 : Math.max(0, -(ceilTokens + elapsed(now)));
      long at = now + wait;
      return wait > 0 && burst != null ? Math.min(at, burst.nextTick()) : at;
    }

    private void charge(int bytes, int lender, long now) {
      long passed = elapsed(now);
      tokens = Math.min(tokens + passed, buffer());
      ceilTokens = Math.min(ceilTokens + passed, buffer());
      if (level >= lender && rate > 0) {
        tokens = Math.max(tokens - bytes * 8_000_000_000L / rate, -MOST_ELAPSED);
      }
      if (!unlimited()) {
        ceilTokens = Math.max(ceilTokens - bytes * 8_000_000_000L / ceil(), -MOST_ELAPSED);
      }
      checkpoint = now;
    }

    private int quantum() {
      return Math.clamp(rate / 8 / RATE_TO_QUANTUM, LEAST_QUANTUM, MOST_QUANTUM);
    }
  }

  private final PacketPool pool;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Node> leaves = new ArrayList<>();
  private int turn;
  private @Nullable Node served;

  Htb(PacketPool pool) {
    this.pool = pool;
  }

  /** Adds a class below {@code parent}, which is of this tree too, or null for the top. */
  Node add(@Nullable Node parent, QueueLimits limits, int queue) {
    Node node = new Node(parent, limits, queue);
    nodes.add(node);
    return node;
  }

  /** Makes a class a leaf. Once all are made, {@link #close} ends the building. */
  void leaf(Node node, Discipline discipline) {
    node.discipline = discipline;
    leaves.add(node);
  }

  void close() {
    for (Node leaf : leaves) {
      int level = 0;
      for (Node node = leaf; node != null; node = node.parent) {
        node.level = Math.max(node.level, level++);
      }
    }
    for (Node leaf : leaves) {
      leaf.deficits = new long[nodes.size() + 1];
    }
  }

  void enqueue(Node leaf, int packet, long now) {
    for (Node node = leaf; node != null; node = node.parent) {
      if (node.checkpoint == Long.MIN_VALUE) {
        node.checkpoint = now;
      }
    }
    bursts(now);
    Discipline discipline = leaf.discipline;
    if (discipline != null) {
      int before = discipline.packets();
      int bytes = pool.bytes[packet];
      discipline.enqueue(packet, now);
      if (discipline.packets() > before && leaf.burst != null) {
        leaf.burst.count(bytes);
      }
    }
  }

  private void bursts(long now) {
    for (Node node : nodes) {
      if (node.burst != null) {
        node.burst.advance(now);
      }
    }
  }

  /** The class whose packet {@link #dequeue} last gave out. */
  @Nullable Node served() {
    return served;
  }

  /** The next packet that may go at this time, or {@link PacketPool#NONE}. */
  int dequeue(long now) {
    bursts(now);
    for (int tries = 0; tries < 2 * leaves.size() + 2; tries++) {
      Node leaf = choose(now);
      if (leaf == null || leaf.discipline == null) {
        return PacketPool.NONE;
      }
      int lender = lender(leaf, now);
      int packet = leaf.discipline.dequeue(now);
      if (packet != PacketPool.NONE) {
        int bytes = pool.bytes[packet];
        leaf.deficits[lender] -= bytes;
        for (Node node = leaf; node != null; node = node.parent) {
          node.charge(bytes, lender, now);
          if (node != leaf && node.burst != null) {
            node.burst.count(bytes);
          }
        }
        served = leaf;
        return packet;
      }
    }
    return PacketPool.NONE;
  }

  /** The level on whose rate the leaf may send now, or -1. */
  private static int lender(Node leaf, long now) {
    for (Node node = leaf; node != null; node = node.parent) {
      if (node.green(now)) {
        return node.level;
      }
      if (node.red(now)) {
        return -1;
      }
    }
    return -1;
  }

  private @Nullable Node choose(long now) {
    int best = Integer.MAX_VALUE;
    for (Node leaf : leaves) {
      best = Math.min(best, order(leaf, now));
    }
    if (best == Integer.MAX_VALUE) {
      return null;
    }
    int level = best / (PRIORITIES + 1);
    // Whoever is in debt gets a quantum when its turn comes; the largest debt is one packet.
    for (int i = 0; i < leaves.size() * (2 + 65_536 / LEAST_QUANTUM); i++) {
      Node leaf = leaves.get(turn % leaves.size());
      if (order(leaf, now) == best) {
        if (leaf.deficits[level] > 0) {
          return leaf;
        }
        leaf.deficits[level] += leaf.quantum();
      }
      turn = (turn + 1) % leaves.size();
    }
    return null;
  }

  private static int order(Node leaf, long now) {
    Discipline discipline = leaf.discipline;
    if (discipline == null || discipline.readyAt(now) > now) {
      return Integer.MAX_VALUE;
    }
    int lender = lender(leaf, now);
    int priority = Math.clamp(leaf.limits.priority(), 1, PRIORITIES);
    return lender < 0 ? Integer.MAX_VALUE : lender * (PRIORITIES + 1) + priority;
  }

  /** When {@link #dequeue} may have a packet; {@link Discipline#NEVER} while all is empty. */
  long readyAt(long now) {
    bursts(now);
    long first = Discipline.NEVER;
    for (Node leaf : leaves) {
      Discipline discipline = leaf.discipline;
      long ready = discipline == null ? Discipline.NEVER : discipline.readyAt(now);
      if (ready != Discipline.NEVER) {
        first = Math.min(first, Math.max(ready, sendsAt(leaf, now)));
      }
    }
    return first;
  }

  /** The earliest time at which the leaf may send on its own rate or on that of one above. */
  private static long sendsAt(Node leaf, long now) {
    long below = now;
    long first = Discipline.NEVER;
    for (Node node = leaf; node != null; node = node.parent) {
      below = Math.max(below, node.sendsAt(now));
      if (node.parent == null) {
        return Math.min(first, below);
      }
      if (node.rate > 0) {
        long own = now + Math.max(0, -(node.tokens + node.elapsed(now)));
        first = Math.min(first, Math.max(below, own));
      }
    }
    return first;
  }

  int packets() {
    int sum = 0;
    for (Node leaf : leaves) {
      sum += leaf.discipline == null ? 0 : leaf.discipline.packets();
    }
    return sum;
  }
}
