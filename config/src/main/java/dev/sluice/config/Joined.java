package dev.sluice.config;

/** Puts lines that a backslash continues into one. */
final class Joined {
  private Joined() {}

  static String line(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder joined = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        joined.append(c);
        continue;
      }
      char next = text.charAt(i + 1);
      if (next != '\n' && next != '\r') {
        joined.append(c).append(next);
        i++;
        continue;
      }
      i++;
      if (next == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        i++;
      }
      while (i + 1 < text.length() && (text.charAt(i + 1) == ' ' || text.charAt(i + 1) == '\t')) {
        i++;
      }
    }
    return joined.toString();
  }
}
