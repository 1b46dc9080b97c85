package dev.sluice.engine;

/** What became of one packet. */
public enum Verdict {
  ACCEPTED,
  DROPPED,
  /** Dropped, and the sender was told. */
  REJECTED,
  /** A fragment that waits for the others of its datagram. */
  HELD
}
