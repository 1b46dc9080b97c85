package dev.sluice.config.script;

/** Leaves a body before its end: {@code :return}, {@code :break}, {@code :continue}. */
final class Signal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is left. */
  enum Kind {
    RETURN,
    BREAK,
    CONTINUE
  }

  private final Kind kind;
  private final transient Datum value;

  Signal(Kind kind, Datum value) {
    super(null, null, false, false);
    this.kind = kind;
    this.value = value;
  }

  Kind kind() {
    return kind;
  }

  Datum value() {
    return value;
  }
}
