package dev.sluice.engine.queues;

import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;

/**
 * A packet at the end of its road, as the queues look at it. Reused by the caller. Not threadsafe.
 */
public final class QueuedPacket {
  /** RouterOS: a fasttracked packet passes global trees and simple queues by. */
  public boolean onlyInterfaces;

  public boolean six;

  /** The address before source translation: a simple queue's target is the client itself. */
  public long sourceHigh;

  public long sourceLow;

  /** The address after destination translation or, for replies, after it was undone. */
  public long destinationHigh;

  public long destinationLow;
  public int sourcePort;
  public int destinationPort;
  public int protocol;
  public int dscp;

  /** The number of its packet mark, 0 for none. */
  public int mark;

  /** Interface index of arrival, or -1. */
  public int inInterface;

  /** Interface index of departure, or -1 for what the router takes itself. */
  public int outInterface;

  public int ipBytes;
  public int frameBytes;

  /** Takes what the last hook of the road knows. */
  public void load(Context context) {
    six = context.six();
    ConnectionTable table = context.connections();
    int connection = context.connection();
    boolean translated =
        connection >= 0 && (table.sourceNat(connection) || table.destinationNat(connection));
    boolean reply = context.reply();
    sourceHigh = translated ? table.sourceHigh(connection, reply) : context.sourceHigh();
    sourceLow = translated ? table.sourceLow(connection, reply) : context.sourceLow();
    destinationHigh = context.destinationHigh();
    destinationLow = context.destinationLow();
    sourcePort = Math.max(0, context.sourcePort());
    destinationPort = Math.max(0, context.destinationPort());
    protocol = context.protocol();
    dscp = context.tos() >> 2;
    mark = context.packetMark();
    inInterface = context.inInterface();
    outInterface = context.outInterface();
    ipBytes = context.length();
    frameBytes = Math.max(ipBytes, context.packet().frameWireLength());
  }
}
