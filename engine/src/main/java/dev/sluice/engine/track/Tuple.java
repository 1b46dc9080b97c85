package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;

/**
 * What tells one direction of a connection from every other: addresses, protocol, ports. A query of
 * ICMP has its identifier as source port and type and code as destination port; PPTP's GRE has the
 * call of the receiver as destination port; other protocols have neither.
 *
 * <p>Mutable and reused. Not threadsafe.
 */
final class Tuple {
  boolean six;
  int protocol;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int sourcePort;
  int destinationPort;

  /** False: the packet is too short to say, or of a kind that belongs to no connection. */
  boolean read(PacketView p) {
    six = p.six();
    protocol = p.protocol();
    sourceHigh = p.sourceHigh();
    sourceLow = p.sourceLow();
    destinationHigh = p.destinationHigh();
    destinationLow = p.destinationLow();
    sourcePort = 0;
    destinationPort = 0;
    if (Protocols.hasPorts(protocol)) {
      sourcePort = p.sourcePort();
      destinationPort = p.destinationPort();
      return p.hasPorts();
    }
    if (protocol == Protocols.ICMP || protocol == Protocols.ICMPV6) {
      sourcePort = p.icmpId();
      destinationPort = p.icmpType() << 8 | p.icmpCode();
      return p.icmpType() >= 0 && (protocol == Protocols.ICMPV6) == six;
    }
    if (protocol == Protocols.GRE) {
      destinationPort = PptpCall.of(p);
      return destinationPort >= 0;
    }
    return true;
  }

  void copy(Tuple other) {
    six = other.six;
    protocol = other.protocol;
    sourceHigh = other.sourceHigh;
    sourceLow = other.sourceLow;
    destinationHigh = other.destinationHigh;
    destinationLow = other.destinationLow;
    sourcePort = other.sourcePort;
    destinationPort = other.destinationPort;
  }

  /** Becomes the tuple of the answer; false if there is no answer to this ICMP type. */
  boolean invert() {
    long high = sourceHigh;
    long low = sourceLow;
    sourceHigh = destinationHigh;
    sourceLow = destinationLow;
    destinationHigh = high;
    destinationLow = low;
    if (protocol == Protocols.ICMP || protocol == Protocols.ICMPV6) {
      int answer = IcmpTypes.answer(six, destinationPort >>> 8);
      destinationPort = answer << 8 | destinationPort & 0xFF;
      return answer >= 0;
    }
    int port = sourcePort;
    sourcePort = destinationPort;
    destinationPort = port;
    return true;
  }

  long addresses() {
    return sourceLow << 32 | destinationLow & ConnectionLayout.LOW;
  }

  /** Ports, protocol and family as {@link ConnectionLayout#ORIGINAL_PORTS} has them. */
  long ports() {
    return (long) sourcePort << 48
        | (long) (destinationPort & 0xFFFF) << 32
        | (long) protocol << ConnectionLayout.PROTOCOL_SHIFT
        | (six ? ConnectionLayout.SIX : 0);
  }

  long hash(KeyedHash hash) {
    return six
        ? hash.of(sourceHigh, sourceLow, destinationHigh, destinationLow, ports())
        : hash.of(addresses(), ports());
  }
}
