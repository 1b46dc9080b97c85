package dev.sluice.engine.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The time of day and the day of the week in the router's zone, daylight saving included. Keeps the
 * offset until it changes, so that only a packet beyond a change costs more. Not threadsafe.
 */
final class LocalClock {
  private static final long NANOS = 1_000_000_000L;
  private static final int DAY = 86_400;

  private final ZoneRules rules;
  private long validFrom = Long.MAX_VALUE;
  private long validUntil = Long.MIN_VALUE;
  private int offset;

  LocalClock(ZoneId zone) {
    rules = zone.getRules();
  }

  private long localSecond(long now) {
    long second = Math.floorDiv(now, NANOS);
    if (second < validFrom || second >= validUntil) {
      Instant instant = Instant.ofEpochSecond(second);
      ZoneOffset at = rules.getOffset(instant);
      ZoneOffsetTransition before = rules.previousTransition(instant.plusNanos(1));
      ZoneOffsetTransition after = rules.nextTransition(instant);
      validFrom = before == null ? Long.MIN_VALUE : before.toEpochSecond();
      validUntil = after == null ? Long.MAX_VALUE : after.toEpochSecond();
      offset = at.getTotalSeconds();
    }
    return second + offset;
  }

  /** 0 to 86,399. */
  int secondOfDay(long now) {
    return (int) Math.floorMod(localSecond(now), (long) DAY);
  }

  /** 0 is Monday, as in {@link java.time.DayOfWeek}. */
  int dayOfWeek(long now) {
    // 1 January 1970 was a Thursday.
    return (int) Math.floorMod(Math.floorDiv(localSecond(now), (long) DAY) + 3, 7L);
  }
}
