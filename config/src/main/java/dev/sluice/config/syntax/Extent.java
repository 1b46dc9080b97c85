package dev.sluice.config.syntax;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far a text reaches that is not understood, or not whole yet: quotes, brackets and comments
 * are all it looks at. A closing bracket that nothing has opened counts for nothing, and only a
 * brace closes a brace: whatever stands in it, what is in a block stays in it. Stateless.
 */
public final class Extent {
  private Extent() {}

  /**
   * What is still open at the end of a text, so that the next line belongs to it: a brace, a
   * bracket, a quote or the line itself; empty if the text is whole.
   */
  public static String open(String text) {
    Deque<int[]> levels = new ArrayDeque<>();
    levels.push(new int[2]);
    int at = 0;
    boolean starts = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = string(text, at);
        if (at < 0) {
          return "\"";
        }
        starts = false;
        continue;
      }
      if (c == '#' && starts) {
        at = lineEnd(text, at);
        continue;
      }
      switch (c) {
        case '{' -> levels.push(new int[2]);
        case '}' -> {
          if (levels.size() > 1) {
            levels.pop();
          }
        }
        case '[', '(' -> levels.peek()[c == '[' ? 0 : 1]++;
        case ']', ')' -> {
          int[] open = levels.peek();
          int kind = c == ']' ? 0 : 1;
          open[kind] = Math.max(0, open[kind] - 1);
        }
        default -> {}
      }
      starts = starts(c, starts);
      at++;
    }
    int[] open = levels.peek();
    if (open[0] + open[1] > 0) {
      return open[0] > 0 ? "[" : "(";
    }
    return levels.size() > 1 ? "{" : text.stripTrailing().endsWith("\\") ? "\\" : "";
  }

  /** Whether a {@code #} after this character begins a comment. */
  private static boolean starts(char c, boolean before) {
    return c == '\n' || c == '\r' || c == ';' || c == '{' || before && Cursor.blank(c);
  }

  /** After the closing quote of a string, or -1. */
  private static int string(String text, int from) {
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int lineEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  /**
   * The end of the first line, or of a later one, at which no brace is open that was opened from
   * {@code start} on; -1 if there is none within {@code most} characters.
   *
   * @param inside whether a block is open there, whose closing brace is an end, too
   */
  static int end(String text, int start, boolean inside, long most) {
    int depth = 0;
    boolean starts = true;
    int at = start;
    while (at < text.length()) {
      if (at - start > most) {
        return -1;
      }
      char c = text.charAt(at);
      switch (c) {
        case '"' -> at = stringOrLine(text, at) - 1;
        case '\\' -> at = joined(text, at) - 1;
        case '#' -> at = starts ? lineEnd(text, at) - 1 : at;
        case '{' -> depth++;
        case '}' -> {
          if (depth == 0 && inside) {
            return at;
          }
          depth = Math.max(0, depth - 1);
        }
        case '\n', '\r' -> {
          if (depth == 0) {
            return at;
          }
        }
        default -> {}
      }
      starts = starts(c, starts);
      at++;
    }
    return depth == 0 ? text.length() : -1;
  }

  /** After a string; a quote that nothing closes ends with its line. */
  private static int stringOrLine(String text, int from) {
    int line = from + 1;
    while (line < text.length() && text.charAt(line) != '\n' && text.charAt(line) != '\r') {
      char c = text.charAt(line);
      if (c == '"') {
        return line + 1;
      }
      line = c == '\\' ? joined(text, line) : line + 1;
    }
    int end = StringReader.closesProperly(text, line) ? string(text, line - 1) : -1;
    return end < 0 ? Math.min(line, text.length()) : end;
  }

  /** After a backslash with what it stands before: a character or a line end. */
  private static int joined(String text, int at) {
    boolean two = text.startsWith("\r\n", at + 1);
    return Math.min(text.length(), at + (two ? 3 : 2));
  }
}
