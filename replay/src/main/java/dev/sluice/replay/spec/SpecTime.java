package dev.sluice.replay.spec;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time of packets written by hand: said, or a little after the one before. Not threadsafe. */
final class SpecTime {
  private static final Pattern LATER = Pattern.compile("\\+([0-9]{1,9})(us|ms|s|m|h|d)");
  private static final long SECOND = 1_000_000_000L;

  /** What nanoseconds since the epoch can hold. */
  private static final long LAST_SECOND = 9_000_000_000L;

  private final ZoneId zone;
  private long next;
  private long last;

  SpecTime(ZoneId zone, long start) {
    this.zone = zone;
    next = start;
    last = start;
  }

  /** The time of the packet that is being made; the next one is {@code step} later. */
  long take(long step) {
    last = next;
    next += step;
    return last;
  }

  /**
   * Reads {@code at=2026-03-02T10:00}, with seconds or an offset, or {@code at=+5s} after the one
   * before.
   */
  Optional<Fault> set(Token token) {
    String text = token.value();
    Matcher later = LATER.matcher(text);
    if (later.matches()) {
      next = last + Long.parseLong(later.group(1)) * unit(later.group(2));
      return next < 0 || next > LAST_SECOND * SECOND ? wrong(token) : Optional.empty();
    }
    try {
      boolean offset = text.matches(".*T.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)");
      Instant at =
          offset
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(zone).toInstant();
      if (at.getEpochSecond() < 0 || at.getEpochSecond() > LAST_SECOND) {
        return wrong(token);
      }
      next = at.getEpochSecond() * SECOND + at.getNano();
      return Optional.empty();
    } catch (DateTimeParseException malformed) {
      return wrong(token);
    }
  }

  private static Optional<Fault> wrong(Token token) {
    return Optional.of(
        new Fault(
            token.start(),
            token.end(),
            "expected a time",
            "such as at=2026-03-02T10:00, at=2026-03-02T10:00:30+01:00 or at=+5s"));
  }

  private static long unit(String name) {
    return switch (name) {
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> SECOND;
      case "m" -> 60 * SECOND;
      case "h" -> 3_600 * SECOND;
      default -> 86_400 * SECOND;
    };
  }
}
