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
    boolean quoted = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      quoted ^= c == '"';
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
      // The parser ends a word at the joint, so the words must stay apart.
      int last = joined.isEmpty() ? ' ' : joined.charAt(joined.length() - 1);
      if (!quoted && " \t=".indexOf(last) < 0) {
        joined.append(' ');
      }
    }
    return joined.toString();
  }
}
