package dev.sluice.config.device;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values, strings, calculations and conditions as a device reads them. */
final class DeviceValues {
  private static final List<String> OPERATORS =
      List.of(
          "<%%",
          "||", "&&", "<=", ">=", "!=", "<<", ">>", "->", "=", "<", ">", "~", ".", "|", "^", "&",
          "+", "-", "*", "/", "%", ",");
  private static final List<String> WORD_OPERATORS = List.of("and", "or", "in");
  private static final String ESCAPES = "\"\\nrt$?_abfv";

  private final DeviceCursor cursor;
  private final DeviceParse statements;

  DeviceValues(DeviceCursor cursor, DeviceParse statements) {
    this.cursor = cursor;
    this.statements = statements;
  }

  /** One value; braces hold statements where {@code body}, else an array. */
  void value(boolean body) {
    if (!cursor.enter()) {
      cursor.leave();
      return;
    }
    char c = cursor.peek();
    if (c == '!' && cursor.peek(1) == '"') {
      cursor.at++;
      c = '"';
    }
    switch (c) {
      case '"' -> string();
      case '$' -> variable();
      case '[' -> statements.inner();
      case '(' -> group();
      case '{' -> {
        if (body) {
          statements.block();
        } else {
          array();
        }
      }
      default -> {
        int start = cursor.at;
        word();
        if (cursor.at == start) {
          cursor.syntaxError();
        }
      }
    }
    cursor.leave();
  }

  /** A value without quotes, possibly empty. */
  void word() {
    while (DeviceCursor.bare(cursor.peek())) {
      cursor.at++;
    }
  }

  void substitution() {
    statements.inner();
  }

  /** At a dollar. */
  void variable() {
    cursor.at++;
    char c = cursor.peek();
    if (c == '"') {
      string();
    } else if (c == '(') {
      group();
    } else if (c == '[') {
      statements.inner();
    } else {
      int start = cursor.at;
      while (DeviceCursor.alphanumeric(cursor.peek())) {
        cursor.at++;
      }
      if (cursor.at == start) {
        cursor.syntaxError();
      }
    }
  }

  /** Whether something is inserted in the string that starts at an offset. */
  boolean inserts(int from) {
    for (int i = from + 1; i < cursor.text.length() && cursor.text.charAt(i) != '"'; i++) {
      if (cursor.text.charAt(i) == '$') {
        return true;
      }
      i += cursor.text.charAt(i) == '\\' && cursor.peek(i + 1 - cursor.at) != '$' ? 1 : 0;
    }
    return false;
  }

  /** At a quote. */
  void string() {
    cursor.at++;
    while (!cursor.failed()) {
      if (cursor.done()) {
        cursor.syntaxError();
        return;
      }
      char c = cursor.peek();
      if (c == '"') {
        cursor.at++;
        return;
      }
      if (c == '\\') {
        escape();
      } else if (c == '$' && substitutes()) {
        variable();
      } else {
        cursor.at++;
      }
    }
  }

  private boolean substitutes() {
    char next = cursor.peek(1);
    if (next != '"') {
      return DeviceCursor.alphanumeric(next) || next == '(' || next == '[';
    }
    int i = 2;
    while (DeviceCursor.alphanumeric(cursor.peek(i)) || "-_".indexOf(cursor.peek(i)) >= 0) {
      i++;
    }
    return i > 2 && cursor.peek(i) == '"';
  }

  private void escape() {
    char c = cursor.peek(1);
    if (DeviceCursor.lineEnd(c)) {
      cursor.skipBlanks();
    } else if (ESCAPES.indexOf(c) >= 0) {
      cursor.at += 2;
    } else if (hex(c) && hex(cursor.peek(2))) {
      cursor.at += 3;
    } else {
      cursor.at++;
      cursor.syntaxError();
    }
  }

  private static boolean hex(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
  }

  /** At a brace: elements between semicolons or line ends. */
  private void array() {
    cursor.at++;
    while (!cursor.failed()) {
      cursor.skipSpace();
      if (cursor.peek() == ';') {
        cursor.at++;
      } else if (cursor.peek() == '}') {
        cursor.at++;
        return;
      } else if (cursor.done()) {
        cursor.syntaxError();
      } else {
        value(false);
        cursor.skipSpace();
        if (!cursor.failed() && cursor.peek() == '=') {
          cursor.at++;
          cursor.skipSpace();
          value(false);
        }
      }
    }
  }

  /** At a parenthesis. */
  void group() {
    if (cursor.enter()) {
      cursor.at++;
      cursor.skipSpace();
      while (!cursor.failed() && cursor.peek() != ')') {
        if (cursor.done()) {
          cursor.syntaxError();
        } else {
          operation(false);
          cursor.skipSpace();
        }
      }
      if (!cursor.failed()) {
        cursor.at++;
      }
    }
    cursor.leave();
  }

  /** Comparisons side by side, up to the end of the command. */
  void condition(char closer) {
    while (!cursor.failed() && !ends(closer)) {
      operation(true);
      cursor.skipBlanks();
    }
  }

  private boolean ends(char closer) {
    char c = cursor.peek();
    return cursor.done() || DeviceCursor.lineEnd(c) || c == ';' || c == closer;
  }

  private void skip(boolean condition) {
    if (condition) {
      cursor.skipBlanks();
    } else {
      cursor.skipSpace();
    }
  }

  private void operation(boolean condition) {
    operand(condition);
    while (!cursor.failed()) {
      int before = cursor.at;
      skip(condition);
      String operator = operator();
      if (operator == null) {
        cursor.at = before;
        return;
      }
      skip(condition);
      boolean compares = condition && "=!=~<>=".contains(operator);
      if (compares && comparand()) {
        continue;
      }
      operand(condition);
    }
  }

  /** The bare right side of a comparison; true if there was one. */
  private boolean comparand() {
    char c = cursor.peek();
    if (cursor.done() || DeviceCursor.lineEnd(c) || "]);}".indexOf(c) >= 0) {
      return true;
    }
    int start = cursor.at;
    while (DeviceCursor.bare(cursor.peek())
        && !(cursor.peek() == '&' && cursor.peek(1) == '&')
        && !(cursor.peek() == '|' && cursor.peek(1) == '|')) {
      cursor.at++;
    }
    return cursor.at > start;
  }

  private @Nullable String operator() {
    for (String candidate : WORD_OPERATORS) {
      if (cursor.text.startsWith(candidate, cursor.at)
          && !DeviceCursor.alphanumeric(cursor.peek(candidate.length()))
          && cursor.peek(candidate.length()) != '-') {
        cursor.at += candidate.length();
        return candidate;
      }
    }
    for (String candidate : OPERATORS) {
      if (cursor.text.startsWith(candidate, cursor.at)) {
        cursor.at += candidate.length();
        return candidate;
      }
    }
    return null;
  }

  private void operand(boolean condition) {
    char c = cursor.peek();
    boolean function = c == '>' && "[({\"$".indexOf(cursor.peek(1)) >= 0;
    if (c == '!' || c == '~' || c == '-' || function) {
      if (cursor.enter()) {
        cursor.at++;
        skip(condition);
        operand(condition);
      }
      cursor.leave();
    } else if ("\"$[({".indexOf(c) >= 0) {
      boolean digit = cursor.peek(1) >= '0' && cursor.peek(1) <= '9';
      if (c == '{' && function(cursor.at - 1) && digit) {
        calculations();
      } else {
        value(function(cursor.at - 1));
      }
    } else {
      literal(condition);
    }
  }

  private boolean function(int at) {
    return at >= 0 && cursor.text.charAt(at) == '>';
  }

  /** {@code >{1+1}}: a function that is only a calculation. */
  private void calculations() {
    cursor.at++;
    cursor.skipSpace();
    operation(false);
    cursor.skipSpace();
    if (!cursor.failed() && cursor.peek() == '}') {
      cursor.at++;
    } else {
      cursor.syntaxError();
    }
  }

  private void literal(boolean condition) {
    int start = cursor.at;
    boolean letters = false;
    boolean dots = false;
    while (true) {
      char c = cursor.peek();
      boolean more = DeviceCursor.alphanumeric(cursor.peek(1));
      boolean first = cursor.at == start;
      if (DeviceCursor.alphanumeric(c) || c == '_' || first && c == '*') {
        letters |= !(c >= '0' && c <= '9');
      } else if ((c == '.' || c == ':') && (more || c == ':')) {
        dots = true;
      } else if (!(c == '-' && letters && !first && more || c == '/' && dots && more)) {
        break;
      }
      cursor.at++;
    }
    if (cursor.at == start) {
      cursor.fail(cursor.at, condition ? "expected end of command" : "syntax error");
    }
  }
}
