package dev.sluice.config;

import java.util.Locale;

/** Writes a value so that it reads as the same value; RouterOS: as exports quote. */
public final class Quoting {
  private static final String BARE = "-.,:<>/|_+*&^%#@!~";

  private Quoting() {}

  public static String value(String text) {
    return needsQuotes(text) ? quoted(text) : text;
  }

  public static boolean needsQuotes(String text) {
    if (text.isEmpty()) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bare =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || BARE.indexOf(c) >= 0;
      if (!bare) {
        return true;
      }
    }
    return false;
  }

  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      quoted.append(escaped(text.charAt(i)));
    }
    return quoted.append('"').toString();
  }

  /** One character inside quotes. */
  static String escaped(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '$' -> "\\$";
      case '?' -> "\\?";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c < 0x20 || c >= 0x7F
              ? "\\" + String.format(Locale.ROOT, "%02X", (int) c & 0xFF)
              : String.valueOf(c);
    };
  }
}
