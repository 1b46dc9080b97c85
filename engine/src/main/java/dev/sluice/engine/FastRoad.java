package dev.sluice.engine;

import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Family;
import dev.sluice.policy.TrackingState;
import dev.sluice.wire.PacketView;

/**
 * RouterOS: packets of a fasttracked connection pass all tables by. Tracking goes on to watch them,
 * so that the connection ends when it ends; its opening and closing take the long road. Not
 * threadsafe.
 */
final class FastRoad {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SYN_FIN_RST = 7;

  private final ConnectionTable connections;
  private final Context context;
  private final long[] packets = new long[Family.values().length];
  private final long[] bytes = new long[Family.values().length];

  FastRoad(ConnectionTable connections, Context context) {
    this.connections = connections;
    this.context = context;
  }

  /** Whether the packet goes this way; it is counted then. */
  boolean takes() {
    PacketView packet = context.packet();
    int protocol = context.protocol();
    boolean plain = protocol == UDP || protocol == TCP && (context.tcpFlags() & SYN_FIN_RST) == 0;
    if (!plain || !packet.hasPorts() || packet.fragment()) {
      return false;
    }
    int connection =
        connections.find(
            context.six(),
            protocol,
            context.sourceHigh(),
            context.sourceLow(),
            context.sourcePort(),
            context.destinationHigh(),
            context.destinationLow(),
            context.destinationPort(),
            context.now());
    if (connection == ConnectionTable.NONE || !connections.fasttracked(connection)) {
      return false;
    }
    int tracked = connections.track(packet, context.now());
    boolean same = tracked == connection;
    context.enterConnection(
        connection, same && connections.reply(), TrackingState.ESTABLISHED.ordinal());
    connections.countFasttrack(connection, context.reply(), context.length());
    int family = context.six() ? Family.IPV6.ordinal() : Family.IPV4.ordinal();
    packets[family]++;
    bytes[family] += context.length();
    return true;
  }

  long packets(Family family) {
    return packets[family.ordinal()];
  }

  long bytes(Family family) {
    return bytes[family.ordinal()];
  }
}
