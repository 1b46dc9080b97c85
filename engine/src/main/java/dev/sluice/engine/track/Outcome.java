package dev.sluice.engine.track;

/** What a protocol's tracker says of a packet, as numbers since it is said for every packet. */
final class Outcome {
  /** The packet belongs to the connection and keeps it alive for the tracker's timeout. */
  static final int ACCEPTED = 0;

  /** The packet belongs to the connection and leaves its state and time as they are. */
  static final int PASSED = 1;

  static final int INVALID = 2;

  /** The packet begins a new connection in the place of this one. */
  static final int REOPENS = 3;

  /** The packet belongs to the connection and is its last. */
  static final int ENDS = 4;

  private Outcome() {}
}
