package dev.sluice.engine.queues;

import dev.sluice.policy.Origin;
import dev.sluice.policy.QueueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the discipline of a queue out of its type: the user's, or one of RouterOS's own. */
final class Disciplines {
  private static final FairQueue.PerFlowBurst NONE = FairQueue.PerFlowBurst.NONE;
  private static final long MILLISECOND = 1_000_000L;
  private static final int KIBIBYTE = 1_024;
  private static final int PACKET = 1_514;

  private final Map<String, QueueType> types = new HashMap<>();
  private final PacketPool pool;
  private final long seed;

  Disciplines(List<QueueType> configured, PacketPool pool, long seed) {
    this.pool = pool;
    this.seed = seed;
    builtIn("default", "pfifo", Map.of("pfifo-limit", "50"));
    builtIn("ethernet-default", "pfifo", Map.of("pfifo-limit", "50"));
    builtIn("default-small", "pfifo", Map.of("pfifo-limit", "10"));
    builtIn("wireless-default", "sfq", Map.of());
    builtIn("hotspot-default", "sfq", Map.of());
    builtIn("synchronous-default", "red", Map.of());
    builtIn("multi-queue-ethernet-default", "mq-pfifo", Map.of());
    builtIn("only-hardware-queue", "none", Map.of());
    builtIn("pcq-upload-default", "pcq", Map.of("pcq-classifier", "src-address"));
    builtIn("pcq-download-default", "pcq", Map.of("pcq-classifier", "dst-address"));
    for (QueueType type : configured) {
      types.put(type.name(), type);
    }
  }

  private void builtIn(String name, String kind, Map<String, String> parameters) {
    types.put(name, new QueueType(name, kind, parameters, Origin.NONE));
  }

  /** A fresh queue of the named type; of an unknown one, a pfifo of 50 packets. */
  Discipline make(String name, Discipline.Losses losses) {
    QueueType type = types.get(name);
    if (type == null) {
      return new Fifo(pool, losses, 50, Long.MAX_VALUE);
    }
    QueueParameters p = new QueueParameters(type);
    return switch (type.kind()) {
      case "bfifo" -> new Fifo(pool, losses, Integer.MAX_VALUE, p.bytes("bfifo-limit", 15_000, 1));
      case "red" -> new Red(pool, losses, p, seed);
      case "sfq" -> sfq(p, losses);
      case "pcq" -> pcq(p, losses);
      case "codel" -> codel(p, losses);
      case "fq-codel" -> fqCodel(p, losses);
      case "cake" -> new Cake(pool, losses, p, seed);
      case "mq-pfifo" ->
          new Fifo(pool, losses, (int) p.number("mq-pfifo-limit", 50), Long.MAX_VALUE);
      case "none" -> new Fifo(pool, losses, 1_000, Long.MAX_VALUE);
      default -> new Fifo(pool, losses, (int) p.number("pfifo-limit", 50), Long.MAX_VALUE);
    };
  }

  /** RouterOS: 1,024 buckets, 127 packets, the longest flow loses. */
  private Discipline sfq(QueueParameters p, Discipline.Losses losses) {
    int allot = (int) Math.max(1, p.number("sfq-allot", PACKET));
    long perturb = p.nanos("sfq-perturb", 5_000 * MILLISECOND);
    FairQueue.Shape shape =
        new FairQueue.Shape(
            1_024, allot, 127, Long.MAX_VALUE, Long.MAX_VALUE, 0, NONE, 0, 0, false, true);
    return new FairQueue(pool, losses, shape, FlowKeys.flows(pool, seed, perturb));
  }

  private Discipline pcq(QueueParameters p, Discipline.Losses losses) {
    FairQueue.Shape shape =
        new FairQueue.Shape(
            Integer.MAX_VALUE,
            PACKET,
            Integer.MAX_VALUE,
            p.bytes("pcq-total-limit", 2_000L * KIBIBYTE, KIBIBYTE),
            p.bytes("pcq-limit", 50L * KIBIBYTE, KIBIBYTE),
            p.number("pcq-rate", 0),
            new FairQueue.PerFlowBurst(
                p.number("pcq-burst-rate", 0),
                p.number("pcq-burst-threshold", 0),
                p.nanos("pcq-burst-time", 10_000 * MILLISECOND)),
            0,
            0,
            false,
            false);
    return new FairQueue(pool, losses, shape, FlowKeys.pcq(pool, p, "dst-address"));
  }

  private Discipline codel(QueueParameters p, Discipline.Losses losses) {
    FairQueue.Shape shape =
        new FairQueue.Shape(
            1,
            PACKET,
            (int) p.number("codel-limit", 1_000),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            0,
            NONE,
            Math.max(1, p.nanos("codel-target", 5 * MILLISECOND)),
            Math.max(1, p.nanos("codel-interval", 100 * MILLISECOND)),
            false,
            false);
    return new FairQueue(pool, losses, shape, (packet, now) -> 0);
  }

  private Discipline fqCodel(QueueParameters p, Discipline.Losses losses) {
    FairQueue.Shape shape =
        new FairQueue.Shape(
            Math.clamp(p.number("fq-codel-flows", 1_024), 1, 65_536),
            (int) Math.max(1, p.number("fq-codel-quantum", PACKET)),
            (int) p.number("fq-codel-limit", 10_240),
            p.bytes("fq-codel-memlimit", 32L << 20, 1),
            Long.MAX_VALUE,
            0,
            NONE,
            Math.max(1, p.nanos("fq-codel-target", 5 * MILLISECOND)),
            Math.max(1, p.nanos("fq-codel-interval", 100 * MILLISECOND)),
            true,
            true);
    return new FairQueue(pool, losses, shape, FlowKeys.flows(pool, seed, 0));
  }
}
