package dev.sluice.engine.queues;

/**
 * What one queue did in a whole run.
 *
 * @param direction {@code upload}, {@code download} or {@code total} of a simple queue; empty for a
 *     tree's
 * @param bytes carried, IP lengths for global and simple queues, frames for interface trees
 * @param droppedPackets lost in the queue itself; those of a queue above leaves are its leaves'
 * @param delayNanos of all packets carried, together
 * @param mostDelayNanos of one packet
 * @param mostBytes carried in one second
 */
public record QueueTotals(
    String queue,
    String direction,
    long packets,
    long bytes,
    long droppedPackets,
    long droppedBytes,
    long delayNanos,
    long mostDelayNanos,
    long mostBytes) {

  /** The mean of the packets carried. */
  public long meanDelayNanos() {
    return packets == 0 ? 0 : delayNanos / packets;
  }
}
