package dev.sluice.app;

/** How {@code check} prints what it found. */
enum CheckFormat {
  TEXT,
  JSON,
  /** SARIF 2.1.0, which code hosts show beside the lines of a change. */
  SARIF,
  /** The XML that continuous integration reads as test results. */
  JUNIT;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
