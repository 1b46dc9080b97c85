package dev.sluice.app;

/** The exit statuses that docs/cli.md promises. */
final class Exit {
  static final int DONE = 0;

  /** The policy, pattern or script has errors, and they were printed. */
  static final int ERRORS = 1;

  static final int USAGE = 2;

  static final int UNREADABLE = 3;

  /** What was compared is not the same. */
  static final int DIFFERENT = 4;

  /** Our own fault; EX_SOFTWARE of sysexits.h. */
  static final int BUG = 70;

  private Exit() {}
}
