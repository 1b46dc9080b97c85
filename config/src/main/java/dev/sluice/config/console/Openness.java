package dev.sluice.config.console;

/** Tells whether a text is whole. Stateless. */
final class Openness {
  private Openness() {}

  static boolean open(String text) {
    int braces = 0;
    boolean string = false;
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (string) {
        i += c == '\\' ? 1 : 0;
        string = c != '"';
        continue;
      }
      switch (c) {
        case '"' -> string = true;
        case '{', '[', '(' -> braces++;
        case '}', ']', ')' -> braces--;
        case '#' -> {
          if (start) {
            int end = text.indexOf('\n', i);
            i = end < 0 ? text.length() : end;
          }
        }
        default -> {}
      }
      start = c == '\n' || c == ';' || c == '{' || start && (c == ' ' || c == '\t');
    }
    return string || braces > 0 || text.stripTrailing().endsWith("\\");
  }
}
