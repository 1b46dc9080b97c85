package dev.sluice.engine.queues;

import dev.sluice.policy.Matcher;
import dev.sluice.policy.TimeOfDayRange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** When a simple queue is on duty: RouterOS's time property, in the router's zone. Immutable. */
record Hours(Matcher.Time time, ZoneId zone) {
  boolean hold(long now) {
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000_000L));
    ZonedDateTime local = instant.atZone(zone);
    boolean day = time.days().isEmpty() || time.days().contains(local.getDayOfWeek());
    boolean hour = time.ranges().isEmpty();
    for (TimeOfDayRange range : time.ranges()) {
      hour |= range.contains(local.toLocalTime().toSecondOfDay());
    }
    return (day && hour) != time.negated();
  }
}
