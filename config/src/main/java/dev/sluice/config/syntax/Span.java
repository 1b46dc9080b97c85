package dev.sluice.config.syntax;

/** A stretch of one text, by offsets; {@code end} is exclusive. */
public record Span(int start, int end) {
  public Span to(Span other) {
    return new Span(Math.min(start, other.start), Math.max(end, other.end));
  }
}
