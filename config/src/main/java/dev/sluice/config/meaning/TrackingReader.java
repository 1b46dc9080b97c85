package dev.sluice.config.meaning;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.policy.TrackingSettings;
import java.util.List;
import java.util.OptionalLong;

/** Reads /ip firewall connection tracking. */
final class TrackingReader {
  private TrackingReader() {}

  static TrackingSettings read(Config config) {
    List<Item> items = config.items("/ip/firewall/connection/tracking");
    TrackingSettings initial = TrackingSettings.DEFAULT;
    if (items.isEmpty()) {
      return initial;
    }
    Item item = items.getFirst();
    return new TrackingSettings(
        switch (item.text("enabled")) {
          case "yes" -> TrackingSettings.Enabled.YES;
          case "no" -> TrackingSettings.Enabled.NO;
          default -> initial.enabled();
        },
        seconds(item, "tcp-syn-sent-timeout", initial.tcpSynSent()),
        seconds(item, "tcp-syn-received-timeout", initial.tcpSynReceived()),
        seconds(item, "tcp-established-timeout", initial.tcpEstablished()),
        seconds(item, "tcp-fin-wait-timeout", initial.tcpFinWait()),
        seconds(item, "tcp-close-wait-timeout", initial.tcpCloseWait()),
        seconds(item, "tcp-last-ack-timeout", initial.tcpLastAck()),
        seconds(item, "tcp-time-wait-timeout", initial.tcpTimeWait()),
        seconds(item, "tcp-close-timeout", initial.tcpClose()),
        seconds(item, "tcp-max-retrans-timeout", initial.tcpMaxRetransmit()),
        seconds(item, "tcp-unacked-timeout", initial.tcpUnacknowledged()),
        yes(item, "loose-tcp-tracking", initial.looseTcp()),
        yes(item, "liberal-tcp-tracking", initial.liberalTcp()),
        seconds(item, "udp-timeout", initial.udp()),
        seconds(item, "udp-stream-timeout", initial.udpStream()),
        seconds(item, "icmp-timeout", initial.icmp()),
        seconds(item, "generic-timeout", initial.generic()));
  }

  private static long seconds(Item item, String property, long initial) {
    OptionalLong nanos = Durations.parse(item.text(property));
    return nanos.isPresent() ? nanos.getAsLong() / Durations.SECOND : initial;
  }

  private static boolean yes(Item item, String property, boolean initial) {
    return item.has(property) ? item.yes(property) : initial;
  }
}
