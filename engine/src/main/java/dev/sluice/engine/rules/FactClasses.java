package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import org.jspecify.annotations.Nullable;

/**
 * One fact about packets, its values gathered in classes that no rule of the chain tells apart.
 * Immutable.
 */
final class FactClasses {
  /** The facts, and what a value is. */
  enum Fact {
    PROTOCOL,
    /** Port plus one, 0 for none. */
    SOURCE_PORT,
    DESTINATION_PORT,
    SOURCE,
    DESTINATION,
    /** Index plus one, 0 for none. */
    IN_INTERFACE,
    OUT_INTERFACE,
    STATE,
    /** Mark plus one, 0 without a connection, cut off at the marks known. */
    CONNECTION_MARK,
    PACKET_MARK,
    /** Flags plus one, 0 without. */
    TCP_FLAGS,
    /** 0 where inspection is over and has found nothing, 1 where it must be asked. */
    LAYER7;

    /** Whether a rule that matches may change it while the chain is being walked. */
    boolean changes() {
      return this == CONNECTION_MARK || this == PACKET_MARK;
    }

    /** Whether the class of a packet is one look into a small table. */
    boolean plain() {
      return switch (this) {
        case SOURCE_PORT, DESTINATION_PORT, SOURCE, DESTINATION -> false;
        default -> true;
      };
    }
  }

  final Fact fact;
  final int classes;
  private final char[] classOf;
  private final @Nullable AddressClasses addresses;

  FactClasses(Fact fact, int classes, char[] classOf, @Nullable AddressClasses addresses) {
    this.fact = fact;
    this.classes = classes;
    this.classOf = classOf;
    this.addresses = addresses;
  }

  /** The class of the packet on the road. */
  int of(Context c) {
    return switch (fact) {
      case PROTOCOL -> classOf[c.protocol()];
      case SOURCE_PORT -> classOf[c.sourcePort() + 1];
      case DESTINATION_PORT -> classOf[c.destinationPort() + 1];
      case SOURCE -> interval(c.sourceHigh(), c.sourceLow());
      case DESTINATION -> interval(c.destinationHigh(), c.destinationLow());
      case IN_INTERFACE -> classOf[c.inInterface() + 1];
      case OUT_INTERFACE -> classOf[c.outInterface() + 1];
      case STATE -> classOf[c.state()];
      case CONNECTION_MARK ->
          c.connection() == ConnectionTable.NONE
              ? classOf[0]
              : classOf[Math.min(c.connectionMark() + 1, classOf.length - 1)];
      case PACKET_MARK -> classOf[Math.min(c.packetMark() + 1, classOf.length - 1)];
      case TCP_FLAGS -> classOf[c.tcpFlags() + 1];
      case LAYER7 ->
          c.connection() != ConnectionTable.NONE && c.connections().unrecognised(c.connection())
              ? 0
              : 1;
    };
  }

  private int interval(long high, long low) {
    if (addresses == null) {
      throw new IllegalStateException("no addresses in " + fact);
    }
    return addresses.of(high, low);
  }
}
