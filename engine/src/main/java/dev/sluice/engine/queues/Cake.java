package dev.sluice.engine.queues;

/**
 * RouterOS: cake. Its tins by DSCP, each a fair queue with codel, one link rate over all. Tins take
 * turns by the weights that cake gives them at its rate. Host isolation is two-level: the flows of
 * one host share what the host is due. Left out: acknowledgement filtering, overhead of link layers
 * other than a fixed number of bytes, and autorate. Not threadsafe.
 */
final class Cake implements Discipline {
  private static final int QUANTUM = 1_514;
  private static final int BUCKETS = 1_024;

  private final PacketPool pool;
  private final FairQueue[] tins;
  private final int[] weights;
  private final long[] deficits;
  private final String scheme;
  private final long rate;
  private final int overhead;
  private final int least;
  private long mayGo;
  private int turn;

  Cake(PacketPool pool, Losses losses, QueueParameters p, long salt) {
    this.pool = pool;
    scheme = p.text("cake-diffserv", "diffserv3");
    weights =
        switch (scheme) {
          case "besteffort" -> new int[] {1};
          case "diffserv4" -> new int[] {1, 16, 8, 4};
          case "diffserv8", "precedence" -> new int[] {1, 2, 4, 8, 8, 8, 4, 4};
          default -> new int[] {1, 16, 4};
        };
    rate = p.number("cake-bandwidth", 0);
    overhead = (int) p.number("cake-overhead", 0);
    least = (int) p.number("cake-mpu", 0);
    long roundTrip = Math.max(1_000_000, p.nanos("cake-rtt", 100_000_000));
    FairQueue.Shape shape =
        new FairQueue.Shape(
            BUCKETS,
            QUANTUM,
            Integer.MAX_VALUE,
            p.bytes("cake-memlimit", rate == 0 ? 32L << 20 : Math.max(4L << 20, rate / 2), 1),
            Long.MAX_VALUE,
            0,
            FairQueue.PerFlowBurst.NONE,
            roundTrip / 20,
            roundTrip,
            true,
            true);
    FairQueue.Key key = FlowKeys.cake(pool, p.text("cake-flowmode", "triple-isolate"), salt);
    tins = new FairQueue[weights.length];
    deficits = new long[weights.length];
    for (int i = 0; i < tins.length; i++) {
      tins[i] = new FairQueue(pool, losses, shape, key);
    }
  }

  /** Cake's tables in short: what asks for less, for low delay, or for neither. */
  private int tin(int dscp) {
    int precedence = dscp >> 3;
    return switch (scheme) {
      case "besteffort" -> 0;
      case "diffserv8", "precedence" -> precedence;
      case "diffserv4" ->
          dscp == 8 || dscp == 1 ? 0 : precedence >= 5 ? 3 : precedence >= 2 ? 2 : 1;
      default -> dscp == 8 || dscp == 1 ? 0 : precedence >= 6 || dscp >= 44 ? 2 : 1;
    };
  }

  @Override
  public void enqueue(int packet, long now) {
    tins[tin(pool.dscp(packet))].enqueue(packet, now);
  }

  @Override
  public int dequeue(long now) {
    if (mayGo > now) {
      return PacketPool.NONE;
    }
    for (int i = 0; i < 64 * tins.length && packets() > 0; i++) {
      FairQueue tin = tins[turn];
      if (tin.packets() > 0 && deficits[turn] > 0) {
        int packet = tin.dequeue(now);
        if (packet != PacketPool.NONE) {
          int size = Math.max(least, pool.bytes[packet] + overhead);
          deficits[turn] -= size;
          mayGo = rate == 0 ? 0 : Math.max(mayGo, now) + size * 8_000_000_000L / rate;
          return packet;
        }
      }
      if (tin.packets() > 0) {
        deficits[turn] += (long) QUANTUM * weights[turn];
      }
      turn = (turn + 1) % tins.length;
    }
    return PacketPool.NONE;
  }

  @Override
  public long readyAt(long now) {
    return packets() == 0 ? NEVER : Math.max(now, mayGo);
  }

  @Override
  public int packets() {
    int sum = 0;
    for (FairQueue tin : tins) {
      sum += tin.packets();
    }
    return sum;
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (FairQueue tin : tins) {
      sum += tin.bytes();
    }
    return sum;
  }
}
