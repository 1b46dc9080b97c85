package dev.sluice.pattern;

/**
 * A name and the text of a regular expression, one char a byte (ISO 8859-1). Immutable.
 *
 * @param name what the configuration calls it
 * @param text the regular expression, after console escapes are undone
 */
public record Pattern(String name, String text) {}
