package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.PSH;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The six cases of the kernel's own packetdrill scripts, named as there. */
class ConntrackCasesTest {
  private static final long ISN = 1_000_000;
  private int invalid;

  private String send(TrackedLine line, dev.sluice.testkit.Frames packet) {
    String state = line.send(packet);
    invalid += state.equals("invalid") ? 1 : 0;
    return state;
  }

  @Test
  void conntrackSynChallengeAckInLinux() {
    synChallengeAck(TrackedLine.linux());
  }

  @Test
  void conntrackSynChallengeAckInRouterOs() {
    synChallengeAck(TrackedLine.routeros());
  }

  private void synChallengeAck(TrackedLine line) {
    send(line, Tcp.out(SYN, ISN, 0).mss(1460).windowScale(8));
    assertThat(send(line, Tcp.in(ACK, 145824453, ISN + 643160523))).isEqualTo("established");
    send(line, Tcp.out(RST, ISN + 643160523, 0));
    assertThat(send(line, Tcp.out(SYN, ISN, 0).mss(1460).windowScale(8))).isEqualTo("new");
    assertThat(line.tcp()).isEqualTo("syn-sent");
    send(line, Tcp.in(SYN | ACK, 7000, ISN + 1).window(250).mss(1460).windowScale(0));
    send(line, Tcp.out(ACK, ISN + 1, 7001).window(256));
    assertThat(line.tcp()).isEqualTo("established");
    assertThat(line.table.assured(line.last)).isTrue();
    assertThat(invalid).isZero();
  }

  @Test
  void conntrackSynackOldInLinux() {
    synackOld(TrackedLine.linux());
  }

  @Test
  void conntrackSynackOldInRouterOs() {
    synackOld(TrackedLine.routeros());
  }

  private void synackOld(TrackedLine line) {
    send(line, Tcp.out(SYN, ISN, 0).window(65535).mss(1460).windowScale(8));
    int connection = line.last;
    send(line, Tcp.in(SYN | ACK, 145824453, ISN + 643160523).window(240).mss(1440).windowScale(0));
    assertThat(invalid).isEqualTo(1);
    line.pass(0.9);
    assertThat(send(line, Tcp.out(SYN, ISN, 0).window(65535).mss(1460).windowScale(8)))
        .isEqualTo("new");
    assertThat(line.last).isEqualTo(connection);
    assertThat(line.tcp()).isEqualTo("syn-sent");
    send(line, Tcp.in(SYN | ACK, 145758918, ISN + 1).window(250).mss(1460).windowScale(0));
    send(line, Tcp.out(PSH | ACK, ISN + 1, 145758919).window(256).payload(Tcp.data(1)));
    assertThat(line.tcp()).isEqualTo("established");
    assertThat(line.table.assured(line.last)).isTrue();
    assertThat(invalid).isEqualTo(1);
  }

  @Test
  void conntrackSynackReuseInLinux() {
    synackReuse(TrackedLine.linux());
  }

  @Test
  void conntrackSynackReuseInRouterOs() {
    synackReuse(TrackedLine.routeros());
  }

  private void synackReuse(TrackedLine line) {
    send(line, Tcp.out(SYN, 1000, 0).window(32792).mss(1000).windowScale(7));
    send(line, Tcp.in(SYN | ACK, 5000, 1001).mss(1460).windowScale(8));
    send(line, Tcp.out(ACK, 1001, 5001).window(257));
    send(line, Tcp.out(PSH | ACK, 1001, 5001).window(257).payload(Tcp.data(100)));
    send(line, Tcp.in(ACK, 5001, 1101).window(256));
    line.pass(1);
    send(line, Tcp.out(SYN, 3000, 0).window(32792).mss(1000).windowScale(7));
    send(line, Tcp.in(ACK, 5001, 1101).window(256));
    send(line, Tcp.out(RST | ACK, 1101, 5001).window(257));
    assertThat(line.tcp()).isEqualTo("close");
    line.pass(1.5);
    assertThat(send(line, Tcp.out(SYN, 3000, 0).window(32792).mss(1000).windowScale(0)))
        .isEqualTo("new");
    send(line, Tcp.in(SYN | ACK, 900_000, 3001).mss(1460));
    assertThat(line.tcp()).isEqualTo("syn-recv");
    assertThat(invalid).isZero();
  }

  @Test
  void conntrackRstInvalidInLinux() {
    rstInvalid(TrackedLine.linux());
  }

  @Test
  void conntrackRstInvalidInRouterOs() {
    rstInvalid(TrackedLine.routeros());
  }

  private void rstInvalid(TrackedLine line) {
    long isn = 10;
    send(line, Tcp.out(SYN, 1000, 0).window(65535).mss(1460).windowScale(8));
    send(line, Tcp.in(SYN | ACK, isn + 1, 1001).window(65535).mss(1460));
    send(line, Tcp.out(ACK, 1001, isn + 2).window(65535));
    for (int i = 0; i < 3; i++) {
      send(line, Tcp.in(ACK, isn + 2 + 1000L * i, 1001).payload(Tcp.data(1000)));
    }
    for (int i = 1; i <= 3; i++) {
      send(line, Tcp.out(ACK, 1001, isn + 2 + 1000L * i).window(65535));
    }
    for (long sequence : new long[] {isn, isn + 1_000_000, isn + 42}) {
      assertThat(send(line, Tcp.in(RST, sequence, 0).window(0))).isEqualTo("invalid");
    }
    send(line, Tcp.out(PSH | ACK, 1001, isn + 3002).window(65535).payload(Tcp.data(1000)));
    assertThat(line.tcp()).isEqualTo("established");
    send(line, Tcp.in(ACK, isn + 3002, 2001).window(65535));
    assertThat(send(line, Tcp.in(RST | ACK, isn + 3001, 2001).window(0))).isEqualTo("invalid");
    assertThat(invalid).isEqualTo(4);
    assertThat(send(line, Tcp.in(RST | ACK, isn + 3002, 2001).window(0))).isEqualTo("established");
    assertThat(line.tcp()).isEqualTo("close");
  }

  @Test
  void conntrackInexactRstInLinux() {
    inexactRst(TrackedLine.linux());
  }

  @Test
  void conntrackInexactRstInRouterOs() {
    inexactRst(TrackedLine.routeros());
  }

  private void inexactRst(TrackedLine line) {
    send(line, Tcp.out(SYN, 1000, 0).window(65535).mss(1460).windowScale(8));
    send(line, Tcp.in(SYN | ACK, 5000, 1001).window(65535).mss(1460));
    send(line, Tcp.out(ACK, 1001, 5001).window(65535));
    for (int i = 0; i < 3; i++) {
      send(line, Tcp.in(ACK, 5001 + 1000L * i, 1001).payload(Tcp.data(1000)));
      send(line, Tcp.out(ACK, 1001, 6001 + 1000L * i).window(65535));
    }
    send(line, Tcp.out(PSH | ACK, 1001, 8001).window(65535).payload(Tcp.data(1000)));
    send(line, Tcp.in(FIN | ACK, 8001, 2001).window(65535));
    send(line, Tcp.out(ACK, 2001, 8002).window(65535));
    assertThat(line.tcp()).isEqualTo("close-wait");
    line.pass(1);
    send(line, Tcp.out(RST | ACK, 2001, 8002).window(65535));
    assertThat(line.tcp()).isEqualTo("close");
    line.pass(0.1);
    send(line, Tcp.in(RST, 7001, 0).window(0));
    assertThat(invalid).isZero();
  }

  @Test
  void conntrackAckLossStallInLinux() {
    assertThat(retransmissionAfter46Segments(TrackedLine.linux())).isEqualTo("established");
    assertThat(invalid).isZero();
  }

  @Test
  void conntrackAckLossStallIsInvalidInRouterOsWhoseKernelIsOlder() {
    assertThat(retransmissionAfter46Segments(TrackedLine.routeros())).isEqualTo("invalid");
    assertThat(invalid).isEqualTo(1);
  }

  private String retransmissionAfter46Segments(TrackedLine line) {
    send(line, Tcp.out(SYN, 1000, 0).window(32792).mss(1000));
    send(line, Tcp.in(SYN | ACK, 5000, 1001).mss(1460));
    send(line, Tcp.out(ACK, 1001, 5001).window(65535));
    for (int i = 0; i < 46; i++) {
      send(line, Tcp.out(PSH | ACK, 1001 + 1460L * i, 5001).window(257).payload(Tcp.data(1460)));
      send(line, Tcp.in(ACK, 5001, 2461 + 1460L * i).window(65535));
    }
    return send(line, Tcp.out(PSH | ACK, 1001, 5001).window(257).payload(Tcp.data(1460)));
  }
}
