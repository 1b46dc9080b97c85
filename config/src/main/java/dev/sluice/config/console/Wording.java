package dev.sluice.config.console;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers, sizes, times and padding as the console writes them. Stateless. */
final class Wording {
  /** Rates below it are not divided; measured on real rows: 1760bps, 6.4kbps. */
  private static final int LEAST_THOUSANDS = 2_000;

  private Wording() {}

  /** RouterOS: blanks between thousands, {@code 28 505 528}. */
  static String grouped(long value) {
    String digits = Long.toString(value);
    StringBuilder text = new StringBuilder(digits);
    int stop = value < 0 ? 1 : 0;
    for (int i = digits.length() - 3; i > stop; i -= 3) {
      text.insert(i, ' ');
    }
    return text.toString();
  }

  static boolean number(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static String left(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  static String right(String text, int width) {
    return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
  }

  /** RouterOS: {@code 45.5MiB}. */
  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1fMiB", bytes / 1048576.0);
  }

  /** RouterOS: {@code 1w2d3h4m5s}, without the parts that are zero. */
  static String duration(long seconds) {
    long rest = Math.max(0, seconds);
    long[] sizes = {604_800, 86_400, 3_600, 60, 1};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sizes.length; i++) {
      long count = rest / sizes[i];
      rest %= sizes[i];
      if (count > 0) {
        text.append(count).append("wdhms".charAt(i));
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  /** RouterOS: {@code 1760bps}, {@code 6.4kbps}. */
  static String rate(long bits) {
    if (bits < LEAST_THOUSANDS) {
      return bits + "bps";
    }
    double value = bits;
    int unit = -1;
    while (value >= LEAST_THOUSANDS && unit < 3) {
      value /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f%cbps", value, "kMGT".charAt(unit));
  }

  /** Text of people as the language holds it: one character a byte. */
  static String bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /** {@code /ip/firewall} as an export and a script write it. */
  static String spaced(String path) {
    return path.replace("/", " ").replaceFirst(" ", "/");
  }
}
