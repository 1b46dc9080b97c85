package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.wire.PacketView;
import dev.sluice.wire.PacketView.TransportProblem;

/**
 * UDP, UDP-Lite, queries of ICMP, GRE and everything else that has no states: seen in one direction
 * only, in both, or in both for a while. Not threadsafe.
 */
final class DatagramTracker {
  /** Linux, RouterOS: after two seconds an exchange is a stream. */
  private static final long STREAM_AFTER = 2_000_000_000L;

  private final Timeouts timeouts;
  private final boolean streamsOnly;
  private long timeout;
  private boolean assures;

  DatagramTracker(Profile profile, Timeouts timeouts) {
    this.timeouts = timeouts;
    streamsOnly = profile == Profile.LINUX;
  }

  long timeout() {
    return timeout;
  }

  boolean assures() {
    return assures;
  }

  InvalidReason wellFormed(PacketView p) {
    if (p.transport() || p.transportProblem() == TransportProblem.CUT && p.hasPorts()) {
      return InvalidReason.NONE;
    }
    return p.transportProblem() == TransportProblem.BAD_LENGTH
        ? InvalidReason.UDP_LENGTH
        : InvalidReason.TRUNCATED;
  }

  int packet(long[] words, int at, int direction, long status, long now) {
    int protocol = (int) (words[at + ORIGINAL_PORTS] >>> PROTOCOL_SHIFT) & 0xFF;
    boolean replied = (status & SEEN_REPLY) != 0;
    assures = false;
    long fixed = words[at + WINDOWS];
    if (fixed != 0) {
      timeout = replied ? fixed & LOW : fixed >>> 32;
      assures = replied;
      return Outcome.ACCEPTED;
    }
    switch (protocol) {
      case Protocols.UDP, Protocols.UDP_LITE -> {
        boolean stream = replied && now - words[at + ENDS] > STREAM_AFTER;
        timeout = stream ? timeouts.udpStream() : timeouts.udp();
        assures = streamsOnly ? stream : replied;
      }
      case Protocols.ICMP, Protocols.ICMPV6 -> timeout = timeouts.icmp();
      case Protocols.GRE -> {
        timeout = replied ? timeouts.greStream() : timeouts.gre();
        assures = replied;
      }
      default -> timeout = timeouts.generic();
    }
    return Outcome.ACCEPTED;
  }
}
