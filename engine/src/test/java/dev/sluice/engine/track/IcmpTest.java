package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IcmpTest {
  private final TrackedLine line = TrackedLine.routeros();

  @Test
  void anEchoIsAConnectionOfItsIdentifier() {
    assertThat(line.send(Frames.icmp("10.0.0.2", "10.0.0.3", 8, 0).echo(7, 1))).isEqualTo("new");
    int first = line.last;
    assertThat(line.send(Frames.icmp("10.0.0.3", "10.0.0.2", 0, 0).echo(7, 1)))
        .isEqualTo("established");
    assertThat(line.last).isEqualTo(first);
    assertThat(line.timeout()).isEqualTo(10);
    assertThat(line.send(Frames.icmp("10.0.0.2", "10.0.0.3", 8, 0).echo(8, 1))).isEqualTo("new");
    assertThat(line.table.sourcePort(line.last, false)).isEqualTo(8);
    assertThat(line.table.destinationPort(line.last, false)).isEqualTo(8 << 8);
    assertThat(line.table.destinationPort(line.last, true)).isZero();
  }

  @Test
  void aReplyWithoutARequestIsInvalid() {
    for (int type : new int[] {0, 14, 16, 18, 9, 10}) {
      assertThat(line.send(Frames.icmp("10.0.0.2", "10.0.0.3", type, 0))).isEqualTo("invalid");
      assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.ICMP_NOT_A_REQUEST);
    }
    assertThat(line.send(Frames.icmp("10.0.0.2", "10.0.0.3", 40, 0))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.ICMP_TYPE);
    for (int type : new int[] {13, 15, 17}) {
      assertThat(line.send(Frames.icmp("10.0.0.2", "10.0.0.3", type, 0))).isEqualTo("new");
    }
  }

  @Test
  void neighbourDiscoveryIsUntracked() {
    for (int type : new int[] {130, 131, 132, 133, 134, 135, 136, 143}) {
      assertThat(line.send(Frames.icmp6("fe80::1", "ff02::1", type, 0))).isEqualTo("untracked");
    }
    assertThat(line.send(Frames.icmp6("fe80::1", "fe80::2", 137, 0))).isEqualTo("invalid");
    assertThat(line.send(Frames.icmp6("fe80::1", "fe80::2", 128, 0).echo(1, 1))).isEqualTo("new");
    assertThat(line.send(Frames.icmp6("fe80::2", "fe80::1", 129, 0).echo(1, 1)))
        .isEqualTo("established");
  }

  @Test
  void anErrorAboutAConnectionIsRelated() {
    byte[] quoted = Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53).packet();
    line.send(quoted);
    int connection = line.last;
    long until = line.table.timeoutAt(connection);
    line.pass(5);
    assertThat(line.send(Frames.icmp("198.51.100.1", "10.0.0.2", 3, 1).payload(head(quoted, 28))))
        .isEqualTo("related");
    assertThat(line.last).isEqualTo(connection);
    assertThat(line.table.reply()).isTrue();
    assertThat(line.table.timeoutAt(connection)).isEqualTo(until);
    assertThat(line.table.packets(connection, true)).isZero();
    assertThat(line.table.seenReply(connection)).isFalse();
  }

  @Test
  void anErrorAboutAnAnswerGoesTheOtherWay() {
    line.send(Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53));
    byte[] answer = Frames.udp("192.0.2.1", 53, "10.0.0.2", 1000).packet();
    line.send(answer);
    assertThat(line.send(Frames.icmp("10.0.0.2", "192.0.2.1", 3, 3).payload(head(answer, 28))))
        .isEqualTo("related");
    assertThat(line.table.reply()).isFalse();
  }

  @Test
  void anErrorAboutNothingKnownIsInvalid() {
    byte[] quoted = Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53).packet();
    Frames error = Frames.icmp("198.51.100.1", "10.0.0.2", 11, 0);
    assertThat(line.send(error.payload(head(quoted, 28)))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.ICMP_ERROR_UNKNOWN);
    line.send(quoted);
    assertThat(line.send(error.payload(head(quoted, 23)))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.ICMP_ERROR_TRUNCATED);
    assertThat(line.send(error.payload(head(quoted, 3)))).isEqualTo("invalid");
    assertThat(line.send(error.payload(""))).isEqualTo("invalid");
    line.send(error.payload(head(quoted, 24)));
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.NONE);
  }

  @Test
  void anErrorSentToAStrangerIsInvalid() {
    byte[] quoted = Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53).packet();
    line.send(quoted);
    assertThat(line.send(Frames.icmp("198.51.100.1", "10.0.0.9", 3, 1).payload(quoted)))
        .isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.ICMP_ERROR_ADDRESS);
  }

  @Test
  void anErrorAboutATranslatedConnectionIsFoundByItsReplyTuple() {
    line.wrap(Frames.udp("10.0.0.2", 1000, "192.0.2.1", 53).packet());
    int connection = line.table.track(line.view, line.now);
    line.table.setReplyTuple(connection, 0, 0xC0000201L, 53, 0, 0xCB007101L, 2000);
    line.table.confirm(connection, line.now);
    byte[] quoted = Frames.udp("203.0.113.1", 2000, "192.0.2.1", 53).packet();
    assertThat(line.send(Frames.icmp("192.0.2.1", "203.0.113.1", 3, 3).payload(quoted)))
        .isEqualTo("related");
    assertThat(line.last).isEqualTo(connection);
    assertThat(line.table.reply()).isTrue();
  }

  @Test
  void errorsOfTheSixthVersionAreRelatedToo() {
    byte[] quoted = Frames.tcp("2001:db8::2", 1000, "2001:db8:1::1", 80).flags(SYN).packet();
    line.send(quoted);
    assertThat(line.send(Frames.icmp6("2001:db8:2::1", "2001:db8::2", 2, 0).payload(quoted)))
        .isEqualTo("related");
    assertThat(line.send(Frames.icmp6("2001:db8:2::1", "2001:db8::3", 2, 0).payload(quoted)))
        .isEqualTo("invalid");
  }

  @Test
  void anErrorAboutAnEchoIsRelated() {
    byte[] echo = Frames.icmp("10.0.0.2", "192.0.2.1", 8, 0).echo(7, 1).packet();
    line.send(echo);
    assertThat(line.send(Frames.icmp("198.51.100.1", "10.0.0.2", 11, 0).payload(echo)))
        .isEqualTo("related");
  }

  private static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, Math.min(length, bytes.length));
  }
}
