package dev.sluice.engine.inspect;

/** Why inspection went on behind a hole in a TCP stream instead of waiting for its bytes. */
public enum Gap {
  /** The other side acknowledged bytes that were never seen here. */
  ACKNOWLEDGED("bytes were acknowledged that the capture does not hold"),
  /** The connection held as many early segments as one may. */
  CONNECTION_LIMIT("one connection had too many segments out of order"),
  /** All connections together held as many early segments as there is room for. */
  TOTAL_LIMIT("all connections together had too many segments out of order");

  private final String reason;

  Gap(String reason) {
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
