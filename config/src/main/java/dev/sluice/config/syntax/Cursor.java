package dev.sluice.config.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Where a parse stands in its text, and what it may skip. {@code broken} is set by the first error
 * of a statement and makes every reader return at once; the statement's owner clears it after it
 * has skipped the line. Not threadsafe.
 */
final class Cursor {
  static final char END = '\uFFFF';

  final String text;
  final Problems problems;
  final TextLimits limits;
  int at;
  boolean broken;
  int statements;
  private int depth;

  /** How many characters may be read a second time, so that the work stays linear. */
  private long mayReadAgain;

  /** Told once: text that is too deep in one place is so in thousands. */
  private boolean tooDeep;

  /** Braces that are open at this moment, innermost first. */
  final Deque<Integer> open = new ArrayDeque<>();

  /** Braces of which it is known that nothing closes them. */
  final Set<Integer> unclosed = new HashSet<>();

  Cursor(Source source, Problems problems, TextLimits limits) {
    this.text = source.text();
    this.problems = problems;
    this.limits = limits;
    this.mayReadAgain = 4L * text.length();
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  boolean done() {
    return at >= text.length();
  }

  boolean take(char wanted) {
    if (peek() == wanted && !done()) {
      at++;
      return true;
    }
    return false;
  }

  Span from(int start) {
    return new Span(start, at);
  }

  Span here() {
    return new Span(at, Math.min(at + 1, text.length()));
  }

  /** The first error of a statement is the one to tell. */
  void fail(Span span, String code, String message, String help) {
    if (!broken) {
      problems.error(span, code, message, help);
      broken = true;
    }
  }

  void syntaxError(String help) {
    fail(here(), "syntax", "syntax error", help);
  }

  /** Goes one level down; false, with a problem told, if that is too deep. */
  boolean enter() {
    if (++depth > limits.nesting()) {
      if (!tooDeep) {
        fail(here(), "limit", "nested deeper than " + limits.nesting(), "take it apart");
        tooDeep = true;
      }
      broken = true;
      return false;
    }
    return true;
  }

  void leave() {
    depth--;
  }

  static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  boolean atLineEnd() {
    char c = peek();
    return c == '\n' || c == '\r' || done();
  }

  /** Passes blanks and joined lines. A lone backslash among blanks is a flattened line end. */
  void skipBlanks() {
    while (!done()) {
      if (blank(peek())) {
        at++;
      } else if (peek() != '\\' || !joinsLines()) {
        return;
      }
    }
  }

  /** Blanks, line ends and comments, where a line end means nothing. */
  void skipSpace() {
    while (true) {
      skipBlanks();
      char c = peek();
      if (!done() && (c == '\n' || c == '\r')) {
        at++;
      } else if (c == '#') {
        skipPhysicalLine();
      } else {
        return;
      }
    }
  }

  /** At a backslash: passes it, the line end and the blanks after it, if that is what it is. */
  boolean joinsLines() {
    int i = at + 1;
    while (i < text.length() && blank(text.charAt(i))) {
      i++;
    }
    boolean sawBlank = i > at + 1;
    boolean sawEnd = false;
    if (i < text.length() && text.charAt(i) == '\r') {
      i++;
      sawEnd = true;
    }
    if (i < text.length() && text.charAt(i) == '\n') {
      i++;
      sawEnd = true;
    }
    if (!sawEnd && !sawBlank) {
      return false;
    }
    at = i;
    return true;
  }

  void skipPhysicalLine() {
    while (!atLineEnd()) {
      at++;
    }
  }

  /**
   * After a statement that could not be read: to the end of its line. One that reached further, for
   * a parenthesis or bracket that is open, gives the lines after its first back. Those of a block
   * are never given back: they would run without their condition.
   */
  void recover(int start) {
    int failed = at;
    at = start;
    skipLogicalLine();
    int again = failed - at;
    if (again <= 0 || again > mayReadAgain || opensBlock(start, at)) {
      at = failed;
      skipLogicalLine();
    } else {
      mayReadAgain -= again;
    }
  }

  private boolean opensBlock(int start, int end) {
    int open = 0;
    boolean string = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        string = !string;
      } else if (!string) {
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    return open > 0 || string;
  }

  /** To the end of the line that joined lines make, for recovery. */
  void skipLogicalLine() {
    while (!done()) {
      char c = peek();
      if (c == '\n' || c == '\r') {
        return;
      }
      if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
        joinsLines();
      } else {
        at++;
      }
    }
  }

  /** The characters that a bare value may hold. */
  static boolean bare(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c >= 0x80 && c != END
        || "-.,:<>/|_+*&^%#@!~?".indexOf(c) >= 0;
  }

  static boolean alphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  static boolean nameCharacter(char c) {
    return alphanumeric(c) || c == '-' || c == '_' || c == '.';
  }
}
