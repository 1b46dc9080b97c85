package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.policy.TrackingSettings;
import dev.sluice.wire.PacketView;

/**
 * Asks the tracker of the packet's protocol. Answers about the last packet are good until the next.
 * Not threadsafe.
 */
final class ProtocolTrackers {
  private final TcpTracker tcp;
  private final DatagramTracker datagram;
  private final SctpTracker sctp;
  private final DccpTracker dccp;

  ProtocolTrackers(TrackingSettings settings, Profile profile) {
    Timeouts timeouts = Timeouts.of(settings, profile);
    tcp = new TcpTracker(settings, profile, timeouts);
    datagram = new DatagramTracker(profile, timeouts);
    sctp = new SctpTracker(timeouts);
    dccp = new DccpTracker(timeouts, settings.looseTcp());
  }

  InvalidReason wellFormed(PacketView p, boolean checksums) {
    InvalidReason problem =
        switch (p.protocol()) {
          case Protocols.TCP -> tcp.wellFormed(p);
          case Protocols.UDP, Protocols.UDP_LITE -> datagram.wellFormed(p);
          case Protocols.ICMP, Protocols.ICMPV6 -> icmpWellFormed(p);
          case Protocols.SCTP -> sctp.wellFormed(p);
          case Protocols.DCCP -> dccp.wellFormed(p);
          default -> InvalidReason.NONE;
        };
    if (problem == InvalidReason.NONE && checksums && !p.checksumsGood()) {
      return InvalidReason.BAD_CHECKSUM;
    }
    return problem;
  }

  private static InvalidReason icmpWellFormed(PacketView p) {
    if (p.icmpType() < 0) {
      return InvalidReason.TRUNCATED;
    }
    return !p.six() && p.icmpType() > IcmpTypes.HIGHEST
        ? InvalidReason.ICMP_TYPE
        : InvalidReason.NONE;
  }

  InvalidReason begin(PacketView p, boolean answerable) {
    return switch (p.protocol()) {
      case Protocols.TCP -> tcp.begin(p);
      case Protocols.ICMP, Protocols.ICMPV6 ->
          answerable && IcmpTypes.request(p.six(), p.icmpType())
              ? InvalidReason.NONE
              : InvalidReason.ICMP_NOT_A_REQUEST;
      case Protocols.SCTP -> sctp.begin(p);
      case Protocols.DCCP -> dccp.begin(p);
      default -> InvalidReason.NONE;
    };
  }

  void create(PacketView p, long[] words, int at, long now) {
    switch (p.protocol()) {
      case Protocols.TCP -> tcp.create(p, words, at);
      case Protocols.SCTP -> sctp.create(p, words, at);
      case Protocols.DCCP -> dccp.create(p, words, at);
      default -> words[at + ENDS] = now;
    }
  }

  /** An {@link Outcome}. */
  int packet(PacketView p, long[] words, int at, int direction, long left, long now) {
    long status = words[at + STATUS];
    return switch (p.protocol()) {
      case Protocols.TCP -> tcp.packet(p, words, at, direction, status, left);
      case Protocols.SCTP -> sctp.packet(p, words, at, direction, status);
      case Protocols.DCCP -> dccp.packet(p, words, at, direction, status);
      default -> datagram.packet(words, at, direction, status, now);
    };
  }

  InvalidReason reason(int protocol) {
    return switch (protocol) {
      case Protocols.TCP -> tcp.reason();
      case Protocols.SCTP -> sctp.reason();
      default -> dccp.reason();
    };
  }

  long timeout(int protocol) {
    return switch (protocol) {
      case Protocols.TCP -> tcp.timeout();
      case Protocols.SCTP -> sctp.timeout();
      case Protocols.DCCP -> dccp.timeout();
      default -> datagram.timeout();
    };
  }

  boolean assures(int protocol) {
    return switch (protocol) {
      case Protocols.TCP -> tcp.assures();
      case Protocols.SCTP -> sctp.assures();
      case Protocols.DCCP -> dccp.assures();
      default -> datagram.assures();
    };
  }

  /** Whether an invalid segment shortens the life of its connection. */
  boolean shrinks() {
    return tcp.shrinks();
  }
}
