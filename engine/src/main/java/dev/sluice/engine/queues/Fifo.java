package dev.sluice.engine.queues;

/** RouterOS: pfifo and bfifo, and the tail that red drops at. First in, first out, drop at tail. */
final class Fifo implements Discipline {
  private final PacketPool pool;
  private final Losses losses;
  private final int mostPackets;
  private final long mostBytes;
  private int head = PacketPool.NONE;
  private int tail = PacketPool.NONE;
  private int packets;
  private long bytes;

  Fifo(PacketPool pool, Losses losses, int mostPackets, long mostBytes) {
    this.pool = pool;
    this.losses = losses;
    this.mostPackets = mostPackets;
    this.mostBytes = mostBytes;
  }

  @Override
  public void enqueue(int packet, long now) {
    if (packets >= mostPackets || bytes + pool.bytes[packet] > mostBytes) {
      losses.lost(packet, now);
      return;
    }
    pool.next[packet] = PacketPool.NONE;
    if (head == PacketPool.NONE) {
      head = packet;
    } else {
      pool.next[tail] = packet;
    }
    tail = packet;
    packets++;
    bytes += pool.bytes[packet];
  }

  @Override
  public int dequeue(long now) {
    int packet = head;
    if (packet != PacketPool.NONE) {
      head = pool.next[packet];
      packets--;
      bytes -= pool.bytes[packet];
    }
    return packet;
  }

  @Override
  public long readyAt(long now) {
    return packets == 0 ? NEVER : now;
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
