package dev.sluice.engine.rules;

import dev.sluice.policy.Matcher;
import dev.sluice.policy.TimeOfDayRange;
import java.time.DayOfWeek;

/** RouterOS: time. Not threadsafe, because of its clock. */
final class TimeWindow {
  private final LocalClock clock;
  private final TimeOfDayRange[] ranges;
  private final int days;

  TimeWindow(Matcher.Time matcher, LocalClock clock) {
    this.clock = clock;
    ranges = matcher.ranges().toArray(TimeOfDayRange[]::new);
    int bits = 0;
    for (DayOfWeek day : matcher.days()) {
      bits |= 1 << day.ordinal();
    }
    days = bits == 0 ? 0x7F : bits;
  }

  boolean holds(long now) {
    if ((days >> clock.dayOfWeek(now) & 1) == 0) {
      return false;
    }
    int second = clock.secondOfDay(now);
    for (TimeOfDayRange range : ranges) {
      if (range.contains(second)) {
        return true;
      }
    }
    return ranges.length == 0;
  }
}
