package dev.sluice.wire;

/**
 * What a pcapng section says of one interface. Immutable.
 *
 * @param snapLength 0 if unlimited
 * @param resolution as {@code if_tsresol} has it: a power of 10, or with the top bit one of 2, both
 *     negative
 * @param offsetSeconds added to each timestamp
 */
record CaptureInterface(
    int linkType, int snapLength, String name, int resolution, long offsetSeconds) {
  static final int MICROSECONDS = 6;

  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final int NANO_DIGITS = 9;
  private static final int MOST_DIGITS = 19;

  /** Nanoseconds since the epoch; what a long cannot hold becomes the nearest that it can. */
  long nanos(long ticks) {
    if (resolution == MICROSECONDS && offsetSeconds == 0 && ticks >>> 53 == 0) {
      return ticks * 1_000;
    }
    long second;
    long nanos;
    int power = resolution & 0x7F;
    if (resolution > 0x7F) {
      second = power < Long.SIZE ? ticks >>> power : 0;
      nanos = binaryNanos(ticks, power);
    } else if (power > MOST_DIGITS) {
      second = 0;
      nanos = 0;
    } else {
      long unit = power(Math.min(power, MOST_DIGITS));
      second = Long.divideUnsigned(ticks, unit);
      long rest = Long.remainderUnsigned(ticks, unit);
      nanos =
          power <= NANO_DIGITS
              ? rest * power(NANO_DIGITS - power)
              : Long.divideUnsigned(rest, power(power - NANO_DIGITS));
    }
    return sum(second, nanos);
  }

  private static long binaryNanos(long ticks, int power) {
    long rest = power < Long.SIZE ? ticks & (1L << power) - 1 : ticks;
    long high = Math.unsignedMultiplyHigh(rest, NANOS_A_SECOND);
    long low = rest * NANOS_A_SECOND;
    if (power == 0) {
      return low;
    }
    if (power < Long.SIZE) {
      return high << Long.SIZE - power | low >>> power;
    }
    return high >>> power - Long.SIZE;
  }

  private static long power(int digits) {
    long power = 1;
    for (int i = 0; i < digits; i++) {
      power *= 10;
    }
    return power;
  }

  private long sum(long second, long nanos) {
    long limit = Long.MAX_VALUE / NANOS_A_SECOND - 1;
    long seconds = Math.clamp(second < 0 ? limit : second, 0, limit);
    return Math.clamp(seconds + Math.clamp(offsetSeconds, -limit, limit), 0, limit) * NANOS_A_SECOND
        + nanos;
  }
}
