package dev.sluice.engine.queues;

/** The order and the losses of one queue. Packets are those of a {@link PacketPool}. */
interface Discipline {
  /** Never ready, as things stand. */
  long NEVER = Long.MAX_VALUE;

  /** Hears of a packet that is lost; it belongs to the pool again after that. */
  interface Losses {
    void lost(int packet, long now);
  }

  /** Takes a packet in, or loses it or another one. */
  void enqueue(int packet, long now);

  /** The next packet, or {@link PacketPool#NONE}. May lose packets on the way. */
  int dequeue(long now);

  /** When {@link #dequeue} may have a packet: {@code now}, later, or NEVER while empty. */
  long readyAt(long now);

  int packets();

  long bytes();
}
