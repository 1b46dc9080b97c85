package dev.sluice.config.meaning;

import java.util.List;
import java.util.OptionalLong;

/** Times as RouterOS writes them: {@code 1d2h3m}, {@code 00:01:30}, {@code 90}, {@code 200ms}. */
public final class Durations {
  private static final String[] UNITS = {"ms", "us", "ns", "w", "d", "h", "m", "s"};
  private static final long[] NANOS = {
    1_000_000L,
    1_000L,
    1L,
    604_800_000_000_000L,
    86_400_000_000_000L,
    3_600_000_000_000L,
    60_000_000_000L,
    1_000_000_000L
  };
  public static final long SECOND = 1_000_000_000L;

  private Durations() {}

  /** Nanoseconds, or empty if the text is no time. */
  public static OptionalLong parse(String text) {
    long total = 0;
    int at = 0;
    boolean any = false;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      if (at == start || at - start > 16 || text.charAt(start) == '.') {
        return OptionalLong.empty();
      }
      long nanos;
      if (at < text.length() && text.charAt(at) == ':') {
        nanos = clock(text.substring(start));
        at = text.length();
      } else {
        int unit = unit(text, at);
        boolean bare = at == text.length();
        if (unit < 0 && !(bare && !any)) {
          return OptionalLong.empty();
        }
        nanos = scaled(text.substring(start, at), bare ? SECOND : NANOS[unit]);
        at += bare ? 0 : UNITS[unit].length();
      }
      if (nanos < 0 || total + nanos < 0) {
        return OptionalLong.empty();
      }
      total += nanos;
      any = true;
    }
    return any ? OptionalLong.of(total) : OptionalLong.empty();
  }

  /** As RouterOS writes it in values and exports: {@code 1w3d}, {@code 1m30s}, {@code 500ms}. */
  public static String text(long nanos) {
    StringBuilder text = new StringBuilder();
    long rest = nanos;
    for (String unit : List.of("w", "d", "h", "m", "s", "ms", "us", "ns")) {
      long size = NANOS[unit(unit, 0)];
      if (rest >= size) {
        text.append(rest / size).append(unit);
        rest %= size;
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  /** HH:MM[:SS[.fraction]]. */
  private static long clock(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 3) {
      return -1;
    }
    long total = 0;
    long unit = 3_600 * SECOND;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == 2;
      if (parts[i].isEmpty() || !last && parts[i].indexOf('.') >= 0) {
        return -1;
      }
      long value = scaled(parts[i], unit);
      if (value < 0 || i > 0 && value >= 60 * unit) {
        return -1;
      }
      total += value;
      unit /= 60;
    }
    return total;
  }

  private static long scaled(String number, long unit) {
    int dot = number.indexOf('.');
    String whole = dot < 0 ? number : number.substring(0, dot);
    if (whole.isEmpty() || whole.length() > 12 || !digits(whole)) {
      return -1;
    }
    long value = Long.parseLong(whole);
    if (value > Long.MAX_VALUE / unit) {
      return -1;
    }
    long total = value * unit;
    if (dot < 0) {
      return total;
    }
    long place = unit;
    for (int i = dot + 1; i < number.length(); i++) {
      if (!digit(number.charAt(i))) {
        return -1;
      }
      place /= 10;
      total += (number.charAt(i) - '0') * place;
    }
    return total;
  }

  private static int unit(String text, int at) {
    for (int i = 0; i < UNITS.length; i++) {
      if (text.startsWith(UNITS[i], at)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean digits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!digit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
