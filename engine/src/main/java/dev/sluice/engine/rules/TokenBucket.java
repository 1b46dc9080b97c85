package dev.sluice.engine.rules;

import java.math.BigInteger;

/**
 * RouterOS: limit. One bucket a rule, full at first, refilled in ticks of 10 ms with a 32.32 fixed
 * point rate; what the fixed point cuts off makes the first token of a slow rate come one tick
 * late. A packet larger than the bucket never fits. Not threadsafe.
 */
final class TokenBucket implements RuleState {
  private static final long TICK_NANOS = 10_000_000L;
  private static final long TICKS_PER_SECOND = 100;
  private static final long FRACTION = 0xFFFF_FFFFL;

  private final boolean bits;
  private final long burst;

  /** 32.32 fixed point tokens a tick. */
  private final long refill;

  /** After so many ticks the bucket is full whatever was in it. */
  private final long ticksToFull;

  private long tokens;
  private long fraction;
  private long lastTick = Long.MIN_VALUE;

  TokenBucket(long rate, long perSeconds, long burst, boolean bits) {
    this.bits = bits;
    this.burst = bits ? burst / 8 : burst;
    refill =
        BigInteger.valueOf(bits ? rate / 8 : rate)
            .shiftLeft(32)
            .divide(BigInteger.valueOf(perSeconds * TICKS_PER_SECOND))
            .longValueExact();
    ticksToFull =
        refill == 0
            ? Long.MAX_VALUE
            : BigInteger.valueOf(this.burst)
                .shiftLeft(32)
                .divide(BigInteger.valueOf(refill))
                .add(BigInteger.ONE)
                .longValueExact();
    tokens = this.burst;
  }

  @Override
  public boolean test(Context context) {
    return take(context.now(), context.length());
  }

  boolean take(long now, int length) {
    long tick = Math.floorDiv(now, TICK_NANOS);
    if (lastTick == Long.MIN_VALUE) {
      lastTick = tick;
    } else if (tick > lastTick) {
      add(tick - lastTick);
      lastTick = tick;
    }
    long cost = bits ? length : 1;
    if (tokens < cost) {
      return false;
    }
    tokens -= cost;
    return true;
  }

  private void add(long ticks) {
    if (ticks >= ticksToFull) {
      tokens = burst;
      return;
    }
    // Below 2^64 as an unsigned number: burst and refill are at most 2e9 and 3.2e8 tokens.
    long gained = fraction + ticks * refill;
    tokens = Math.min(burst, tokens + (gained >>> 32));
    fraction = gained & FRACTION;
  }
}
