package dev.sluice.engine.queues;

/** The figures of one queue: of the second that runs, and of all. Not threadsafe. */
final class Tally {
  final String queue;
  final String direction;
  private final QueueObserver observer;
  private long packets;
  private long bytes;
  private long lostPackets;
  private long lostBytes;
  private long delay;
  private long mostDelay;
  private int waiting;
  private long waitingBytes;
  private long allPackets;
  private long allBytes;
  private long allLost;
  private long allLostBytes;
  private long allDelay;
  private long allMostDelay;
  private long mostBytes;

  Tally(String queue, String direction, QueueObserver observer) {
    this.queue = queue;
    this.direction = direction;
    this.observer = observer;
  }

  void entered(int size) {
    waiting++;
    waitingBytes += size;
  }

  void carried(int size, long waited) {
    packets++;
    bytes += size;
    delay += waited;
    mostDelay = Math.max(mostDelay, waited);
    left(size);
    mostBytes = Math.max(mostBytes, bytes);
    allPackets++;
    allBytes += size;
    allDelay += waited;
    allMostDelay = Math.max(allMostDelay, waited);
  }

  void lost(int size, boolean here) {
    left(size);
    if (here) {
      lostPackets++;
      lostBytes += size;
      allLost++;
      allLostBytes += size;
    }
  }

  private void left(int size) {
    waiting--;
    waitingBytes -= size;
  }

  /** Reports the second that has passed, if anything was there in it. */
  void flush(long second) {
    if (packets + lostPackets > 0 || waiting > 0) {
      observer.second(
          new QueueSecond(
              queue,
              direction,
              second,
              packets,
              bytes,
              lostPackets,
              lostBytes,
              delay,
              mostDelay,
              waiting,
              waitingBytes));
    }
    packets = 0;
    bytes = 0;
    lostPackets = 0;
    lostBytes = 0;
    delay = 0;
    mostDelay = 0;
  }

  QueueTotals totals() {
    return new QueueTotals(
        queue,
        direction,
        allPackets,
        allBytes,
        allLost,
        allLostBytes,
        allDelay,
        allMostDelay,
        mostBytes);
  }
}
