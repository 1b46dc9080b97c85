package dev.sluice.policy;

/**
 * The rates of one direction of a queue, in bits a second; 0 is none (limit-at) or no limit
 * (max-limit).
 *
 * @param burstTimeNanos the averaging window
 * @param bucketSize the bucket as a multiple of max-limit
 */
public record QueueLimits(
    long limitAt,
    long maxLimit,
    long burstLimit,
    long burstThreshold,
    long burstTimeNanos,
    double bucketSize,
    int priority,
    String queueType) {}
