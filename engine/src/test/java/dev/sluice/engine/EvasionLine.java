package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;

/**
 * Both ends and the firewall between them, IPv4 or IPv6. The server holds what was let through,
 * once as a host that keeps the first of two overlapping bytes and once as one that keeps the last.
 */
final class EvasionLine {
  static final int ACK = Frames.ACK;
  static final int SYN = Frames.SYN;
  static final String FORBIDDEN = "GET /forbidden HTTP/1.1\r\nHost: a\r\n\r\n";

  static final String HELLO =
      new String(Tls.clientHello("www.forbidden.test", Gen.fixed(1)), StandardCharsets.ISO_8859_1);

  /** The sequence number of the client's first byte. */
  static final long FIRST = 1001;

  private static final int MOST_BYTES = 1 << 14;

  interface Way {
    void send(EvasionLine line, String text);
  }

  /** A way of sending; the server must not have what is forbidden. */
  record Named(String name, Way way) {
    DynamicTest test(boolean six) {
      return test(six, FORBIDDEN, () -> new EvasionLine(six));
    }

    /** The same with a hello for a forbidden server, where only tls-host looks. */
    DynamicTest hello(boolean six) {
      return test(six, HELLO, () -> names(six));
    }

    DynamicTest test(boolean six, String text, Supplier<EvasionLine> fresh) {
      return DynamicTest.dynamicTest(
          (six ? "IPv6: " : "IPv4: ") + name,
          () -> {
            EvasionLine line = fresh.get();
            way.send(line, text);
            assertThat(line.has(text)).as("the server has what is forbidden").isFalse();
          });
    }
  }

  static Named way(String name, Way way) {
    return new Named(name, way);
  }

  static void cut(EvasionLine line, String text, int size) {
    for (int at = 0; at < text.length(); at += size) {
      line.data(at, text.substring(at, Math.min(text.length(), at + size)));
    }
  }

  static List<String> parts(String text, int size) {
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < text.length(); at += size) {
      parts.add(text.substring(at, Math.min(text.length(), at + size)));
    }
    return parts;
  }

  final boolean six;
  final String client;
  final String server;
  final Router router = new Router();
  final byte[] first = new byte[MOST_BYTES];
  final byte[] last = new byte[MOST_BYTES];
  final boolean[] there = new boolean[MOST_BYTES];

  EvasionLine(boolean six) {
    this(six, EngineSettings.DEFAULT.withWindow(400, 4096), "^get /forbidden");
  }

  /** Nothing is asked but the name in the hello. */
  static EvasionLine names(boolean six) {
    return new EvasionLine(six, EngineSettings.DEFAULT, "");
  }

  /**
   * @param pattern what is forbidden by layer 7, or nothing if empty; by name it is
   *     *.forbidden.test
   */
  EvasionLine(boolean six, EngineSettings settings, String pattern) {
    this.six = six;
    client = six ? "2001:db8:1::10" : "192.168.1.10";
    server = six ? "2001:db8:9::7" : "198.51.100.7";
    Family family = six ? Family.IPV6 : Family.IPV4;
    Action drop = new Action.Drop();
    router
        .settings(settings.withMaxConnections(1 << 10))
        .rule(
            family,
            FILTER,
            "forward",
            drop,
            new Matcher.ConnectionState(false, Set.of(TrackingState.INVALID)))
        .rule(family, FILTER, "forward", drop, new Matcher.TlsHost(false, "*.forbidden.test"));
    if (!pattern.isEmpty()) {
      router
          .layer7("forbidden", pattern)
          .rule(family, FILTER, "forward", drop, new Matcher.Layer7(false, List.of("forbidden")));
    }
  }

  /** With loose-tcp-tracking=no: no connection is taken up in the middle. */
  EvasionLine strict() {
    TrackingSettings usual = TrackingSettings.DEFAULT;
    router.tracking(
        new TrackingSettings(
            usual.enabled(),
            usual.tcpSynSent(),
            usual.tcpSynReceived(),
            usual.tcpEstablished(),
            usual.tcpFinWait(),
            usual.tcpCloseWait(),
            usual.tcpLastAck(),
            usual.tcpTimeWait(),
            usual.tcpClose(),
            usual.tcpMaxRetransmit(),
            usual.tcpUnacknowledged(),
            /* looseTcp= */ false,
            usual.liberalTcp(),
            usual.udp(),
            usual.udpStream(),
            usual.icmp(),
            usual.generic()));
    return this;
  }

  Frames up(int flags, long sequence) {
    return Frames.tcp(client, 40_000, server, 80).flags(flags).seq(sequence).ack(5001);
  }

  Frames down(int flags, long sequence, long acknowledged) {
    return Frames.tcp(server, 80, client, 40_000).flags(flags).seq(sequence).ack(acknowledged);
  }

  EvasionLine handshake() {
    router.send(up(SYN, FIRST - 1).ack(0).windowScale(7));
    router.send(down(SYN | ACK, 5000, FIRST).windowScale(7));
    router.send(up(ACK, FIRST));
    return this;
  }

  /** A connection that the server has, and tracking has forgotten after a reset that died. */
  EvasionLine forgotten() {
    handshake();
    router.send(up(Frames.RST, FIRST).ack(0).ttl(2));
    router.after(3_600_000);
    return this;
  }

  /** A segment of the client that the server takes if it gets it. */
  EvasionLine data(int offset, String text) {
    return data(up(ACK, FIRST + offset), offset, text);
  }

  EvasionLine data(Frames frame, int offset, String text) {
    if (router.send(frame.payload(text)) == Verdict.ACCEPTED) {
      take(offset, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return this;
  }

  /** A datagram of UDP from the client; whether the server gets it. */
  boolean datagram(int port, byte[] payload) {
    return router.send(Frames.udp(client, 40_001, server, port).payload(payload))
        == Verdict.ACCEPTED;
  }

  /** A datagram in pieces: the server has it when the firewall lets the last of them through. */
  EvasionLine pieces(List<byte[]> pieces, String text) {
    boolean accepted = false;
    for (byte[] piece : pieces) {
      accepted |= router.send(piece) == Verdict.ACCEPTED;
    }
    if (accepted) {
      take(0, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return this;
  }

  void take(int offset, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      int at = offset + i;
      first[at] = there[at] ? first[at] : bytes[i];
      last[at] = bytes[i];
      there[at] = true;
    }
  }

  boolean has(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean all = true;
    boolean firstWins = true;
    boolean lastWins = true;
    for (int i = 0; i < wanted.length; i++) {
      all &= there[i];
      firstWins &= first[i] == wanted[i];
      lastWins &= last[i] == wanted[i];
    }
    return all && (firstWins || lastWins);
  }
}
