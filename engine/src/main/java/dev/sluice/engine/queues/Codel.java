package dev.sluice.engine.queues;

/**
 * The controlled-delay law of RFC 8289 for one queue: once packets have waited longer than the
 * target for an interval, some are lost, ever more often, until they wait less.
 */
final class Codel {
  private final long target;
  private final long interval;
  private boolean dropping;
  private int count;
  private int lastCount;
  private long firstAbove;
  private long dropNext;

  Codel(long target, long interval) {
    this.target = target;
    this.interval = interval;
  }

  /**
   * Whether the packet at the head must be lost.
   *
   * @param waited how long it has waited
   * @param backlog bytes behind it; less than a packet never means a standing queue
   */
  boolean loses(long waited, long backlog, int packetBytes, long now) {
    boolean over = over(waited, backlog, packetBytes, now);
    if (dropping) {
      if (!over) {
        dropping = false;
        return false;
      }
      if (now < dropNext) {
        return false;
      }
      count++;
      dropNext = law(dropNext);
      return true;
    }
    if (!over) {
      return false;
    }
    dropping = true;
    int recent = count - lastCount;
    count = recent > 1 && now - dropNext < 16 * interval ? recent : 1;
    lastCount = count;
    dropNext = law(now);
    return true;
  }

  private boolean over(long waited, long backlog, int packetBytes, long now) {
    if (waited < target || backlog <= packetBytes) {
      firstAbove = 0;
      return false;
    }
    if (firstAbove == 0) {
      firstAbove = now + interval;
      return false;
    }
    return now >= firstAbove;
  }

  private long law(long from) {
    return from + (long) (interval / Math.sqrt(count));
  }
}
