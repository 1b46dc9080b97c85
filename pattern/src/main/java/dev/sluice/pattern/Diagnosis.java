package dev.sluice.pattern;

/**
 * Something that the author of a pattern should know. Immutable.
 *
 * @param pattern index of the pattern in the list that was asked about
 * @param start first char of its text that is meant
 * @param end the char after the last one; equal to {@code start} for a place between two chars
 * @param code a short stable name, in small letters and hyphens
 * @param message one sentence
 * @param help what to do, or empty
 * @param fixed the whole pattern as it was probably meant, or empty
 */
public record Diagnosis(
    int pattern,
    int start,
    int end,
    Grade grade,
    String code,
    String message,
    String help,
    String fixed) {

  /** How bad it is. */
  public enum Grade {
    /** The pattern does not do what anybody could want: it is refused, or never matches. */
    ERROR,
    /** It runs, but probably not as meant. */
    WARNING,
    /** It runs as meant; this would make it shorter, faster or clearer. */
    NOTE
  }
}
