package dev.sluice.pattern;

/**
 * What is wrong with the text of one pattern. Immutable.
 *
 * @param pattern index of the pattern in the set
 * @param start first char of the text that is meant
 * @param end the char after the last one; equal to {@code start} for a place between two chars
 * @param error whether the pattern was refused; if not, it runs and this is a warning
 * @param code a word for programs, in small letters and hyphens
 * @param message a sentence that says what is wrong
 * @param help a sentence that says what to do; may be empty
 */
public record PatternProblem(
    int pattern, int start, int end, boolean error, String code, String message, String help) {}
