package dev.sluice.check;

/** The versions of RouterOS that differ in what they accept. */
public enum RouterOs {
  V6("6.49"),
  V7("7");

  private final String text;

  RouterOs(String text) {
    this.text = text;
  }

  /** As users name it. */
  @Override
  public String toString() {
    return text;
  }
}
