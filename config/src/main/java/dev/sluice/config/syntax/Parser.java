package dev.sluice.config.syntax;

import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Lead;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Scope;
import dev.sluice.config.syntax.Statement.Unset;
import dev.sluice.config.syntax.Statement.Where;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads statements, by hand, and goes on after an error with the next line. Never throws, whatever
 * the text. One parse, one parser; not threadsafe.
 */
public final class Parser {
  /** What no text holds, for characters are bytes. */
  private static final char NO_CLOSER = '\uFFFE';

  /** Arguments whose braces hold statements, not an array. */
  private static final Set<String> BODIES =
      Set.of(
          "do",
          "else",
          "on-error",
          "command",
          "source",
          "script",
          "on-event",
          "on-login",
          "on-logout",
          "on-up",
          "on-down",
          "up-script",
          "down-script",
          "lease-script");

  /** Commands whose braces hold statements. */
  private static final Set<String> BODY_COMMANDS = Set.of("do", "onerror", "execute", "retry");

  private final Cursor cursor;
  private final ExpressionParser expressions;

  private Parser(Cursor cursor) {
    this.cursor = cursor;
    this.expressions = new ExpressionParser(cursor, this);
  }

  /** All statements of a text; problems go to {@code problems}. */
  public static List<Statement> parse(Source source, Problems problems, TextLimits limits) {
    return parse(new Cursor(source, problems, limits), source);
  }

  /** Without those that follow a brace which nothing closes: they belong to its block. */
  public static List<Statement> runnable(Source source, Problems problems, TextLimits limits) {
    Cursor cursor = new Cursor(source, problems, limits);
    List<Statement> read = new ArrayList<>(parse(cursor, source));
    read.removeIf(statement -> statement.span().start() >= cursor.doubt);
    return read;
  }

  private static List<Statement> parse(Cursor cursor, Source source) {
    TextLimits limits = cursor.limits;
    if (source.length() > limits.bytes()) {
      String message = "the text is longer than " + limits.bytes() + " bytes";
      cursor.problems.error(new Span(0, 1), "limit", message, "take it apart");
      return List.of();
    }
    for (int line = 1; line <= source.lines(); line++) {
      int length = source.lineEnd(line) - source.lineStart(line);
      if (length > limits.lineBytes()) {
        String message = "the line is longer than " + limits.lineBytes() + " bytes";
        int start = source.lineStart(line);
        cursor.problems.error(new Span(start, start + 1), "limit", message, "take it apart");
        return List.of();
      }
    }
    return new Parser(cursor).statements(NO_CLOSER);
  }

  /** Statements up to {@code closer}, which is left standing, or the end. */
  List<Statement> statements(char closer) {
    List<Statement> read = new ArrayList<>();
    while (true) {
      skipToStatement();
      if (cursor.done() || cursor.broken || cursor.peek() == closer) {
        return read;
      }
      if (++cursor.statements > cursor.limits.statements()) {
        String message = "more than " + cursor.limits.statements() + " statements";
        cursor.fail(cursor.here(), "limit", message, "take the text apart");
        cursor.at = cursor.text.length();
        return read;
      }
      int start = cursor.at;
      Statement statement = statement(closer);
      if (!cursor.broken) {
        read.add(statement);
      } else if (closer == ']') {
        return read;
      } else if (closer == '}'
          && !cursor.open.isEmpty()
          && cursor.unclosed.contains(cursor.open.peek())) {
        return read;
      } else {
        cursor.broken = false;
        cursor.recover(start);
      }
      if (cursor.at == start && !cursor.done()) {
        cursor.at++;
      }
    }
  }

  private void skipToStatement() {
    while (!cursor.done()) {
      cursor.skipBlanks();
      char c = cursor.peek();
      if (c == '#') {
        cursor.skipPhysicalLine();
      } else if (!cursor.done() && (c == '\n' || c == '\r' || c == ';')) {
        cursor.at++;
      } else {
        return;
      }
    }
  }

  private Statement statement(char closer) {
    int start = cursor.at;
    Lead lead = Lead.NONE;
    if (cursor.take(':')) {
      lead = Lead.GLOBAL;
      if (cursor.peek() == '/') {
        cursor.at++;
        lead = Lead.ROOT;
      }
    } else if (cursor.take('/')) {
      lead = Lead.ROOT;
    } else if (cursor.peek() == '}' || cursor.peek() == ']' || cursor.peek() == ')') {
      cursor.fail(
          cursor.here(), "syntax", "expected command name", "nothing is open here: take it away");
    }
    List<Part> parts = new ArrayList<>();
    while (!cursor.broken) {
      cursor.skipBlanks();
      if (atEnd(closer)) {
        break;
      }
      if (cursor.peek() == '{' && opensScope(lead, parts)) {
        return scope(start, lead, parts);
      }
      part(lead, parts, closer);
    }
    return new Command(cursor.from(start), lead, parts);
  }

  private boolean atEnd(char closer) {
    char c = cursor.peek();
    return cursor.atLineEnd() || c == ';' || c == closer && closer != NO_CLOSER;
  }

  private static boolean opensScope(Lead lead, List<Part> parts) {
    if (lead == Lead.GLOBAL) {
      return false;
    }
    for (Part part : parts) {
      if (!(part instanceof Word word) || BODY_COMMANDS.contains(word.text())) {
        return false;
      }
    }
    return !(parts.size() > 1
        && parts.getFirst() instanceof Word first
        && Set.of("local", "global", "set", "put", "return").contains(first.text()));
  }

  private Statement scope(int start, Lead lead, List<Part> parts) {
    Command path = new Command(cursor.from(start), lead, parts);
    List<Statement> body = body();
    return new Scope(cursor.from(start), path, body, !cursor.broken);
  }

  /** At an opening brace: the statements in it. */
  List<Statement> body() {
    int brace = cursor.at;
    if (cursor.unclosed.contains(brace)) {
      // The outermost of them has been told.
      cursor.broken = true;
      return List.of();
    }
    if (!cursor.enter()) {
      cursor.leave();
      // When an outer block proves unclosed this brace is met again: once is enough.
      cursor.unclosed.add(brace);
      return List.of();
    }
    cursor.open.push(brace);
    cursor.at++;
    List<Statement> read = statements('}');
    cursor.open.pop();
    cursor.leave();
    if (cursor.broken) {
      // A brace further in has reached the end of the text: this one has too.
      cursor.at = brace;
    } else if (!cursor.take('}')) {
      cursor.unclosed.add(brace);
      cursor.unclosed.addAll(cursor.open);
      cursor.at = cursor.open.isEmpty() ? brace : cursor.open.peekLast();
      int outermost = cursor.at;
      cursor.fail(
          new Span(outermost, outermost + 1),
          "syntax",
          "missing closing brace",
          "close the { with a }");
    }
    return read;
  }

  private void part(Lead lead, List<Part> parts, char closer) {
    int start = cursor.at;
    char c = cursor.peek();
    if (c == '"' || c == '$' || c == '[' || c == '(') {
      parts.add(new Positional(cursor.from(start), expressions.primary()));
      delimiter(closer);
      return;
    }
    if (c == '{') {
      boolean body = takesBody(parts);
      Expression value =
          body ? new Expression.Block(cursor.from(start), body()) : expressions.array();
      parts.add(new Positional(cursor.from(start), value));
      return;
    }
    if (c == '!' && cursor.peek(1) >= 'a' && cursor.peek(1) <= 'z') {
      cursor.at++;
      String name = run();
      parts.add(new Unset(cursor.from(start), name));
      delimiter(closer);
      return;
    }
    String word = run();
    if (word.isEmpty()) {
      cursor.syntaxError(helpFor(c));
      return;
    }
    if (cursor.peek() == '=' && named(word)) {
      named(start, word, parts, closer);
      return;
    }
    Word read = new Word(cursor.from(start), word);
    parts.add(read);
    delimiter(closer);
    if (!cursor.broken && opensWhere(lead, word)) {
      where(parts, closer);
    }
  }

  private static boolean takesBody(List<Part> parts) {
    return !parts.isEmpty()
        && (parts.getFirst() instanceof Word first && BODY_COMMANDS.contains(first.text())
            || parts.getLast() instanceof Word last && BODIES.contains(last.text()));
  }

  private static boolean opensWhere(Lead lead, String word) {
    return word.equals("where")
        || lead != Lead.GLOBAL && (word.equals("find") || word.endsWith("/find"));
  }

  private void where(List<Part> parts, char closer) {
    cursor.skipBlanks();
    int start = cursor.at;
    if (cursor.text.startsWith("where", start) && !Cursor.nameCharacter(cursor.peek(5))) {
      cursor.at += 5;
      cursor.skipBlanks();
    }
    Expression condition =
        atEnd(closer) ? new Expression.Missing(cursor.here()) : expressions.condition(closer);
    parts.add(new Where(cursor.from(start), condition));
    cursor.skipBlanks();
    if (!cursor.broken && !atEnd(closer)) {
      cursor.syntaxError("the condition ends here");
    }
  }

  private void named(int start, String name, List<Part> parts, char closer) {
    Span nameSpan = cursor.from(start);
    cursor.at++;
    cursor.skipBlanks();
    Expression value;
    int from = cursor.at;
    if (atEnd(closer)) {
      value = new Expression.Missing(nameSpan);
    } else if (cursor.peek() == '{') {
      boolean body = BODIES.contains(name) || name.equals("in") && isOnError(parts);
      if (body) {
        List<Statement> statements = body();
        value = new Expression.Block(cursor.from(from), statements);
      } else {
        value = expressions.array();
      }
    } else if (cursor.peek() == '!' && cursor.peek(1) == '"') {
      cursor.at++;
      value = not(from, expressions.primary());
    } else if (Cursor.bare(cursor.peek())) {
      String text = run();
      value = new Expression.Literal(cursor.from(from), text);
    } else {
      value = expressions.primary();
    }
    parts.add(new Named(cursor.from(start), name, nameSpan, value));
    if (!(value instanceof Expression.Missing)) {
      delimiter(closer);
    }
  }

  /** {@code !"a b"} is the value {@code !a b}. */
  private Expression not(int from, Expression string) {
    List<Expression.Segment> segments = new ArrayList<>();
    String text = string.constant();
    segments.add(new Expression.Chars(text == null ? "!" : "!" + text));
    if (text == null && string instanceof Expression.Text mixed) {
      segments.addAll(mixed.segments());
    }
    return new Expression.Text(cursor.from(from), segments, false);
  }

  private static boolean isOnError(List<Part> parts) {
    return !parts.isEmpty()
        && parts.getFirst() instanceof Word first
        && first.text().equals("onerror");
  }

  /** After a complete part there must be a blank or an end. */
  private void delimiter(char closer) {
    if (cursor.broken || atEnd(closer)) {
      return;
    }
    char c = cursor.peek();
    if (Cursor.blank(c) || c == '\\' || c == '{') {
      return;
    }
    cursor.syntaxError(helpFor(c));
  }

  private static String helpFor(char c) {
    return switch (c) {
      case '\'' -> "single quotes are not quotes: use \"…\"";
      case '(', ')', '[', ']', '{', '}', '$', ';' -> "put a value that holds " + c + " in quotes";
      case '=' -> "put a value that holds = in quotes";
      case '"' -> "leave a blank before or after a quoted value";
      default -> "put the value in quotes";
    };
  }

  private String run() {
    int start = cursor.at;
    while (Cursor.bare(cursor.peek())) {
      cursor.at++;
    }
    return cursor.text.substring(start, cursor.at);
  }

  private static boolean named(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!Cursor.nameCharacter(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
