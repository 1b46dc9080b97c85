package dev.sluice.config.syntax;

import dev.sluice.config.syntax.Expression.Chars;
import dev.sluice.config.syntax.Expression.Inserted;
import dev.sluice.config.syntax.Expression.Segment;
import dev.sluice.config.syntax.Expression.Text;
import java.util.ArrayList;
import java.util.List;

/** Strings: escapes, joined lines, substitution. Works on the cursor of its parser. */
final class StringReader {
  private static final String ESCAPES = "\"\\nrt$?_abfv";
  private static final String MEANINGS = "\"\\\n\r\t$? \u0007\b\f\u000B";

  private final Cursor cursor;
  private final ExpressionParser expressions;

  StringReader(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  Expression read() {
    int start = cursor.at++;
    List<Segment> segments = new ArrayList<>();
    StringBuilder chars = new StringBuilder();
    boolean verbatim = true;
    boolean checked = false;
    while (!cursor.broken) {
      char c = cursor.peek();
      if (cursor.done()) {
        unclosed(start);
        break;
      }
      cursor.at++;
      if (c == '"') {
        break;
      }
      if (c == '\\') {
        verbatim = false;
        escape(chars);
      } else if (c == '$' && substitutes()) {
        verbatim = false;
        if (!chars.isEmpty()) {
          segments.add(new Chars(chars.toString()));
          chars.setLength(0);
        }
        cursor.at--;
        segments.add(new Inserted(expressions.variable()));
      } else {
        if ((c == '\n' || c == '\r') && !checked) {
          checked = true;
          if (!closesProperly(cursor.text, cursor.at)) {
            unclosed(start);
          }
        }
        chars.append(c);
      }
    }
    if (!chars.isEmpty()) {
      segments.add(new Chars(chars.toString()));
    }
    return new Text(cursor.from(start), segments, verbatim);
  }

  private void unclosed(int start) {
    cursor.at = start;
    int line = start;
    while (line < cursor.text.length() && "\r\n".indexOf(cursor.text.charAt(line)) < 0) {
      line++;
    }
    cursor.fail(
        new Span(start, Math.max(start + 1, line)),
        "syntax",
        "syntax error",
        "the string is not closed: add the missing quote");
  }

  /**
   * Whether a string that runs over a line end is one: its closing quote is followed by what may
   * follow a value. A forgotten quote is instead closed by the opening quote of a later value.
   */
  static boolean closesProperly(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        char next = i + 1 < text.length() ? text.charAt(i + 1) : '\n';
        char before = text.charAt(i - 1);
        return before != '=' && " \t\r\n;])}\\.,".indexOf(next) >= 0;
      }
    }
    return false;
  }

  /** RouterOS substitutes after {@code $}; where nothing to substitute follows, it is itself. */
  private boolean substitutes() {
    char next = cursor.peek();
    if (Cursor.alphanumeric(next) || next == '(' || next == '[') {
      return true;
    }
    if (next != '"') {
      return false;
    }
    int i = cursor.at + 1;
    while (i < cursor.text.length()
        && Cursor.nameCharacter(cursor.text.charAt(i))
        && cursor.text.charAt(i) != '.') {
      i++;
    }
    return i > cursor.at + 1 && i < cursor.text.length() && cursor.text.charAt(i) == '"';
  }

  /** After a backslash. */
  private void escape(StringBuilder chars) {
    char c = cursor.peek();
    if (c == '\n' || c == '\r') {
      cursor.at--;
      cursor.joinsLines();
      while (Cursor.blank(cursor.peek())) {
        cursor.at++;
      }
      return;
    }
    int known = cursor.done() ? -1 : ESCAPES.indexOf(c);
    if (known >= 0) {
      chars.append(MEANINGS.charAt(known));
      cursor.at++;
      return;
    }
    int high = hex(c);
    int low = hex(cursor.peek(1));
    if (high >= 0 && low >= 0) {
      chars.append((char) (high * 16 + low));
      cursor.at += 2;
      return;
    }
    String help =
        "write \\\\ for a backslash; escapes are \\\" \\\\ \\n \\r \\t \\$ \\? \\_ and \\HH";
    cursor.fail(new Span(cursor.at - 1, cursor.at + 1), "escape", "syntax error", help);
  }

  private static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
