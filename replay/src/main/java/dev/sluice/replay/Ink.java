package dev.sluice.replay;

/** Puts ANSI colours round words, or leaves them as they are. Immutable. */
public enum Ink {
  /** For files, pipes and people who set NO_COLOR. */
  PLAIN,
  /** For terminals. */
  COLOUR;

  public String bold(String text) {
    return paint("1", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  public String red(String text) {
    return paint("31", text);
  }

  public String green(String text) {
    return paint("32", text);
  }

  public String yellow(String text) {
    return paint("33", text);
  }

  public String cyan(String text) {
    return paint("36", text);
  }

  private String paint(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
