package dev.sluice.engine.inspect;

/** What a hole in a TCP stream came to when its bytes were not simply waited for. */
public enum Gap {
  /** The other side acknowledged bytes that were never seen here. */
  ACKNOWLEDGED("bytes were acknowledged that the capture does not hold"),
  /** The connection held as many early segments as one may: the next was refused. */
  CONNECTION_LIMIT("one connection had too many segments out of order"),
  /** All connections together held as many as there is room for: the next was refused. */
  TOTAL_LIMIT("all connections together had too many segments out of order");

  private final String reason;

  Gap(String reason) {
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
