package dev.sluice.config.meaning;

import dev.sluice.policy.Matcher;
import dev.sluice.policy.TimeOfDayRange;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code time}: a range and days; several ranges and none of the days are extensions, as is a
 * range over midnight.
 */
final class DayTimes {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final long DAY = 86_400;

  private DayTimes() {}

  static Matcher.@Nullable Time read(Piece piece, boolean not) {
    List<TimeOfDayRange> ranges = new ArrayList<>();
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (Piece part : piece.split(',')) {
      if (part.text().isEmpty()) {
        piece.invalid();
        return null;
      }
      if (Character.isDigit(part.text().charAt(0))) {
        TimeOfDayRange range = range(part);
        if (range == null) {
          return null;
        }
        ranges.add(range);
      } else {
        String day = part.word(DAYS);
        if (day == null) {
          return null;
        }
        days.add(DayOfWeek.of(DAYS.indexOf(day) + 1));
      }
    }
    if (ranges.isEmpty()) {
      ranges.add(new TimeOfDayRange(0, (int) DAY));
    }
    return new Matcher.Time(not, ranges, days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days);
  }

  private static @Nullable TimeOfDayRange range(Piece part) {
    int dash = part.text().indexOf('-');
    if (dash < 0) {
      part.invalid();
      return null;
    }
    Long first = part.cut(0, dash).seconds();
    Long last = part.after(dash + 1).seconds();
    if (first == null || last == null) {
      return null;
    }
    if (first > DAY || last > DAY) {
      part.outOfRange("0.." + DAY);
      return null;
    }
    return new TimeOfDayRange(first.intValue(), last.intValue());
  }
}
