package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ways of sending forbidden bytes past a firewall (Ptacek and Newsham; fragrouter; the tools
 * against censors): whatever is done to them, a host that gets only the accepted packets must not
 * have them all, be it one that keeps the first of two overlapping bytes or the last.
 */
class EvasionTest {
  private static final int ACK = Frames.ACK;
  private static final int SYN = Frames.SYN;
  private static final String FORBIDDEN = "GET /forbidden HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final long FIRST = 1001;

  /** Both ends and the firewall between them. */
  private static final class Line {
    final boolean six;
    final String client;
    final String server;
    final Router router = new Router();
    final byte[] first = new byte[4096];
    final byte[] last = new byte[4096];
    final boolean[] there = new boolean[4096];

    Line(boolean six) {
      this.six = six;
      client = six ? "2001:db8:1::10" : "192.168.1.10";
      server = six ? "2001:db8:9::7" : "198.51.100.7";
      Family family = six ? Family.IPV6 : Family.IPV4;
      Action drop = new Action.Drop();
      router
          .settings(EngineSettings.DEFAULT.withMaxConnections(1 << 10).withWindow(400, 4096))
          .layer7("forbidden", "^get /forbidden")
          .rule(
              family,
              FILTER,
              "forward",
              drop,
              new Matcher.ConnectionState(false, Set.of(TrackingState.INVALID)))
          .rule(family, FILTER, "forward", drop, new Matcher.Layer7(false, List.of("forbidden")))
          .rule(family, FILTER, "forward", drop, new Matcher.TlsHost(false, "*.forbidden.test"));
    }

    Frames up(int flags, long sequence) {
      return Frames.tcp(client, 40_000, server, 80).flags(flags).seq(sequence).ack(5001);
    }

    Frames down(int flags, long sequence, long acknowledged) {
      return Frames.tcp(server, 80, client, 40_000).flags(flags).seq(sequence).ack(acknowledged);
    }

    Line handshake() {
      router.send(up(SYN, FIRST - 1).ack(0).windowScale(7));
      router.send(down(SYN | ACK, 5000, FIRST).windowScale(7));
      router.send(up(ACK, FIRST));
      return this;
    }

    /** A segment of the client that the server takes if it gets it. */
    Line data(int offset, String text) {
      return data(up(ACK, FIRST + offset), offset, text);
    }

    Line data(Frames frame, int offset, String text) {
      if (router.send(frame.payload(text)) == Verdict.ACCEPTED) {
        take(offset, text.getBytes(StandardCharsets.ISO_8859_1));
      }
      return this;
    }

    /** A datagram in pieces: the server has it when the firewall lets the last of them through. */
    Line pieces(List<byte[]> pieces, String text) {
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

  private interface Way {
    void send(Line line, String text);
  }

  private record Named(String name, Way way) {}

  private static Named way(String name, Way way) {
    return new Named(name, way);
  }

  private static void cut(Line line, String text, int size) {
    for (int at = 0; at < text.length(); at += size) {
      line.data(at, text.substring(at, Math.min(text.length(), at + size)));
    }
  }

  private static List<String> parts(String text, int size) {
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < text.length(); at += size) {
      parts.add(text.substring(at, Math.min(text.length(), at + size)));
    }
    return parts;
  }

  private static void shuffled(Line line, String text, int size, List<Integer> order) {
    List<String> parts = parts(text, size);
    for (int i : order) {
      if (i < parts.size()) {
        line.data(i * size, parts.get(i));
      }
    }
  }

  private static List<Integer> backwards(int count) {
    List<Integer> order = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      order.add(i);
    }
    return order;
  }

  private static List<Named> inTcp() {
    return List.of(
        way("plain", (l, t) -> l.handshake().data(0, t)),
        way("segments of one byte (T1)", (l, t) -> cut(l.handshake(), t, 1)),
        way("segments of seven bytes", (l, t) -> cut(l.handshake(), t, 7)),
        way(
            "every segment twice (T3)",
            (l, t) -> {
              l.handshake();
              shuffled(l, t, 8, List.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
            }),
        way("backwards (T8)", (l, t) -> shuffled(l.handshake(), t, 4, backwards(10))),
        way(
            "out of order (T9)",
            (l, t) -> shuffled(l.handshake(), t, 4, List.of(1, 0, 3, 2, 5, 4, 7, 6, 9, 8))),
        way(
            "overlaps that agree (T5)",
            (l, t) -> {
              l.handshake();
              for (int at = 0; at < t.length(); at += 4) {
                l.data(at, t.substring(at, Math.min(t.length(), at + 7)));
              }
            }),
        way(
            "segments without flags in between (T7)",
            (l, t) -> {
              l.handshake();
              for (String part : parts(t, 4)) {
                int at = t.indexOf(part);
                l.data(at, part);
                l.router.send(l.up(0, FIRST + at + part.length()).payload("xxxx"));
              }
            }),
        way(
            "SYNs in between (C2)",
            (l, t) -> {
              l.handshake();
              l.data(0, t.substring(0, 8));
              l.router.send(l.up(SYN, FIRST + 8).ack(0));
              l.router.send(l.up(SYN, 900_000).ack(0));
              l.data(8, t.substring(8));
            }),
        way(
            "data with wrong sequence numbers in between (C3)",
            (l, t) -> {
              l.handshake();
              l.data(0, t.substring(0, 8));
              l.router.send(l.up(ACK, FIRST + 40_000_000).payload("wrong"));
              l.router.send(l.up(ACK, FIRST - 40_000_000).payload("wrong"));
              l.data(8, t.substring(8));
            }),
        way(
            "resets that the server does not take in between (R1)",
            (l, t) -> {
              l.handshake();
              l.data(0, t.substring(0, 8));
              l.router.send(l.up(Frames.RST, FIRST + 300_000_000));
              l.router.send(l.up(Frames.RST, FIRST - 7));
              l.data(8, t.substring(8));
            }),
        way("data without ACK (I3)", (l, t) -> l.handshake().data(l.up(Frames.PSH, FIRST), 0, t)),
        way(
            "data in the SYN (TFO)",
            (l, t) -> {
              l.data(l.up(SYN, FIRST - 1).ack(0), 0, t);
              l.router.send(l.down(SYN | ACK, 5000, FIRST + t.length()));
            }),
        way(
            "split handshake",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.router.send(l.down(SYN, 5000, 0));
              l.router.send(l.up(SYN | ACK, FIRST - 1));
              l.router.send(l.down(ACK, 5001, FIRST));
              l.data(0, t);
            }),
        way(
            "simultaneous open",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.router.send(l.down(SYN, 5000, 0));
              l.router.send(l.up(SYN | ACK, FIRST - 1));
              l.router.send(l.down(SYN | ACK, 5000, FIRST));
              l.data(0, t);
            }),
        way(
            "after the server has closed its half",
            (l, t) -> {
              l.handshake();
              l.router.send(l.down(ACK | Frames.FIN, 5001, FIRST));
              l.data(l.up(ACK, FIRST).ack(5002), 0, t);
            }),
        way(
            "window probes of one byte first",
            (l, t) -> {
              l.handshake();
              l.router.send(l.down(ACK, 5001, FIRST).window(0));
              l.data(0, t.substring(0, 1));
              l.router.send(l.down(ACK, 5001, FIRST).window(512));
              l.data(0, t);
            }),
        way(
            "the same ports again after a close",
            (l, t) -> {
              l.handshake();
              l.router.send(l.up(ACK | Frames.FIN, FIRST));
              l.router.send(l.down(ACK | Frames.FIN, 5001, FIRST + 1));
              l.router.send(l.up(ACK, FIRST + 1).ack(5002));
              l.router.send(l.up(SYN, 7_000_000).ack(0).windowScale(7));
              l.router.send(l.down(SYN | ACK, 9000, 7_000_001).windowScale(7));
              l.data(l.up(ACK, 7_000_001).ack(9001), 0, t);
            }),
        way("in the middle, without a handshake", (l, t) -> l.data(0, t)),
        way(
            "answers take another way",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.router.send(l.up(ACK, FIRST));
              l.data(0, t);
            }),
        way(
            "a small window, widened later",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.router.send(l.down(SYN | ACK, 5000, FIRST).window(2));
              l.router.send(l.up(ACK, FIRST));
              l.data(0, t.substring(0, 2));
              l.router.send(l.down(ACK, 5001, FIRST + 2).window(4000));
              l.data(2, t.substring(2));
            }));
  }

  /** Bytes that the server does not take, at the places of those it will. */
  private static void decoy(Line line, String text, Consumer<Frames> trick) {
    line.handshake();
    String other = text.replace("forbidden", "allowable");
    Frames frame = line.up(ACK, FIRST).payload(other);
    trick.accept(frame);
    line.router.send(frame);
    line.data(0, text);
    line.data(0, text);
    cut(line, text, 4);
  }

  private static List<Named> withDecoys() {
    return List.of(
        way("a decoy that dies on the way", (l, t) -> decoy(l, t, f -> f.ttl(2))),
        way("a decoy with a bad checksum", (l, t) -> decoy(l, t, Frames::badChecksum)),
        way("a decoy with an old timestamp", (l, t) -> decoy(l, t, f -> f.timestamps(1, 1))),
        way(
            "a decoy with a signature (RFC 2385)",
            (l, t) -> {
              byte[] option = new byte[18];
              option[0] = 19;
              option[1] = 18;
              decoy(l, t, f -> f.tcpOptions(option));
            }),
        way(
            "overwritten by what comes later (T4)",
            (l, t) -> {
              l.handshake();
              l.data(4, "x".repeat(8)).data(4, t.substring(4)).data(0, t.substring(0, 4));
              cut(l, t, 4);
            }),
        way(
            "overwritten while it waits (T4)",
            (l, t) -> {
              l.handshake();
              l.data(5, t.substring(5, 14)).data(5, "allowable").data(14, t.substring(14));
              l.data(0, t.substring(0, 5)).data(0, t.substring(0, 5));
              cut(l, t, 4);
            }),
        way(
            "a decoy, then all but the bytes it hides",
            (l, t) -> {
              l.handshake();
              Frames decoy = l.up(ACK, FIRST + 5).ttl(2).payload("allowable");
              l.data(0, t.substring(0, 5));
              l.router.send(decoy);
              l.data(14, t.substring(14)).data(5, t.substring(5, 14));
            }));
  }

  private static List<byte[]> fragments(Line line, String text, int size) {
    line.handshake();
    int headers = line.six ? 48 : 20;
    return new ArrayList<>(line.up(ACK, FIRST).id(77).payload(text).fragments(headers + size));
  }

  private static List<Named> inFragments() {
    return List.of(
        way("fragments of eight bytes (F1)", (l, t) -> l.pieces(fragments(l, t, 8), t)),
        way("fragments of 24 bytes (F2)", (l, t) -> l.pieces(fragments(l, t, 24), t)),
        way(
            "one fragment out of order (F3)",
            (l, t) -> {
              List<byte[]> pieces = fragments(l, t, 24);
              Collections.swap(pieces, 0, 1);
              l.pieces(pieces, t);
            }),
        way(
            "the last but one twice (F4)",
            (l, t) -> {
              List<byte[]> pieces = fragments(l, t, 8);
              pieces.add(pieces.size() - 1, pieces.get(pieces.size() - 2));
              l.pieces(pieces, t);
            }),
        way(
            "out of order and one twice (F5)",
            (l, t) -> {
              List<byte[]> pieces = fragments(l, t, 8);
              Collections.reverse(pieces);
              pieces.add(2, pieces.get(3));
              l.pieces(pieces, t);
            }),
        way(
            "the last one first (F6)",
            (l, t) -> {
              List<byte[]> pieces = fragments(l, t, 24);
              pieces.addFirst(pieces.removeLast());
              l.pieces(pieces, t);
            }),
        way(
            "forward overlap that differs (F7)",
            (l, t) -> {
              List<byte[]> pieces = fragments(l, t, 24);
              byte[] other = pieces.get(1).clone();
              other[other.length - 1] ^= 0x20;
              pieces.add(1, other);
              l.pieces(pieces, t);
            }));
  }

  private static List<Named> inSix() {
    return List.of(
        way(
            "an atomic fragment",
            (l, t) -> l.handshake().data(l.up(ACK, FIRST).extension(44, new byte[6]), 0, t)),
        way(
            "behind destination options",
            (l, t) ->
                l.handshake()
                    .data(l.up(ACK, FIRST).extension(60, new byte[] {1, 4, 0, 0, 0, 0}), 0, t)),
        way(
            "behind a chain of headers",
            (l, t) -> {
              l.handshake();
              Frames frame = l.up(ACK, FIRST);
              for (int i = 0; i < 7; i++) {
                frame.extension(60, new byte[] {1, 4, 0, 0, 0, 0});
              }
              l.data(frame, 0, t);
            }));
  }

  private static DynamicTest passes(Named named, boolean six) {
    return DynamicTest.dynamicTest(
        (six ? "IPv6: " : "IPv4: ") + named.name(),
        () -> {
          Line line = new Line(six);
          named.way().send(line, FORBIDDEN);
          assertThat(line.has(FORBIDDEN)).as("the server has what is forbidden").isFalse();
        });
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsWhatIsForbidden() {
    Stream<Named> both = Stream.of(inTcp(), withDecoys(), inFragments()).flatMap(List::stream);
    Stream<DynamicTest> four = both.map(named -> passes(named, false));
    Stream<Named> all =
        Stream.of(inTcp(), withDecoys(), inFragments(), inSix()).flatMap(List::stream);
    return Stream.concat(four, all.map(named -> passes(named, true)));
  }

  @Test
  void anInnocentRequestPassesWhicheverWayItIsCut() {
    String innocent = FORBIDDEN.replace("forbidden", "allowable");
    for (int size : new int[] {1, 7, 536}) {
      Line line = new Line(false);
      cut(line.handshake(), innocent, size);
      assertThat(line.has(innocent)).as("segments of " + size).isTrue();
    }
    Line line = new Line(false);
    line.pieces(fragments(line, innocent, 8), innocent);
    assertThat(line.has(innocent)).isTrue();
  }

  @Test
  void aClientHelloIsReadWhereverItIsCut() {
    String hello = text(Tls.clientHello("www.forbidden.test", Gen.fixed(1)));
    for (int at = 1; at < hello.length(); at += Gen.count(0) > 0 ? 1 : 9) {
      Line line = new Line(false).handshake();
      line.data(0, hello.substring(0, at)).data(at, hello.substring(at));
      assertThat(line.has(hello)).as("cut at " + at).isFalse();
      Line turned = new Line(false).handshake();
      turned.data(at, hello.substring(at)).data(0, hello.substring(0, at));
      assertThat(turned.has(hello)).as("cut at and turned round " + at).isFalse();
    }
  }

  @Test
  void aClientHelloIsReadFromAnyNumberOfRecordsAndSegments() {
    for (int record : new int[] {1, 2, 3, 16, 64, 100, 255}) {
      String hello = text(Tls.clientHelloInRecords("www.forbidden.test", Gen.fixed(1), record));
      for (int segment : new int[] {1, 5, 100, 536, 1460}) {
        Line line = new Line(false).handshake();
        cut(line, hello, Math.max(segment, hello.length() / 300));
        assertThat(line.has(hello)).as("records %d, segments %d", record, segment).isFalse();
      }
    }
  }

  @Test
  void aServerNameIsReadInAnyCase() {
    String hello = text(Tls.clientHello("WWW.Forbidden.TEST", Gen.fixed(1)));
    Line line = new Line(false).handshake().data(0, hello);
    assertThat(line.has(hello)).isFalse();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
