package dev.sluice.replay;

/** Numbers, sizes and names as reports write them. */
public final class Words {
  private static final int WEEK_DAYS = 7;

  private Words() {}

  /** RouterOS: blanks between thousands, {@code 28 505 528}. */
  public static String number(long value) {
    String digits = Long.toString(value);
    StringBuilder text = new StringBuilder(digits);
    int stop = value < 0 ? 1 : 0;
    for (int i = digits.length() - 3; i > stop; i -= 3) {
      text.insert(i, ' ');
    }
    return text.toString();
  }

  /** {@code 1 packet}, {@code 2 packets}. */
  public static String count(long value, String noun) {
    return number(value) + " " + noun + (value == 1 ? "" : "s");
  }

  /** RouterOS: {@code 1w2d3h4m5s}, without the parts that are zero. */
  public static String duration(long seconds) {
    if (seconds <= 0) {
      return "0s";
    }
    long days = seconds / 86_400;
    StringBuilder text = new StringBuilder();
    part(text, days / WEEK_DAYS, 'w');
    part(text, days % WEEK_DAYS, 'd');
    part(text, seconds / 3_600 % 24, 'h');
    part(text, seconds / 60 % 60, 'm');
    part(text, seconds % 60, 's');
    return text.toString();
  }

  private static void part(StringBuilder text, long value, char unit) {
    if (value > 0) {
      text.append(value).append(unit);
    }
  }

  /** RouterOS prints 1024s: {@code 512 B}, {@code 11.3 KiB}, {@code 2.0 GiB}. */
  public static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1024;
      unit++;
    } while (value >= 1023.95 && unit < 4);
    return String.format(java.util.Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
  }

  public static String percent(long part, long whole) {
    return whole == 0
        ? "0.0 %"
        : String.format(java.util.Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
