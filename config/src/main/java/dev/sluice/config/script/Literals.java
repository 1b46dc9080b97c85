package dev.sluice.config.script;

import java.net.InetAddress;
import java.util.Locale;
import java.util.OptionalLong;

/** Types of bare words, as the console gives them. Stateless. */
public final class Literals {
  private static final long SECOND = 1_000_000_000L;
  private static final String[] UNITS = {"ms", "us", "ns", "w", "d", "h", "m", "s"};
  private static final long[] NANOS = {
    1_000_000L, 1_000L, 1L, 604_800 * SECOND, 86_400 * SECOND, 3_600 * SECOND, 60 * SECOND, SECOND
  };
  private static final int LONGEST = 64;

  private Literals() {}

  /** RouterOS: {@code 1.1} is 1.0.0.1, {@code 9:00} is a time, {@code *1} an id. */
  public static Datum of(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Datum.of(text);
    }
    char first = text.charAt(0);
    boolean digit = first >= '0' && first <= '9';
    if (first == '*') {
      return id(text);
    }
    if (text.equals("true") || text.equals("yes")) {
      return Datum.TRUE;
    }
    if (text.equals("false") || text.equals("no")) {
      return Datum.FALSE;
    }
    if (text.indexOf(':') >= 0) {
      OptionalLong time = digit ? time(text) : OptionalLong.empty();
      return time.isPresent() ? new Datum.Time(time.getAsLong()) : six(text);
    }
    if (!digit && first != '-') {
      return Datum.of(text);
    }
    if (whole(text)) {
      return number(text);
    }
    if (text.indexOf('.') >= 0 && text.matches("[0-9./]+")) {
      return four(text);
    }
    OptionalLong time = digit ? time(text) : OptionalLong.empty();
    return time.isPresent() ? new Datum.Time(time.getAsLong()) : Datum.of(text);
  }

  private static boolean whole(String text) {
    return text.matches("-?[0-9]{1,19}|0x[0-9A-Fa-f]{1,16}");
  }

  private static Datum number(String text) {
    try {
      return Datum.of(
          text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text));
    } catch (NumberFormatException tooLarge) {
      return Datum.of(text);
    }
  }

  private static Datum id(String text) {
    return text.matches("\\*[0-9A-Fa-f]{1,15}")
        ? new Datum.Id(Long.parseLong(text.substring(1), 16))
        : Datum.of(text);
  }

  private static Datum four(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    String[] parts = address.split("\\.", -1);
    if (parts.length < 2 || parts.length > 4) {
      return Datum.of(text);
    }
    long value = 0;
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
        return Datum.of(text);
      }
      boolean last = i == parts.length - 1;
      value |= Long.parseLong(parts[i]) << (last ? 0 : 24 - 8 * i);
    }
    if (slash < 0) {
      return new Datum.Ip(dotted(value), false, false);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,2}") || Integer.parseInt(length) > 32) {
      return Datum.of(text);
    }
    return new Datum.Ip(dotted(value) + "/" + Integer.parseInt(length), false, true);
  }

  static String dotted(long value) {
    return (value >> 24 & 255)
        + "."
        + (value >> 16 & 255)
        + "."
        + (value >> 8 & 255)
        + "."
        + (value & 255);
  }

  /** The first address of the block of that length. */
  public static String network(String address, int length) {
    return dotted(bits(address) & (length == 0 ? 0 : -1L << 32 - length));
  }

  /** Whether an address lies in a prefix; false for what is neither. */
  public static boolean contains(String prefix, String address) {
    Datum in = Operators.binary("in", of(address), of(prefix));
    return in instanceof Datum.Truth truth && truth.value();
  }

  /** The 32 bits of an address, of a prefix without its length. */
  static long bits(String ip) {
    int slash = ip.indexOf('/');
    long value = 0;
    for (String part : (slash < 0 ? ip : ip.substring(0, slash)).split("\\.", -1)) {
      value = value << 8 | Long.parseLong(part);
    }
    return value;
  }

  private static Datum six(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean plain = address.matches("[0-9A-Fa-f:.]+") && address.contains(":");
    boolean length = slash < 0 || text.substring(slash + 1).matches("[0-9]{1,3}");
    if (!plain || !length || slash >= 0 && Integer.parseInt(text.substring(slash + 1)) > 128) {
      return Datum.of(text);
    }
    try {
      InetAddress.ofLiteral(address);
      return new Datum.Ip(text.toLowerCase(Locale.ROOT), true, slash >= 0);
    } catch (IllegalArgumentException malformed) {
      return Datum.of(text);
    }
  }

  /** Nanoseconds of {@code 1d2h}, {@code 00:01:30}, {@code 1d02:03:04}; no bare numbers. */
  public static OptionalLong time(String text) {
    long total = 0;
    int at = 0;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == start || at - start > 9) {
        return OptionalLong.empty();
      }
      if (at < text.length() && text.charAt(at) == ':') {
        OptionalLong rest = clock(text.substring(start));
        return rest.isEmpty() ? rest : OptionalLong.of(total + rest.getAsLong());
      }
      int unit = unit(text, at);
      if (unit < 0) {
        return OptionalLong.empty();
      }
      total += Long.parseLong(text.substring(start, at)) * NANOS[unit];
      at += UNITS[unit].length();
      if (total < 0) {
        return OptionalLong.empty();
      }
    }
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total);
  }

  private static int unit(String text, int at) {
    for (int i = 0; i < UNITS.length; i++) {
      if (text.startsWith(UNITS[i], at)) {
        return i;
      }
    }
    return -1;
  }

  private static OptionalLong clock(String text) {
    if (!text.matches("[0-9]{1,5}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{1,9})?)?")) {
      return OptionalLong.empty();
    }
    int dot = text.indexOf('.');
    String[] parts = (dot < 0 ? text : text.substring(0, dot)).split(":", -1);
    long seconds = Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60;
    seconds += parts.length > 2 ? Long.parseLong(parts[2]) : 0;
    long nanos = 0;
    if (dot >= 0) {
      String fraction = (text.substring(dot + 1) + "000000000").substring(0, 9);
      nanos = Long.parseLong(fraction);
    }
    return OptionalLong.of(seconds * SECOND + nanos);
  }

  /** {@code 1d02:03:04}, {@code 00:00:00.200}. */
  public static String clock(long nanos) {
    long seconds = Math.abs(nanos) / SECOND;
    long rest = Math.abs(nanos) % SECOND;
    long days = seconds / 86_400;
    StringBuilder text = new StringBuilder(nanos < 0 ? "-" : "");
    if (days >= 7) {
      text.append(days / 7).append('w');
    }
    if (days % 7 > 0) {
      text.append(days % 7).append('d');
    }
    text.append(
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60));
    if (rest > 0) {
      String fraction = String.format(Locale.ROOT, ".%09d", rest);
      text.append(fraction.endsWith("000000") ? fraction.substring(0, 4) : fraction);
    }
    return text.toString();
  }
}
