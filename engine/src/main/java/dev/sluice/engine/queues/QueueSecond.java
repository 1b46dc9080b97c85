package dev.sluice.engine.queues;

/**
 * What one queue did in one second of the capture.
 *
 * @param direction {@code upload}, {@code download} or {@code total} of a simple queue; empty for a
 *     tree's
 * @param second since the epoch
 * @param bytes carried, IP lengths for global and simple queues, frames for interface trees
 * @param droppedPackets lost in the queue itself; those of a queue above leaves are its leaves'
 * @param delayNanos of all packets carried, together
 * @param mostDelayNanos of one packet
 * @param waitingPackets in the queue at the end of the second
 */
public record QueueSecond(
    String queue,
    String direction,
    long second,
    long packets,
    long bytes,
    long droppedPackets,
    long droppedBytes,
    long delayNanos,
    long mostDelayNanos,
    int waitingPackets,
    long waitingBytes) {}
