package dev.sluice.engine.track;

/** Why a connection left the table. */
public enum EndReason {
  /** Nothing was seen of it for as long as its state allows. */
  TIMEOUT,
  /** The table was full and it was the least worth keeping. */
  EVICTED,
  /** A new SYN took the place of a closed connection of the same tuple. */
  REOPENED,
  /** A reset answered it before it was ever established. */
  RESET,
  /** The packet that began it was dropped: it was never confirmed. */
  DISCARDED,
  /** It was removed by request. */
  REMOVED,
  /** It was alive when the input ended. */
  INPUT_ENDED
}
