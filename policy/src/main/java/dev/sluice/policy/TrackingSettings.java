package dev.sluice.policy;

/** /ip firewall connection tracking; times in seconds. Immutable. */
public record TrackingSettings(
    Enabled enabled,
    long tcpSynSent,
    long tcpSynReceived,
    long tcpEstablished,
    long tcpFinWait,
    long tcpCloseWait,
    long tcpLastAck,
    long tcpTimeWait,
    long tcpClose,
    long tcpMaxRetransmit,
    long tcpUnacknowledged,
    boolean looseTcp,
    boolean liberalTcp,
    long udp,
    long udpStream,
    long icmp,
    long generic) {

  /** RouterOS: auto tracks as soon as there is a firewall rule. */
  public enum Enabled {
    YES,
    NO,
    AUTO
  }

  /** RouterOS 7's own values. */
  public static final TrackingSettings DEFAULT =
      new TrackingSettings(
          Enabled.AUTO, 5, 5, 86_400, 10, 10, 10, 10, 10, 300, 300, true, false, 30, 180, 10, 600);
}
