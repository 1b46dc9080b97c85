package dev.sluice.config.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value or a calculation, as written. Immutable. */
public sealed interface Expression {
  Span span();

  /** A bare word: name, number, address, time, list. One character a byte. */
  record Literal(Span span, String text) implements Expression {}

  /** A string; without substitution it is one {@link Chars}. */
  record Text(Span span, List<Segment> segments, boolean verbatim) implements Expression {
    public Text {
      segments = List.copyOf(segments);
    }
  }

  /** {@code $name}. */
  record Variable(Span span, String name) implements Expression {}

  /** {@code [command]}. */
  record Substitution(Span span, List<Statement> body) implements Expression {
    public Substitution {
      body = List.copyOf(body);
    }
  }

  /** {@code (a op b)}; juxtaposition in a where clause is {@code and}. */
  record Binary(Span span, String operator, Expression left, Expression right)
      implements Expression {}

  /** {@code !a}, {@code -a}, {@code ~a}. */
  record Unary(Span span, String operator, Expression operand) implements Expression {}

  /** {@code {1; 2; "key"=3}}. */
  record Array(Span span, List<Entry> entries) implements Expression {
    public Array {
      entries = List.copyOf(entries);
    }
  }

  /** {@code {statements}} where a body is expected. */
  record Block(Span span, List<Statement> body) implements Expression {
    public Block {
      body = List.copyOf(body);
    }
  }

  /** Nothing, as in {@code name=} at the end of a line or an empty {@code find}. */
  record Missing(Span span) implements Expression {}

  /** One element of an array, with or without its key. */
  record Entry(@Nullable Expression key, Expression value) {}

  /** A piece of a string. */
  sealed interface Segment {}

  /** Characters with their escapes resolved. */
  record Chars(String text) implements Segment {}

  /** Something computed inside a string. */
  record Inserted(Expression expression) implements Segment {}

  /** The text, if it does not depend on anything. */
  default @Nullable String constant() {
    return switch (this) {
      case Literal literal -> literal.text();
      case Missing missing -> "";
      case Text text -> constant(text);
      default -> null;
    };
  }

  private static @Nullable String constant(Text text) {
    if (text.segments().isEmpty()) {
      return "";
    }
    return text.segments().size() == 1 && text.segments().getFirst() instanceof Chars chars
        ? chars.text()
        : null;
  }
}
