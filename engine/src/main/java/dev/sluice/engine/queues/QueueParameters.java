package dev.sluice.engine.queues;

import dev.sluice.policy.QueueType;
import java.util.Locale;

/**
 * The properties of a queue type as numbers, with RouterOS's defaults where one is not set or says
 * nothing that can be read. Immutable.
 */
final class QueueParameters {
  private final QueueType type;

  QueueParameters(QueueType type) {
    this.type = type;
  }

  String text(String name, String otherwise) {
    return type.parameters().getOrDefault(name, otherwise);
  }

  /** A count, or a rate with k, M or G. */
  long number(String name, long otherwise) {
    return value(text(name, ""), otherwise, 1_000);
  }

  /** Bytes; without a unit, of {@code unit} bytes each. */
  long bytes(String name, long otherwise, int unit) {
    String text = text(name, "").toLowerCase(Locale.ROOT);
    if (text.endsWith("ib")) {
      return value(text.substring(0, text.length() - 2), otherwise, 1_024);
    }
    long plain = value(text, -1, 1_024);
    boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
    return plain < 0 ? otherwise : bare ? plain * unit : plain;
  }

  private static long value(String text, long otherwise, int thousand) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 15) {
      return otherwise;
    }
    long scale =
        switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
          case "k" -> thousand;
          case "m" -> (long) thousand * thousand;
          case "g" -> (long) thousand * thousand * thousand;
          default -> 1;
        };
    return Long.parseLong(text.substring(0, digits)) * scale;
  }

  /** A time such as 5ms, 1m40s or 100us, in nanoseconds. */
  long nanos(String name, long otherwise) {
    String text = text(name, "");
    long sum = 0;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      int end = digits;
      while (end < text.length() && Character.isLetter(text.charAt(end))) {
        end++;
      }
      if (digits == at || digits - at > 9) {
        return otherwise;
      }
      sum += Long.parseLong(text.substring(at, digits)) * unit(text.substring(digits, end));
      at = end;
    }
    return text.isEmpty() ? otherwise : sum;
  }

  private static long unit(String name) {
    return switch (name) {
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 1_000_000_000L;
    };
  }
}
