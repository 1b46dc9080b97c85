package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private final TrackedLine line = TrackedLine.routeros();

  @Test
  void followsATcpConnectionFromSynToTimeWait() {
    assertThat(line.send(Tcp.out(SYN, 1000, 0))).isEqualTo("new");
    assertThat(line.table.fresh()).isTrue();
    assertThat(line.tcp()).isEqualTo("syn-sent");
    assertThat(line.send(Tcp.in(SYN | ACK, 5000, 1001))).isEqualTo("established");
    assertThat(line.table.fresh()).isFalse();
    assertThat(line.table.reply()).isTrue();
    assertThat(line.tcp()).isEqualTo("syn-recv");
    assertThat(line.send(Tcp.out(ACK, 1001, 5001))).isEqualTo("established");
    assertThat(line.tcp()).isEqualTo("established");
    assertThat(line.table.assured(line.last)).isTrue();
    line.send(Tcp.out(FIN | ACK, 1001, 5001));
    assertThat(line.tcp()).isEqualTo("fin-wait");
    line.send(Tcp.in(ACK, 5001, 1002));
    assertThat(line.tcp()).isEqualTo("close-wait");
    line.send(Tcp.in(FIN | ACK, 5001, 1002));
    assertThat(line.tcp()).isEqualTo("last-ack");
    line.send(Tcp.out(ACK, 1002, 5002));
    assertThat(line.tcp()).isEqualTo("time-wait");
    assertThat(line.table.size()).isEqualTo(1);
    assertThat(line.table.packets(line.last, false)).isEqualTo(4);
    assertThat(line.table.packets(line.last, true)).isEqualTo(3);
    assertThat(line.table.bytes(line.last, false)).isEqualTo(160);
  }

  @Test
  void aSynSentAgainIsStillNew() {
    line.send(Tcp.out(SYN, 1000, 0));
    assertThat(line.send(Tcp.out(SYN, 1000, 0))).isEqualTo("new");
    assertThat(line.table.fresh()).isFalse();
  }

  @Test
  void datagramsOfOneDirectionStayNewForEver() {
    for (int i = 0; i < 5; i++) {
      assertThat(line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53))).isEqualTo("new");
    }
    assertThat(line.send(Frames.udp("10.0.0.3", 53, "10.0.0.2", 5353))).isEqualTo("established");
    assertThat(line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53))).isEqualTo("established");
    assertThat(line.table.size()).isEqualTo(1);
  }

  @Test
  void aDroppedFirstPacketLeavesNoConnection() {
    List<EndReason> ends = new ArrayList<>();
    line.table.onDiscard((t, c, why, now) -> ends.add(why));
    line.drops = true;
    assertThat(line.send(Tcp.out(SYN, 1000, 0))).isEqualTo("new");
    assertThat(line.table.size()).isZero();
    assertThat(line.send(Tcp.out(SYN, 1000, 0))).isEqualTo("new");
    assertThat(ends).containsExactly(EndReason.DISCARDED, EndReason.DISCARDED);
  }

  @Test
  void aDroppedLaterPacketLeavesTheConnection() {
    Tcp.open(line);
    line.drops = true;
    line.send(Tcp.out(ACK, 1001, 5001));
    assertThat(line.table.size()).isEqualTo(1);
  }

  @Test
  void whatIsNeitherConfirmedNorDiscardedIsGoneWithTheNextPacket() {
    line.wrap(Tcp.out(SYN, 1000, 0).packet());
    assertThat(line.table.track(line.view, line.now)).isNotNegative();
    line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53));
    assertThat(line.table.size()).isEqualTo(1);
  }

  @Test
  void livesUntilItsTimeoutAndNotOneNanosecondLonger() {
    line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53));
    int first = line.last;
    line.now += 30 * TrackedLine.SECOND - 1;
    line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53));
    assertThat(line.table.packets(first, false)).isEqualTo(2);
    line.now += 30 * TrackedLine.SECOND;
    line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53));
    assertThat(line.table.fresh()).isTrue();
    assertThat(line.table.packets(line.last, false)).isEqualTo(1);
    assertThat(line.table.size()).isEqualTo(1);
  }

  @Test
  void tellsOfEachEndOnceWhileTheSlotIsReadable() {
    List<String> ends = new ArrayList<>();
    line.table.onEnd(
        (t, c, why, now) -> ends.add(why + " " + t.protocol(c) + " " + t.packets(c, false)));
    line.send(Frames.udp("10.0.0.2", 5353, "10.0.0.3", 53));
    line.send(Tcp.out(SYN, 1000, 0));
    line.send(Tcp.in(RST | ACK, 0, 1001));
    line.pass(60);
    line.table.expire(line.now, 1000);
    line.table.expire(line.now, 1000);
    assertThat(ends).containsExactlyInAnyOrder("TIMEOUT 17 1", "RESET 6 1");
    assertThat(line.table.size()).isZero();
  }

  @Test
  void expiresALongListInPortions() {
    for (int port = 1; port <= 5000; port++) {
      line.send(Frames.udp("10.0.0.2", port, "10.0.0.3", 53));
    }
    line.pass(31);
    assertThat(line.table.expire(line.now, 10)).isEqualTo(40);
    assertThat(line.table.size()).isEqualTo(4960);
    while (line.table.expire(line.now, 100) > 0) {}
    assertThat(line.table.size()).isZero();
  }

  @Test
  void expiresWhatTimesOutBeyondTheHorizonOfTheWheel() {
    Tcp.open(line);
    for (int hour = 0; hour < 24; hour++) {
      line.table.expire(line.now, 1000);
      assertThat(line.table.size()).isEqualTo(1);
      line.pass(3600);
    }
    line.pass(1);
    line.table.expire(line.now, 1000);
    assertThat(line.table.size()).isZero();
  }

  @Test
  void timeThatGoesBackwardsHarmsNothing() {
    line.send(Frames.udp("10.0.0.2", 1, "10.0.0.3", 53));
    line.now = 0;
    line.send(Frames.udp("10.0.0.2", 2, "10.0.0.3", 53));
    line.table.expire(line.now, 1000);
    line.now = Long.MAX_VALUE / 2;
    line.send(Frames.udp("10.0.0.2", 3, "10.0.0.3", 53));
    line.table.expire(line.now, 1000);
    line.now = TrackedLine.START;
    line.table.expire(line.now, 1000);
    line.send(Frames.udp("10.0.0.2", 4, "10.0.0.3", 53));
    line.pass(31);
    line.table.expire(line.now, 1000);
    line.pass(3600);
    line.table.expire(line.now, 1000);
    assertThat(line.table.size()).isEqualTo(1);
  }

  @Test
  void keepsSixApartFromFour() {
    assertThat(line.send(Frames.udp("2001:db8::1", 1000, "2001:db8::2", 53))).isEqualTo("new");
    int six = line.last;
    assertThat(line.send(Frames.udp("0.0.0.1", 1000, "0.0.0.2", 53))).isEqualTo("new");
    assertThat(line.send(Frames.udp("2001:db8::2", 53, "2001:db8::1", 1000)))
        .isEqualTo("established");
    assertThat(line.last).isEqualTo(six);
    assertThat(line.table.sizeSix()).isEqualTo(1);
    assertThat(line.table.sourceHigh(six, false)).isEqualTo(0x20010db800000000L);
    assertThat(line.table.sourceLow(six, true)).isEqualTo(2);
    line.pass(200);
    line.table.expire(line.now, 100);
    assertThat(line.table.sizeSix()).isZero();
  }

  @Test
  void findsAnswersOfATranslatedConnection() {
    line.wrap(Frames.tcp("10.0.0.2", 40000, "192.0.2.80", 80).flags(SYN).seq(1).packet());
    int c = line.table.track(line.view, line.now);
    assertThat(line.table.setReplyTuple(c, 0, 0xC0000250L, 80, 0, 0xCB007101L, 1024)).isTrue();
    assertThat(line.table.confirm(c, line.now)).isTrue();
    Frames answer = Frames.tcp("192.0.2.80", 80, "203.0.113.1", 1024).flags(SYN | ACK);
    assertThat(line.send(answer.seq(9).ack(2))).isEqualTo("established");
    assertThat(line.last).isEqualTo(c);
    assertThat(line.send(Tcp.in(SYN | ACK, 9, 2))).isEqualTo("invalid");
    assertThat(line.table.destinationPort(c, true)).isEqualTo(1024);
  }

  @Test
  void refusesAReplyTupleThatIsTaken() {
    line.send(Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53));
    line.wrap(Frames.udp("10.0.0.3", 1000, "192.0.2.1", 53).packet());
    int c = line.table.track(line.view, line.now);
    assertThat(line.table.setReplyTuple(c, 0, 0xC0000201L, 53, 0, 0x0A000002L, 1000)).isFalse();
    assertThat(line.table.destinationLow(c, true)).isEqualTo(0x0A000003L);
    assertThat(line.table.setReplyTuple(c, 0, 0xC0000201L, 53, 0, 0x0A000002L, 1001)).isTrue();
    assertThat(line.table.confirm(c, line.now)).isTrue();
  }

  @Test
  void evictsTheUnassuredFirst() {
    TrackedLine small =
        new TrackedLine(dev.sluice.policy.TrackingSettings.DEFAULT, Profile.ROUTEROS, 8);
    Tcp.open(small);
    int assured = small.last;
    for (int port = 1; port <= 50; port++) {
      assertThat(small.send(Frames.udp("10.0.0.2", port, "10.0.0.3", 53))).isEqualTo("new");
      assertThat(small.table.size()).isLessThanOrEqualTo(8);
    }
    assertThat(small.table.evicted()).isEqualTo(43);
    assertThat(small.table.assured(assured)).isTrue();
    assertThat(small.send(Tcp.out(ACK, 1001, 5001))).isEqualTo("established");
  }

  @Test
  void refusesWhatFindsOnlyAssuredConnections() {
    TrackedLine small =
        new TrackedLine(dev.sluice.policy.TrackingSettings.DEFAULT, Profile.ROUTEROS, 4);
    for (int port = 1; port <= 4; port++) {
      small.send(Frames.udp("10.0.0.2", port, "10.0.0.3", 53));
      small.send(Frames.udp("10.0.0.3", 53, "10.0.0.2", port));
      small.send(Frames.udp("10.0.0.2", port, "10.0.0.3", 53));
    }
    assertThat(small.send(Tcp.out(SYN, 1, 0))).isEqualTo("invalid");
    assertThat(small.table.invalidReason()).isEqualTo(InvalidReason.TABLE_FULL);
    assertThat(small.table.invalidReason().fatal()).isTrue();
    assertThat(small.table.refused()).isEqualTo(1);
    assertThat(small.table.size()).isEqualTo(4);
  }

  @Test
  void countsRatesBySecondsThatBeginWithAPacket() {
    line.table.keepRates();
    Frames packet = Frames.udp("10.0.0.2", 1, "10.0.0.3", 2).payload(new byte[972]);
    line.send(packet);
    line.send(packet);
    assertThat(line.table.rate(line.last, line.now)).isZero();
    line.now += TrackedLine.SECOND;
    line.send(packet);
    assertThat(line.table.rate(line.last, line.now)).isZero();
    line.now += 1;
    line.send(packet);
    assertThat(line.table.rate(line.last, line.now)).isEqualTo(3000);
    line.now += 2 * TrackedLine.SECOND - 1;
    assertThat(line.table.rate(line.last, line.now)).isEqualTo(3000);
    line.now += 1;
    assertThat(line.table.rate(line.last, line.now)).isZero();
  }

  @Test
  void keepsWhatOthersWriteAndClearsItForTheNext() {
    line.send(Frames.udp("10.0.0.2", 1, "10.0.0.3", 2));
    int c = line.last;
    line.table.setMark(c, -7);
    line.table.setLayer7State(c, -1L);
    line.table.setLayer7Matched(c, 5);
    line.table.setInSequence(c, true, 9);
    line.send(Frames.udp("10.0.0.2", 1, "10.0.0.3", 2));
    line.table.countDropped(c);
    line.table.countFasttrack(c, true, 100);
    line.table.setFasttracked(c);
    assertThat(line.table.mark(c)).isEqualTo(-7);
    assertThat(line.table.accepted(c)).isEqualTo(1);
    assertThat(line.table.dropped(c)).isEqualTo(1);
    assertThat(line.table.fasttrackPackets(c, true)).isEqualTo(1);
    assertThat(line.table.fasttrackBytes(c, true)).isEqualTo(100);
    assertThat(line.table.fasttrackBytes(c, false)).isZero();
    assertThat(line.table.firstSeen(c)).isEqualTo(line.now);
    line.pass(40);
    line.table.expire(line.now, 10);
    line.send(Frames.udp("10.0.0.2", 1, "10.0.0.3", 2));
    assertThat(line.last).isEqualTo(c);
    assertThat(line.table.mark(c)).isZero();
    assertThat(line.table.layer7State(c)).isZero();
    assertThat(line.table.layer7Matched(c)).isZero();
    assertThat(line.table.inSequence(c, true)).isZero();
    assertThat(line.table.accepted(c)).isEqualTo(1);
    assertThat(line.table.dropped(c)).isZero();
    assertThat(line.table.fasttracked(c)).isFalse();
    assertThat(line.table.fasttrackPackets(c, true)).isZero();
  }
}
