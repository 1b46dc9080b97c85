package dev.sluice.config.script;

import dev.sluice.config.syntax.Span;
import org.jspecify.annotations.Nullable;

/**
 * Ends a script, up to the next {@code on-error}. Never leaves the machine that runs scripts: to
 * users it is a value. Without a stack trace, because it is no fault of the program.
 */
public final class ScriptError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Span span;
  private final String help;
  private final boolean placed;
  private final boolean limit;

  private ScriptError(
      String message, @Nullable Span span, String help, boolean placed, boolean limit) {
    super(message, null, false, false);
    this.span = span;
    this.help = help;
    this.placed = placed;
    this.limit = limit;
  }

  /** A refusal that RouterOS words without a place. */
  public static ScriptError of(String message) {
    return new ScriptError(message, null, "", false, false);
  }

  public static ScriptError of(String message, Span span) {
    return new ScriptError(message, span, "", false, false);
  }

  public static ScriptError of(String message, @Nullable Span span, String help, boolean placed) {
    return new ScriptError(message, span, help, placed, false);
  }

  /** {@code syntax error (line 1 column 7)} and its like. */
  public static ScriptError placed(String message, Span span) {
    return new ScriptError(message, span, "", true, false);
  }

  /** The script asks for too much; nothing catches that. */
  static ScriptError limit(String message) {
    return new ScriptError(message, null, "", false, true);
  }

  /** The message, which every error has. */
  public String text() {
    return String.valueOf(getMessage());
  }

  public @Nullable Span span() {
    return span;
  }

  /** What to do, or empty. */
  public String help() {
    return help;
  }

  /** Whether line and column belong to the message. */
  public boolean placed() {
    return placed;
  }

  boolean overLimit() {
    return limit;
  }
}
