package dev.sluice.app;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Family;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each setting of /ip firewall connection tracking, from RouterOS text to what it does. */
class TrackingSettingsTest {
  private static Lab lab(Family family, String setting) {
    String menu = family == Family.IPV4 ? "ip" : "ipv6";
    return Lab.of(
        family,
        TableName.FILTER,
        """
        /ip firewall connection tracking
        set %s
        /%s firewall filter
        add chain=forward action=passthrough connection-state=invalid
        """
            .formatted(setting, menu));
  }

  /** A step of a conversation: {@code >S} is a SYN of the client, {@code <SA} its answer. */
  private static Frames frame(Family family, String step) {
    boolean four = family == Family.IPV4;
    String client = four ? "192.168.1.10" : "2001:db8:1::10";
    String server = four ? "198.51.100.7" : "2001:db8:7::7";
    boolean up = step.charAt(0) == '>';
    String what = step.substring(1);
    if (what.equals("U")) {
      return up ? Frames.udp(client, 5000, server, 53) : Frames.udp(server, 53, client, 5000);
    }
    if (what.equals("I")) {
      return four
          ? Frames.icmp(client, server, 8, 0).echo(7, 1)
          : Frames.icmp6(client, server, 128, 0).echo(7, 1);
    }
    if (what.equals("E")) {
      return Frames.ip(client, server, 50).payload("esp");
    }
    Frames tcp = up ? Frames.tcp(client, 5000, server, 80) : Frames.tcp(server, 80, client, 5000);
    boolean later = what.contains("2"); // behind a FIN of the same side
    boolean finished = what.contains("3"); // the other side's FIN is acknowledged
    long own = (up ? 1_001L : 5_001L) + (later ? 1 : 0);
    long other = (up ? 5_001L : 1_001L) + (finished ? 1 : 0);
    int flags = (what.contains("A") ? ACK : 0) | (what.contains("F") ? FIN : 0);
    flags |= what.contains("R") ? RST : 0;
    if (what.contains("S")) {
      return tcp.flags(flags | SYN).seq(own - 1).ack(what.contains("A") ? other : 0);
    }
    return tcp.flags(flags).seq(own).ack(other).payload(what.contains("P") ? "data" : "");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp-syn-sent-timeout, >S",
    "tcp-syn-received-timeout, >S <SA",
    "tcp-established-timeout, >S <SA >A",
    "tcp-fin-wait-timeout, >S <SA >A >FA",
    "tcp-close-wait-timeout, >S <SA >A >FA <A3",
    "tcp-last-ack-timeout, >S <SA >A >FA <A3 <FA3",
    "tcp-time-wait-timeout, >S <SA >A >FA <A3 <FA3 >A23",
    "tcp-close-timeout, >S <SA >A >RA",
    "tcp-max-retrans-timeout, >S <SA >A >PA >PA >PA >PA",
    "tcp-unacked-timeout, >S <SA >A >PA",
    "udp-timeout, >U",
    "icmp-timeout, >I",
    "generic-timeout, >E"
  })
  void eachTimeoutIsTheOneThatIsSet(String setting, String conversation) {
    for (Family family : Family.values()) {
      // Shorter than any that could apply as well.
      Lab lab = lab(family, setting + "=3s");
      for (String step : conversation.split(" ", -1)) {
        lab.send(frame(family, step));
      }
      ConnectionTable table = lab.lane.datapath().connections();
      int connection = lab.lane.datapath().context().connection();
      assertThat(table.timeoutAt(connection) - lab.now()).isEqualTo(3 * Lab.SECOND);
      lab.after(4 * Lab.SECOND).send(frame(family, ">I"));
      assertThat(table.size()).as("only the echo is left").isOne();
    }
  }

  @Test
  void udpStreamTimeout() {
    for (Family family : Family.values()) {
      Lab lab = lab(family, "udp-stream-timeout=50s");
      lab.send(frame(family, ">U"));
      lab.send(frame(family, "<U"));
      lab.after(3 * Lab.SECOND).send(frame(family, ">U"));
      ConnectionTable table = lab.lane.datapath().connections();
      int connection = lab.lane.datapath().context().connection();
      assertThat(table.timeoutAt(connection) - lab.now()).isEqualTo(50 * Lab.SECOND);
    }
  }

  @Test
  void enabled() {
    for (Family family : Family.values()) {
      for (String value : new String[] {"yes", "auto", "no"}) {
        Lab lab = lab(family, "enabled=" + value);
        lab.send(frame(family, ">U"));
        boolean tracked = lab.lane.datapath().connections().size() == 1;
        assertThat(tracked).as(value).isEqualTo(!value.equals("no"));
      }
    }
  }

  @Test
  void enabledAutoTracksInAReplayWithoutAnyRuleToo() {
    for (String value : new String[] {"yes", "auto"}) {
      String text = "/ip firewall connection tracking\nset enabled=" + value + "\n";
      Lab lab = Lab.of(Family.IPV4, TableName.FILTER, text);
      lab.send(frame(Family.IPV4, ">U"));
      assertThat(lab.lane.datapath().connections().size()).as(value).isOne();
    }
  }

  @Test
  void looseTcpTracking() {
    for (Family family : Family.values()) {
      lab(family, "loose-tcp-tracking=yes").leaves(frame(family, ">PA"));
      lab(family, "loose-tcp-tracking=no").takes(frame(family, ">PA"));
    }
  }

  @Test
  void liberalTcpTracking() {
    for (Family family : Family.values()) {
      for (String value : new String[] {"yes", "no"}) {
        Lab lab = lab(family, "liberal-tcp-tracking=" + value);
        for (String step : ">S <SA >A".split(" ", -1)) {
          lab.send(frame(family, step));
        }
        lab.send(frame(family, ">PA").seq(900_000_001L));
        boolean invalid = lab.lane.datapath().context().state() == TrackingState.INVALID.ordinal();
        assertThat(invalid).as(value).isEqualTo(value.equals("no"));
      }
    }
  }
}
