package dev.sluice.config.meaning;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** Numbers as RouterOS writes them. */
public final class Quantities {
  private static final int LONGEST = 19;

  private Quantities() {}

  /** Decimal or 0x. */
  static OptionalLong number(String text) {
    boolean hex = text.startsWith("0x") && text.length() > 2;
    int from = hex ? 2 : 0;
    if (text.length() == from || text.length() > LONGEST) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), hex ? 16 : 10);
      if (digit < 0 || text.charAt(i) > 'f') {
        return OptionalLong.empty();
      }
      if (value > (Long.MAX_VALUE - digit) / (hex ? 16 : 10)) {
        return OptionalLong.empty();
      }
      value = value * (hex ? 16 : 10) + digit;
    }
    return OptionalLong.of(value);
  }

  /** With k, M or G for thousands, and a fraction before them. */
  public static OptionalLong quantity(String text) {
    String number = text;
    for (String tail : new String[] {"bps", "b/s"}) {
      if (number.endsWith(tail)) {
        number = number.substring(0, number.length() - tail.length());
      }
    }
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    long factor =
        switch (number.charAt(number.length() - 1)) {
          case 'k', 'K' -> 1_000L;
          case 'm', 'M' -> 1_000_000L;
          case 'g', 'G' -> 1_000_000_000L;
          case 't', 'T' -> 1_000_000_000_000L;
          default -> 1L;
        };
    if (factor != 1) {
      number = number.substring(0, number.length() - 1);
    }
    if (number.indexOf('.') >= 0 && factor != 1) {
      return fraction(number, factor);
    }
    OptionalLong whole = number(number);
    boolean fits = whole.isPresent() && whole.getAsLong() <= Long.MAX_VALUE / factor;
    return fits ? OptionalLong.of(whole.getAsLong() * factor) : OptionalLong.empty();
  }

  private static OptionalLong fraction(String number, long factor) {
    if (number.length() > LONGEST || !number.matches("[0-9]{1,12}\\.[0-9]{1,6}")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(new BigDecimal(number).multiply(BigDecimal.valueOf(factor)).longValue());
  }
}
