package dev.sluice.engine.queues;

/**
 * RouterOS: red. Random early detection as Linux does it: thresholds in packets of an average size,
 * the average queue with the weight that the burst gives, probability rising to 2 % between them.
 */
final class Red implements Discipline {
  private static final double MOST_PROBABILITY = 0.02;

  private final PacketPool pool;
  private final Losses losses;
  private final Fifo fifo;
  private final double least;
  private final double most;
  private final double weight;
  private final int averagePacket;
  private double average;
  private long emptySince = NEVER;
  private int sinceLoss = -1;
  private long random;

  Red(PacketPool pool, Losses losses, QueueParameters p, long seed) {
    this.pool = pool;
    this.losses = losses;
    averagePacket = (int) p.number("red-avg-packet", 1_000);
    least = p.number("red-min-threshold", 10) * (double) averagePacket;
    most = p.number("red-max-threshold", 50) * (double) averagePacket;
    fifo = new Fifo(pool, losses, (int) p.number("red-limit", 60), Long.MAX_VALUE);
    weight = weight((double) p.number("red-burst", 20), least / averagePacket);
    random = seed;
  }

  /** Linux: the largest weight of 2^-w at which a burst from an empty queue passes unharmed. */
  private static double weight(double burst, double least) {
    double spare = burst + 1 - least;
    for (int w = 1; w < 32; w++) {
      double weight = Math.pow(0.5, w);
      if (spare >= 1 && (1 - Math.pow(1 - weight, burst)) / weight >= spare) {
        return weight;
      }
    }
    return Math.pow(0.5, 9);
  }

  @Override
  public void enqueue(int packet, long now) {
    if (emptySince != NEVER) {
      // An idle link lets the average decay as if small packets had left, one a microsecond each.
      double idlePackets = (now - emptySince) / (averagePacket * 1_000.0);
      average *= Math.pow(1 - weight, idlePackets);
      emptySince = NEVER;
    }
    average += (fifo.bytes() - average) * weight;
    if (average >= most || average >= least && unlucky()) {
      sinceLoss = 0;
      losses.lost(packet, now);
      emptySince = fifo.packets() == 0 ? now : NEVER;
      return;
    }
    if (average < least) {
      sinceLoss = -1;
    }
    fifo.enqueue(packet, now);
    assert pool.used() > 0;
  }

  private boolean unlucky() {
    sinceLoss++;
    double base = MOST_PROBABILITY * (average - least) / Math.max(1, most - least);
    double spread = 1 - sinceLoss * base;
    random += 0x9E3779B97F4A7C15L;
    double draw = (PacketPool.mix(random) >>> 11) * 0x1p-53;
    return spread <= 0 || draw < base / spread;
  }

  @Override
  public int dequeue(long now) {
    int packet = fifo.dequeue(now);
    if (fifo.packets() == 0) {
      emptySince = now;
    }
    return packet;
  }

  @Override
  public long readyAt(long now) {
    return fifo.readyAt(now);
  }

  @Override
  public int packets() {
    return fifo.packets();
  }

  @Override
  public long bytes() {
    return fifo.bytes();
  }
}
