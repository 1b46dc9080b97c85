package dev.sluice.policy;

/**
 * Where something was written.
 *
 * @param file as the user named it, or empty for what came from elsewhere
 * @param line from 1
 * @param column from 1, in characters
 */
public record Origin(String file, int line, int column) {
  /** Made by the program, not written by anyone. */
  public static final Origin NONE = new Origin("", 0, 0);
}
