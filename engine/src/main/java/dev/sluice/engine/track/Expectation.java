package dev.sluice.engine.track;

/**
 * A connection that a control connection announced. Its destination is exact; where it comes from
 * may be open. Mutable and reused. Not threadsafe.
 */
final class Expectation {
  final Tuple tuple = new Tuple();
  boolean anySource;
  boolean anySourcePort;
  boolean permanent;

  /** Whether its helper reads what the connection says. */
  boolean watched;

  /** As what, where a helper reads several things. */
  int role;

  int master;
  int helper;
  long until;

  /** The destination port of the answers where it is not the inverse, or -1 (PPTP's calls). */
  int answerPort;

  /** Seconds the connection lives unanswered 32 | answered 32, 0: as its protocol says. */
  long lives;

  /** The next of its bucket, or of those free. */
  int next;

  /** Its neighbours in a bucket of masters. */
  int newer;

  int older;

  boolean announces(Tuple arrived) {
    return tuple.protocol == arrived.protocol
        && tuple.six == arrived.six
        && tuple.destinationPort == arrived.destinationPort
        && tuple.destinationLow == arrived.destinationLow
        && tuple.destinationHigh == arrived.destinationHigh
        && (anySourcePort || tuple.sourcePort == arrived.sourcePort)
        && (anySource
            || tuple.sourceLow == arrived.sourceLow && tuple.sourceHigh == arrived.sourceHigh);
  }

  boolean same(Expectation other) {
    return announces(other.tuple)
        && anySource == other.anySource
        && anySourcePort == other.anySourcePort;
  }

  void copy(Expectation other) {
    tuple.copy(other.tuple);
    anySource = other.anySource;
    anySourcePort = other.anySourcePort;
    permanent = other.permanent;
    watched = other.watched;
    role = other.role;
    master = other.master;
    helper = other.helper;
    until = other.until;
    answerPort = other.answerPort;
    lives = other.lives;
  }
}
