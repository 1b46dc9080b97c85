package dev.sluice.engine;

import dev.sluice.engine.nat.Binding;
import dev.sluice.engine.nat.Translation;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.rules.ChainWalker;
import dev.sluice.engine.rules.ChainWalker.Outcome;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.wire.PacketView;

/**
 * The hooks of nat on the packet's road: a fresh connection is bound by its chain, any other packet
 * gets the addresses that its connection was bound to. Not threadsafe.
 */
final class NatRoad {
  private final Translation translation;
  private final ChainWalker walker;
  private final ConnectionTable connections;
  private final Context context;

  NatRoad(
      Translation translation, ChainWalker walker, ConnectionTable connections, Context context) {
    this.translation = translation;
    this.walker = walker;
    this.connections = connections;
    this.context = context;
  }

  /** Chains dstnat and output. False: no free port was left, and the packet ends here. */
  boolean destination(FamilyRules rules, int chain) {
    int connection = context.connection();
    if (connection == ConnectionTable.NONE) {
      return true;
    }
    if (connections.fresh() && translation.follow(connections, connection)) {
      connections.setNatBound(connection);
    } else if (connections.fresh()) {
      Outcome outcome = walker.walk(rules.nat, chain, context);
      Binding binding =
          translation.bindDestination(
              outcome == Outcome.BOUND ? walker.binding() : null,
              connections,
              connection,
              context.inInterface(),
              context.now());
      if (binding == Binding.EXHAUSTED) {
        return false;
      }
    }
    showDestination();
    return true;
  }

  /**
   * Captured on the outer side of dstnat, an answer has the router's own source; the interface of
   * the host inside that sent it, or {@link Routes#NONE} if this is no such packet.
   */
  int inside(PacketView packet, Routes routes, long now) {
    int c = connections.restoredBy(packet, now);
    return c == ConnectionTable.NONE
        ? Routes.NONE
        : routes.interfaceOf(
            connections.sourceHigh(c, true),
            connections.sourceLow(c, true),
            packet.six(),
            Routes.MAIN_TABLE);
  }

  /** An answer captured behind its translation: shows it as it came in, before that was undone. */
  void showArrival() {
    int c = context.connection();
    boolean same = context.protocol() == connections.protocol(c);
    boolean ports = same && context.sourcePort() != Context.NO_PORT;
    context.destination(
        connections.destinationHigh(c, true),
        connections.destinationLow(c, true),
        ports ? connections.destinationPort(c, true) : context.destinationPort());
    if (same) {
      context.source(
          connections.sourceHigh(c, true),
          connections.sourceLow(c, true),
          ports ? connections.sourcePort(c, true) : context.sourcePort());
    }
  }

  /** The destination that the packet's connection was bound to. */
  void showDestination() {
    int connection = context.connection();
    if (!connections.sourceNat(connection) && !connections.destinationNat(connection)) {
      return;
    }
    boolean reply = context.reply();
    boolean ports = context.protocol() == connections.protocol(connection);
    context.destination(
        Translation.destinationHigh(connections, connection, reply),
        Translation.destinationLow(connections, connection, reply),
        ports && context.destinationPort() != Context.NO_PORT
            ? Translation.destinationPort(connections, connection, reply)
            : context.destinationPort());
  }

  /** Chains srcnat and input. False: no free port was left, and the packet ends here. */
  boolean source(FamilyRules rules, int chain) {
    int connection = context.connection();
    if (connection == ConnectionTable.NONE) {
      return true;
    }
    if (connections.fresh() && !connections.natBound(connection)) {
      Outcome outcome = walker.walk(rules.nat, chain, context);
      Binding binding =
          translation.bindSource(
              outcome == Outcome.BOUND ? walker.binding() : null,
              connections,
              connection,
              context.outInterface(),
              context.now());
      if (binding == Binding.EXHAUSTED) {
        return false;
      }
    }
    if (connections.sourceNat(connection) || connections.destinationNat(connection)) {
      boolean reply = context.reply();
      boolean ports = context.protocol() == connections.protocol(connection);
      context.source(
          Translation.sourceHigh(connections, connection, reply),
          Translation.sourceLow(connections, connection, reply),
          ports && context.sourcePort() != Context.NO_PORT
              ? Translation.sourcePort(connections, connection, reply)
              : context.sourcePort());
    }
    return true;
  }
}
