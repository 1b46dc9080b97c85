package dev.sluice.engine.track;

/**
 * Hears that a connection ends, while its slot is still readable. Called on the packet's road: it
 * must not allocate, and must not track packets itself.
 */
@FunctionalInterface
public interface ConnectionEnd {
  void ended(ConnectionTable table, int connection, EndReason reason, long now);
}
