package dev.sluice.config.syntax;

import java.util.List;

/** One statement as written. Which words are menus and which are commands, the schema knows. */
public sealed interface Statement {
  Span span();

  /** How a statement starts: where its first word is looked up. */
  enum Lead {
    /** In the current menu. */
    NONE,
    /** {@code /}: at the root. */
    ROOT,
    /** {@code :}: a global command. */
    GLOBAL
  }

  /** A path, a command with its arguments, or both. */
  record Command(Span span, Lead lead, List<Part> parts) implements Statement {
    public Command {
      parts = List.copyOf(parts);
    }
  }

  /** {@code [path] { … }}: statements inside a menu. */
  record Scope(Span span, Command path, List<Statement> body, boolean closed) implements Statement {
    public Scope {
      body = List.copyOf(body);
    }
  }

  /** One argument or word. */
  sealed interface Part {
    Span span();
  }

  /** A bare word; it may hold slashes. */
  record Word(Span span, String text) implements Part {}

  /** {@code name=value}. */
  record Named(Span span, String name, Span nameSpan, Expression value) implements Part {}

  /** {@code !name}: take the property away. */
  record Unset(Span span, String name) implements Part {}

  /** A value without a name that is no bare word. */
  record Positional(Span span, Expression value) implements Part {}

  /** What follows {@code find} or {@code where}. */
  record Where(Span span, Expression condition) implements Part {}
}
