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

  /** From here on it is not certain in which block a statement stands. */
  int doubt = Integer.MAX_VALUE;

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
    String told = template() ? "this looks like a template: fill it in first" : help;
    fail(here(), "syntax", "syntax error", told);
  }

  /** Whether the line holds marks of Jinja or Go, which no script needs. */
  private boolean template() {
    int from = at;
    while (from > 0 && "\r\n".indexOf(text.charAt(from - 1)) < 0) {
      from--;
    }
    int to = from;
    while (to < text.length() && "\r\n".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    int open = Math.max(text.indexOf("{{", from), text.indexOf("{%", from));
    int close = Math.max(text.lastIndexOf("}}", to), text.lastIndexOf("%}", to));
    return open >= from && open < close && close < to;
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
      } else if (c == '#' && startsComment()) {
        skipPhysicalLine();
      } else {
        return;
      }
    }
  }

  /** RouterOS: a comment begins where a line, an element or a statement may begin. */
  private boolean startsComment() {
    int before = at - 1;
    while (before >= 0 && blank(text.charAt(before))) {
      before--;
    }
    return before < 0 || "\n\r;{".indexOf(text.charAt(before)) >= 0;
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
   * After a statement that could not be read: to the end of its line, or to that of the block which
   * it opens, for what is in a block must not be done without what stands before it. A statement
   * that reached further, for a bracket that is open, gives the lines after that back. Of a block
   * that nothing closes the lines are given back too, so that they are looked at, but in doubt.
   */
  void recover(int start) {
    int failed = at;
    int end = Extent.end(text, start, !open.isEmpty(), mayReadAgain);
    if (end < 0) {
      doubt = Math.min(doubt, start);
      mayReadAgain -= Math.min(mayReadAgain, text.length() - start);
      at = start;
      skipLogicalLine();
    } else {
      at = end;
    }
    int again = failed - at;
    if (again > mayReadAgain) {
      at = failed;
      skipLogicalLine();
    } else if (again > 0) {
      mayReadAgain -= again;
    }
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
