package dev.sluice.config.syntax;

import dev.sluice.config.syntax.Expression.Array;
import dev.sluice.config.syntax.Expression.Binary;
import dev.sluice.config.syntax.Expression.Entry;
import dev.sluice.config.syntax.Expression.Literal;
import dev.sluice.config.syntax.Expression.Missing;
import dev.sluice.config.syntax.Expression.Substitution;
import dev.sluice.config.syntax.Expression.Unary;
import dev.sluice.config.syntax.Expression.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values, calculations and conditions. Works on the cursor of its parser. */
final class ExpressionParser {
  /** Operators of one rank, weakest first; RouterOS: as the device's parser groups them. */
  private static final List<List<String>> RANKS =
      List.of(
          List.of(","),
          List.of("||", "or"),
          List.of("&&", "and"),
          List.of("in"),
          List.of("<=", ">=", "!=", "=", "<", ">", "~"),
          List.of("."),
          List.of("<<", ">>"),
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("+", "-"),
          List.of("*", "/", "%"),
          List.of("->", "<%%"));

  private static final int COMPARISON = 4;

  private final Cursor cursor;
  private final Parser statements;
  private final StringReader strings;

  /** In a condition, bare words are names and whole values, and line ends end it. */
  private boolean condition;

  ExpressionParser(Cursor cursor, Parser statements) {
    this.cursor = cursor;
    this.statements = statements;
    this.strings = new StringReader(cursor, this);
  }

  /** What follows {@code where}: comparisons side by side are joined by and. */
  Expression condition(char closer) {
    boolean outer = condition;
    condition = true;
    Expression all = operation(1);
    cursor.skipBlanks();
    while (!cursor.broken
        && !cursor.atLineEnd()
        && cursor.peek() != closer
        && cursor.peek() != ';') {
      int before = cursor.at;
      Expression next = operation(1);
      all = new Binary(all.span().to(next.span()), "and", all, next);
      cursor.skipBlanks();
      if (cursor.at == before) {
        cursor.syntaxError("");
      }
    }
    condition = outer;
    return all;
  }

  /** A value that stands by itself. */
  Expression primary() {
    int start = cursor.at;
    if (!cursor.enter()) {
      cursor.leave();
      return new Missing(cursor.here());
    }
    Expression read =
        switch (cursor.peek()) {
          case '"' -> strings.read();
          case '$' -> variable();
          case '[' -> substitution();
          case '(' -> group();
          case '{' -> array();
          default -> {
            cursor.syntaxError("");
            yield new Missing(cursor.from(start));
          }
        };
    cursor.leave();
    return read;
  }

  Expression variable() {
    int start = cursor.at++;
    if (cursor.peek() == '"') {
      int end = cursor.text.indexOf('"', cursor.at + 1);
      if (end < 0) {
        cursor.syntaxError("close the quotes of the variable's name");
        return new Missing(cursor.here());
      }
      String name = cursor.text.substring(cursor.at + 1, end);
      cursor.at = end + 1;
      return new Variable(cursor.from(start), name);
    }
    if (cursor.peek() == '(') {
      return group();
    }
    if (cursor.peek() == '[') {
      return substitution();
    }
    while (Cursor.alphanumeric(cursor.peek())) {
      cursor.at++;
    }
    if (cursor.at == start + 1) {
      cursor.syntaxError("a variable's name follows $; write \\$ for the character in a string");
    }
    return new Variable(cursor.from(start), cursor.text.substring(start + 1, cursor.at));
  }

  Expression substitution() {
    int start = cursor.at++;
    boolean outer = condition;
    condition = false;
    List<Statement> body = cursor.enter() ? statements.statements(']') : List.of();
    cursor.leave();
    condition = outer;
    if (!cursor.broken && !cursor.take(']')) {
      cursor.fail(new Span(start, start + 1), "syntax", "syntax error", "close the [ with a ]");
    }
    return new Substitution(cursor.from(start), body);
  }

  private Expression group() {
    int start = cursor.at++;
    boolean outer = condition;
    condition = false;
    skip();
    Expression inner = cursor.peek() == ')' ? new Missing(cursor.here()) : operation(0);
    skip();
    while (!cursor.broken && cursor.peek() != ')' && !cursor.done()) {
      int before = cursor.at;
      Expression next = operation(0);
      inner = new Binary(inner.span().to(next.span()), "call", inner, next);
      skip();
      if (cursor.at == before) {
        break;
      }
    }
    condition = outer;
    if (!cursor.broken && !cursor.take(')')) {
      cursor.syntaxError("close the ( with a )");
    }
    return new Unary(cursor.from(start), "()", inner);
  }

  Expression array() {
    int start = cursor.at++;
    List<Entry> entries = new ArrayList<>();
    boolean outer = condition;
    condition = false;
    boolean deep = cursor.enter();
    while (deep && !cursor.broken) {
      cursor.skipSpace();
      if (cursor.take(';')) {
        continue;
      }
      if (cursor.done() || cursor.peek() == '}') {
        break;
      }
      entries.add(entry());
      cursor.skipBlanks();
      boolean lineEnd = cursor.atLineEnd();
      cursor.skipSpace();
      if (!cursor.broken && !lineEnd && cursor.peek() != ';' && cursor.peek() != '}') {
        cursor.syntaxError("elements are separated by ;");
      }
    }
    cursor.leave();
    condition = outer;
    if (!cursor.broken && !cursor.take('}')) {
      cursor.fail(new Span(start, start + 1), "syntax", "missing closing brace", "close it with }");
    }
    return new Array(cursor.from(start), entries);
  }

  private Entry entry() {
    Expression first = element();
    cursor.skipBlanks();
    if (!cursor.broken && cursor.take('=')) {
      cursor.skipSpace();
      return new Entry(first, element());
    }
    return new Entry(null, first);
  }

  private Expression element() {
    if (Cursor.bare(cursor.peek())) {
      int start = cursor.at;
      while (Cursor.bare(cursor.peek())) {
        cursor.at++;
      }
      return new Literal(cursor.from(start), cursor.text.substring(start, cursor.at));
    }
    return primary();
  }

  private Expression operation(int rank) {
    if (rank == RANKS.size()) {
      return prefixed();
    }
    Expression left = operation(rank + 1);
    while (!cursor.broken) {
      int before = cursor.at;
      skip();
      String operator = operator(rank);
      if (operator == null) {
        cursor.at = before;
        return left;
      }
      skip();
      Expression right = condition && rank == COMPARISON ? comparand() : operation(rank + 1);
      left = new Binary(left.span().to(right.span()), operator, left, right);
    }
    return left;
  }

  private void skip() {
    if (condition) {
      cursor.skipBlanks();
    } else {
      cursor.skipSpace();
    }
  }

  private @Nullable String operator(int rank) {
    for (String candidate : RANKS.get(rank)) {
      if (!cursor.text.startsWith(candidate, cursor.at)) {
        continue;
      }
      char next = cursor.peek(candidate.length());
      char first = candidate.charAt(0);
      boolean word = first >= 'a' && first <= 'z';
      boolean longer =
          word && Cursor.nameCharacter(next)
              || first == '|' && candidate.length() == 1 && next == '|'
              || first == '&' && candidate.length() == 1 && next == '&'
              || (first == '<' || first == '>') && candidate.length() == 1 && next == first
              || first == '<' && candidate.length() == 1 && next == '%'
              || first == '-' && candidate.length() == 1 && next == '>';
      if (!longer) {
        cursor.at += candidate.length();
        return candidate;
      }
    }
    return null;
  }

  /** The right side of a comparison in a condition: a whole bare value. */
  private Expression comparand() {
    int start = cursor.at;
    while (Cursor.bare(cursor.peek())
        && !(cursor.peek() == '&' && cursor.peek(1) == '&')
        && !(cursor.peek() == '|' && cursor.peek(1) == '|')) {
      cursor.at++;
    }
    if (cursor.at > start) {
      return new Literal(cursor.from(start), cursor.text.substring(start, cursor.at));
    }
    char c = cursor.peek();
    if (cursor.atLineEnd() || c == ']' || c == ')' || c == ';' || c == '}' || Cursor.blank(c)) {
      return new Missing(cursor.here());
    }
    return operation(COMPARISON + 1);
  }

  private Expression prefixed() {
    int start = cursor.at;
    char c = cursor.peek();
    boolean function = c == '>' && "[({\"$".indexOf(cursor.peek(1)) >= 0;
    if (c == '!' || c == '~' || c == '-' || function) {
      if (!cursor.enter()) {
        cursor.leave();
        return new Missing(cursor.here());
      }
      cursor.at++;
      skip();
      Expression operand = prefixed();
      cursor.leave();
      return new Unary(cursor.from(start), String.valueOf(c), operand);
    }
    if (c == '"' || c == '$' || c == '[' || c == '(' || c == '{') {
      return primary();
    }
    return word();
  }

  private Expression word() {
    int start = cursor.at;
    boolean letters = false;
    boolean dots = false;
    while (true) {
      char c = cursor.peek();
      boolean nextAlphanumeric = Cursor.alphanumeric(cursor.peek(1));
      boolean first = cursor.at == start;
      if (Cursor.alphanumeric(c) || c == '_' || c >= 0x80 && c != Cursor.END || first && c == '*') {
        letters |= !(c >= '0' && c <= '9');
      } else if ((c == '.' || c == ':') && (nextAlphanumeric || c == ':')) {
        dots = true;
      } else if (!(c == '-' && letters && !first && nextAlphanumeric
          || c == '/' && dots && nextAlphanumeric)) {
        break;
      }
      cursor.at++;
    }
    if (cursor.at == start) {
      cursor.syntaxError("a value is missing here");
      return new Missing(cursor.here());
    }
    return new Literal(cursor.from(start), cursor.text.substring(start, cursor.at));
  }
}
