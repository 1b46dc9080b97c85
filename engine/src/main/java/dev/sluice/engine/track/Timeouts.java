package dev.sluice.engine.track;

import dev.sluice.policy.TrackingSettings;

/**
 * How long a connection lives after its last packet, in seconds, by protocol and state. Immutable;
 * its arrays are not given to anyone who would write to them.
 */
final class Timeouts {
  private static final long DAY = 86_400;

  /** What fits a connection's slot. */
  private static final long LONGEST = ConnectionLayout.TIMEOUT;

  private final long[] tcp;
  private final long tcpRetransmitted;
  private final long tcpUnacknowledged;
  private final long udp;
  private final long udpStream;
  private final long icmp;
  private final long generic;
  private final long gre;
  private final long greStream;
  private final long[] sctp;
  private final long[] dccp;

  private Timeouts(
      long[] tcp,
      long tcpRetransmitted,
      long tcpUnacknowledged,
      long udp,
      long udpStream,
      long icmp,
      long generic,
      long gre,
      long greStream,
      long[] sctp,
      long[] dccp) {
    this.tcp = tcp;
    this.tcpRetransmitted = tcpRetransmitted;
    this.tcpUnacknowledged = tcpUnacknowledged;
    this.udp = udp;
    this.udpStream = udpStream;
    this.icmp = icmp;
    this.generic = generic;
    this.gre = gre;
    this.greStream = greStream;
    this.sctp = sctp;
    this.dccp = dccp;
  }

  static Timeouts of(TrackingSettings settings, Profile profile) {
    return profile == Profile.LINUX ? ofLinux() : ofRouterOs(settings);
  }

  private static Timeouts ofRouterOs(TrackingSettings s) {
    long[] tcp = {
      s.tcpSynSent(),
      s.tcpSynSent(),
      s.tcpSynReceived(),
      s.tcpEstablished(),
      s.tcpFinWait(),
      s.tcpCloseWait(),
      s.tcpLastAck(),
      s.tcpTimeWait(),
      s.tcpClose(),
      s.tcpSynSent()
    };
    for (int i = 0; i < tcp.length; i++) {
      tcp[i] = fitting(tcp[i]);
    }
    return new Timeouts(
        tcp,
        fitting(s.tcpMaxRetransmit()),
        fitting(s.tcpUnacknowledged()),
        fitting(s.udp()),
        fitting(s.udpStream()),
        fitting(s.icmp()),
        fitting(s.generic()),
        30,
        180,
        sctpTimeouts(5 * DAY),
        dccpTimeouts());
  }

  /** The kernel's nf_conntrack defaults, 6.x. */
  private static Timeouts ofLinux() {
    long[] tcp = {120, 120, 60, 5 * DAY, 120, 60, 30, 120, 10, 120};
    return new Timeouts(
        tcp, 300, 300, 30, 120, 30, 600, 30, 180, sctpTimeouts(210), dccpTimeouts());
  }

  /** By {@link SctpTracker} state. */
  private static long[] sctpTimeouts(long established) {
    return new long[] {10, 10, 3, 3, established, 3, 3, 3, 30, 210};
  }

  /**
   * By {@link DccpTracker} state, in the kernel's multiples of the segment lifetime of 2 minutes.
   */
  private static long[] dccpTimeouts() {
    return new long[] {240, 240, 480, 480, DAY / 2, 64, 64, 240};
  }

  private static long fitting(long seconds) {
    return Math.clamp(seconds, 1, LONGEST);
  }

  long[] tcp() {
    return tcp;
  }

  long tcpRetransmitted() {
    return tcpRetransmitted;
  }

  long tcpUnacknowledged() {
    return tcpUnacknowledged;
  }

  long udp() {
    return udp;
  }

  long udpStream() {
    return udpStream;
  }

  long icmp() {
    return icmp;
  }

  long generic() {
    return generic;
  }

  long gre() {
    return gre;
  }

  long greStream() {
    return greStream;
  }

  long[] sctp() {
    return sctp;
  }

  long[] dccp() {
    return dccp;
  }
}
