package dev.sluice.engine.queues;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many small queues that take turns by deficit round robin: the ground on which sfq, pcq, codel,
 * fq-codel and the tins of cake stand. What they differ in is said by {@link Shape}. Not
 * threadsafe.
 */
final class FairQueue implements Discipline {
  /** Flows at the same time; one more shares the queue of another. */
  static final int MOST_FLOWS = 1 << 14;

  /** Says which queue a packet belongs in. */
  interface Key {
    long of(int packet, long now);
  }

  /**
   * @param buckets how many queues there are at most; keys share them
   * @param quantum bytes of one turn
   * @param mostPackets of all flows; beyond it the longest flow loses
   * @param flowBytes of one flow; beyond it the packet is lost
   * @param rate bit/s of one flow, or 0
   * @param burst a rate that a flow may have instead for a while
   * @param target of codel in nanoseconds, or 0 for none
   * @param newFlowsFirst whether a flow that wakes up has a turn before the others
   * @param longestLoses whether, at a common limit, the longest flow loses its oldest packet;
   *     otherwise the packet that comes is lost
   */
  record Shape(
      int buckets,
      int quantum,
      int mostPackets,
      long mostBytes,
      long flowBytes,
      long rate,
      PerFlowBurst burst,
      long target,
      long interval,
      boolean newFlowsFirst,
      boolean longestLoses) {}

  /**
   * RouterOS: a flow that stayed under the threshold on average goes at another rate.
   *
   * @param rate bit/s, or 0 for no burst
   * @param threshold bit/s
   * @param time of the average, in nanoseconds
   */
  record PerFlowBurst(long rate, long threshold, long time) {
    static final PerFlowBurst NONE = new PerFlowBurst(0, 0, 0);

    @Nullable Burst begin() {
      return rate > 0 && time > 0 ? new Burst(threshold, time) : null;
    }
  }

  private final class Flow {
    final long key;
    final @Nullable Burst burst = shape.burst.begin();
    int head = PacketPool.NONE;
    int tail = PacketPool.NONE;
    int packets;
    long bytes;
    long deficit;
    long mayGo;
    boolean waking;
    final @Nullable Codel codel;

    Flow(long key) {
      this.key = key;
      codel = shape.target == 0 ? null : new Codel(shape.target, shape.interval);
    }

    /** Bit/s at which the flow may send on. */
    long rate(int bytes, long now) {
      if (burst == null) {
        return shape.rate;
      }
      burst.advance(now);
      burst.count(bytes);
      return burst.active() ? shape.burst.rate : shape.rate;
    }

    /** Nothing would be lost with it. */
    boolean forgettable(long now) {
      return mayGo <= now && (burst == null || burst.quiet(now));
    }

    int poll() {
      int packet = head;
      head = pool.next[packet];
      packets--;
      bytes -= pool.bytes[packet];
      FairQueue.this.packets--;
      FairQueue.this.bytes -= pool.bytes[packet];
      return packet;
    }
  }

  private final PacketPool pool;
  private final Losses losses;
  private final Shape shape;
  private final Key key;
  private final Map<Long, Flow> flows = new HashMap<>();
  private final ArrayDeque<Flow> fresh = new ArrayDeque<>();
  private final ArrayDeque<Flow> turns = new ArrayDeque<>();
  private int packets;
  private long bytes;

  FairQueue(PacketPool pool, Losses losses, Shape shape, Key key) {
    this.pool = pool;
    this.losses = losses;
    this.shape = shape;
    this.key = key;
  }

  int flows() {
    return flows.size();
  }

  @Override
  public void enqueue(int packet, long now) {
    long bucket = Long.remainderUnsigned(key.of(packet, now), shape.buckets);
    if (flows.size() >= MOST_FLOWS) {
      flows.values().removeIf(flow -> !flow.waking && flow.forgettable(now));
    }
    if (flows.size() >= MOST_FLOWS && !flows.containsKey(bucket)) {
      bucket = Long.remainderUnsigned(bucket, MOST_FLOWS / 2);
    }
    Flow flow = flows.computeIfAbsent(bucket, Flow::new);
    boolean full = packets >= shape.mostPackets || bytes + pool.bytes[packet] > shape.mostBytes;
    if (flow.bytes + pool.bytes[packet] > shape.flowBytes || full && !shape.longestLoses) {
      if (flow.packets == 0 && flow.forgettable(now)) {
        flows.remove(bucket);
      }
      losses.lost(packet, now);
      return;
    }
    pool.next[packet] = PacketPool.NONE;
    if (flow.packets++ == 0) {
      flow.head = packet;
      wake(flow);
    } else {
      pool.next[flow.tail] = packet;
    }
    flow.tail = packet;
    flow.bytes += pool.bytes[packet];
    packets++;
    bytes += pool.bytes[packet];
    if (full) {
      Flow longest = longest();
      losses.lost(longest.poll(), now);
    }
  }

  private void wake(Flow flow) {
    if (!flow.waking) {
      flow.waking = true;
      flow.deficit = shape.quantum;
      (shape.newFlowsFirst ? fresh : turns).addLast(flow);
    }
  }

  private Flow longest() {
    Flow longest = null;
    for (Flow flow : flows.values()) {
      if (longest == null || flow.bytes > longest.bytes) {
        longest = flow;
      }
    }
    if (longest == null) {
      throw new IllegalStateException("no flow holds the " + packets + " packets");
    }
    return longest;
  }

  @Override
  public int dequeue(long now) {
    int tries = 2 * (fresh.size() + turns.size()) + 2;
    // A flow whose packets are larger than its quantum needs several rounds for one of them.
    for (long i = (long) tries * (1 + 65_536 / Math.max(1, shape.quantum)); i > 0; i--) {
      ArrayDeque<Flow> from = fresh.isEmpty() ? turns : fresh;
      Flow flow = from.peekFirst();
      if (flow == null) {
        return PacketPool.NONE;
      }
      if (flow.packets == 0) {
        from.removeFirst();
        flow.waking = false;
        if (flow.forgettable(now)) {
          flows.remove(flow.key); // else it must not forget when it may go again
        }
      } else if (flow.mayGo > now) {
        from.removeFirst();
        turns.addLast(flow);
        if (readyAt(now) > now) {
          return PacketPool.NONE;
        }
      } else if (flow.deficit <= 0) {
        flow.deficit += shape.quantum;
        from.removeFirst();
        turns.addLast(flow);
      } else {
        int packet = next(flow, now);
        if (packet != PacketPool.NONE) {
          return packet;
        }
      }
    }
    return PacketPool.NONE;
  }

  private int next(Flow flow, long now) {
    while (flow.packets > 0) {
      int packet = flow.poll();
      int size = pool.bytes[packet];
      if (flow.codel != null
          && flow.codel.loses(now - pool.arrived[packet], flow.bytes + size, size, now)) {
        losses.lost(packet, now);
        continue;
      }
      flow.deficit -= size;
      if (shape.rate > 0) {
        long rate = flow.rate(size, now);
        flow.mayGo = Math.max(now, flow.mayGo) + size * 8_000_000_000L / rate;
      }
      return packet;
    }
    return PacketPool.NONE;
  }

  @Override
  public long readyAt(long now) {
    if (packets == 0) {
      return NEVER;
    }
    if (shape.rate == 0) {
      return now;
    }
    long first = NEVER;
    for (Flow flow : flows.values()) {
      if (flow.packets > 0) {
        first = Math.min(first, flow.mayGo);
      }
    }
    return Math.max(now, first);
  }

  @Override
  public int packets() {
    return packets;
  }

  @Override
  public long bytes() {
    return bytes;
  }
}
