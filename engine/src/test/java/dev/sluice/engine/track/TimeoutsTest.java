package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.PSH;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  private static final Frames OUT = Frames.udp("10.0.0.2", 1, "10.0.0.3", 53);
  private static final Frames BACK = Frames.udp("10.0.0.3", 53, "10.0.0.2", 1);

  @Test
  void tcpHasTheTimeoutsOfRouterOs() {
    assertThat(walk(TrackedLine.routeros())).isEqualTo("5 5 86400 10 10 10 10");
  }

  @Test
  void tcpHasTheTimeoutsOfLinux() {
    assertThat(walk(TrackedLine.linux())).isEqualTo("120 60 432000 120 60 30 120");
  }

  private static String walk(TrackedLine line) {
    Frames[] life = {
      Tcp.out(SYN, 1000, 0),
      Tcp.in(SYN | ACK, 5000, 1001),
      Tcp.out(ACK, 1001, 5001),
      Tcp.out(FIN | ACK, 1001, 5001),
      Tcp.in(ACK, 5001, 1002),
      Tcp.in(FIN | ACK, 5001, 1002),
      Tcp.out(ACK, 1002, 5002)
    };
    StringBuilder out = new StringBuilder();
    for (Frames packet : life) {
      line.send(packet);
      out.append((long) line.timeout()).append(' ');
    }
    return out.toString().trim();
  }

  @Test
  void dataThatIsNotAcknowledgedKeepsAConnectionForFiveMinutesOnly() {
    TrackedLine line = TrackedLine.routeros();
    Tcp.open(line);
    line.send(Tcp.out(PSH | ACK, 1001, 5001).payload(Tcp.data(10)));
    assertThat(line.timeout()).isEqualTo(300);
    line.send(Tcp.in(ACK, 5001, 1011));
    assertThat(line.timeout()).isEqualTo(86400);
  }

  @Test
  void threeEqualRetransmissionsKeepAConnectionForFiveMinutesOnly() {
    TrackedLine line = TrackedLine.routeros();
    Tcp.open(line);
    for (int i = 0; i < 3; i++) {
      line.send(Tcp.in(ACK, 5001, 1001));
      assertThat(line.timeout()).isEqualTo(86400);
    }
    line.send(Tcp.in(ACK, 5001, 1001));
    assertThat(line.timeout()).isEqualTo(300);
    line.send(Tcp.out(ACK, 1001, 5001));
    assertThat(line.timeout()).isEqualTo(86400);
  }

  @Test
  void aZeroWindowKeepsAConnectionForFiveMinutesOnly() {
    TrackedLine line = TrackedLine.routeros();
    Tcp.open(line);
    line.send(Tcp.in(ACK, 5001, 1001).window(0));
    assertThat(line.timeout()).isEqualTo(300);
  }

  @Test
  void aConnectionPickedUpLivesFiveMinutesUntilItIsAnswered() {
    TrackedLine line = TrackedLine.routeros();
    line.send(Tcp.out(ACK, 1001, 5001));
    assertThat(line.tcp()).isEqualTo("established");
    assertThat(line.timeout()).isEqualTo(300);
    line.send(Tcp.in(ACK, 5001, 1001));
    assertThat(line.timeout()).isEqualTo(300);
    line.send(Tcp.out(ACK, 1001, 5001));
    assertThat(line.timeout()).isEqualTo(86400);
    assertThat(line.table.assured(line.last)).isTrue();
  }

  @Test
  void aResetLeavesTenSeconds() {
    TrackedLine line = TrackedLine.routeros();
    Tcp.open(line);
    line.send(Tcp.out(RST | ACK, 1001, 5001));
    assertThat(line.tcp()).isEqualTo("close");
    assertThat(line.timeout()).isEqualTo(10);
  }

  @Test
  void aSynSentAgainRenewsInRouterOsAndNotInLinux() {
    TrackedLine old = TrackedLine.routeros();
    old.send(Tcp.out(SYN, 1000, 0));
    old.pass(3);
    old.send(Tcp.out(SYN, 1000, 0));
    assertThat(old.timeout()).isEqualTo(5);
    TrackedLine current = TrackedLine.linux();
    current.send(Tcp.out(SYN, 1000, 0));
    current.pass(3);
    current.send(Tcp.out(SYN, 1000, 0));
    assertThat(current.timeout()).isEqualTo(117);
  }

  @Test
  void aFinAndAResetOutOfTheWindowShortenAnAssuredConnection() {
    for (TrackedLine line : new TrackedLine[] {TrackedLine.routeros(), TrackedLine.linux()}) {
      Tcp.open(line);
      int connection = line.last;
      assertThat(line.send(Tcp.out(FIN | ACK, 900_001_001L, 5001))).isEqualTo("invalid");
      line.pass(10);
      assertThat(line.send(Tcp.in(RST | ACK, 900_005_001L, 1001))).isEqualTo("invalid");
      assertThat(line.table.timeoutAt(connection) - line.now).isEqualTo(300 * TrackedLine.SECOND);
      line.pass(301);
      line.table.expire(line.now, 100);
      assertThat(line.table.size()).isZero();
    }
  }

  @Test
  void datagramsAreAStreamAfterTwoSecondsInRouterOs() {
    TrackedLine line = TrackedLine.routeros();
    line.send(OUT);
    assertThat(line.timeout()).isEqualTo(30);
    line.send(BACK);
    assertThat(line.table.assured(line.last)).isFalse();
    line.pass(2);
    line.send(OUT);
    assertThat(line.timeout()).isEqualTo(30);
    assertThat(line.table.assured(line.last)).isTrue();
    line.now++;
    line.send(OUT);
    assertThat(line.timeout()).isEqualTo(180);
  }

  @Test
  void datagramsAreAssuredAsAStreamOnlyInLinux() {
    TrackedLine line = TrackedLine.linux();
    line.send(OUT);
    line.send(BACK);
    line.send(OUT);
    assertThat(line.table.assured(line.last)).isFalse();
    line.pass(2.1);
    line.send(OUT);
    assertThat(line.timeout()).isEqualTo(120);
    assertThat(line.table.assured(line.last)).isTrue();
  }

  @Test
  void otherProtocolsLiveTenMinutes() {
    TrackedLine line = TrackedLine.routeros();
    assertThat(line.send(Frames.ip("10.0.0.2", "10.0.0.3", 50).payload("esp"))).isEqualTo("new");
    assertThat(line.timeout()).isEqualTo(600);
    assertThat(line.send(Frames.ip("10.0.0.3", "10.0.0.2", 50).payload("esp")))
        .isEqualTo("established");
    assertThat(line.send(Frames.gre("10.0.0.2", "10.0.0.3", 0x800, new byte[20]))).isEqualTo("new");
    assertThat(line.timeout()).isEqualTo(30);
  }
}
