package dev.sluice.config.console;

/**
 * What a console answers. Immutable.
 *
 * @param text complete lines, or empty
 * @param errors how many statements failed
 * @param quit whether the session is to end
 * @param clean whether the screen was asked to be empty before the text
 */
public record Output(String text, int errors, boolean quit, boolean clean) {
  static final Output NOTHING = new Output("", 0, false, false);

  static Output of(String text) {
    return new Output(text, 0, false, false);
  }

  public boolean failed() {
    return errors > 0;
  }
}
