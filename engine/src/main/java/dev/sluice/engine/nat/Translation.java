package dev.sluice.engine.nat;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Action;
import org.jspecify.annotations.Nullable;

/** Skeleton of the signatures. */
public final class Translation {
  public Translation(Routes routes, EngineSettings settings) {}

  /**
   * Binds the destination of a fresh connection: chains dstnat and output.
   *
   * @param action the matching rule's, or null where no rule matched
   * @param inInterface the interface of arrival, or -1 for the router's own packets
   */
  public Binding bindDestination(
      @Nullable Action action, ConnectionTable table, int connection, int inInterface, long now) {
    return Binding.UNCHANGED;
  }

  /**
   * Binds the source of a fresh connection: chains srcnat and input. Without an action the source
   * port still changes if another connection has the same reply tuple.
   */
  public Binding bindSource(
      @Nullable Action action, ConnectionTable table, int connection, int outInterface, long now) {
    return Binding.UNCHANGED;
  }

  /**
   * The destination that a packet has behind the destination hook (dstnat, output): translated for
   * the original direction, restored for replies.
   */
  public static long destinationHigh(ConnectionTable table, int connection, boolean reply) {
    return table.sourceHigh(connection, !reply);
  }

  public static long destinationLow(ConnectionTable table, int connection, boolean reply) {
    return table.sourceLow(connection, !reply);
  }

  public static int destinationPort(ConnectionTable table, int connection, boolean reply) {
    return table.sourcePort(connection, !reply);
  }

  /** The source that a packet has behind the source hook (srcnat, input). */
  public static long sourceHigh(ConnectionTable table, int connection, boolean reply) {
    return table.destinationHigh(connection, !reply);
  }

  public static long sourceLow(ConnectionTable table, int connection, boolean reply) {
    return table.destinationLow(connection, !reply);
  }

  public static int sourcePort(ConnectionTable table, int connection, boolean reply) {
    return table.destinationPort(connection, !reply);
  }
}
