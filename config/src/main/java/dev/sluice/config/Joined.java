package dev.sluice.config;

/** Puts lines that a backslash continues into one. */
final class Joined {
  private Joined() {}

  static String line(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder joined = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        joined.append(c);
        continue;
      }
      char next = text.charAt(at++);
      if (next != '\n' && next != '\r') {
        joined.append(c).append(next);
        continue;
      }
      if (next == '\r' && at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
    return joined.toString();
  }
}
