package dev.sluice.config.console;

/**
 * What a console answers. Immutable.
 *
 * @param text complete lines, or empty
 * @param errors how many statements failed
 * @param quit whether the session is to end
 * @param paged whether it comes a page at a time, where there are pages
 * @param next what stands in the next line to begin with, empty for nothing; {@code edit} asks so
 */
public record Output(String text, int errors, boolean quit, boolean paged, String next) {
  public boolean failed() {
    return errors > 0;
  }
}
