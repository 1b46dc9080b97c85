package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.FORBIDDEN;
import static dev.sluice.engine.EvasionLine.SYN;
import static dev.sluice.engine.EvasionLine.cut;
import static dev.sluice.engine.EvasionLine.parts;
import static dev.sluice.engine.EvasionLine.way;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EvasionLine.Named;
import dev.sluice.testkit.Frames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways of sending forbidden bytes past a firewall (Ptacek and Newsham; fragrouter; the tools
 * against censors): whatever is done to them, a host that gets only the accepted packets must not
 * have them all, be it one that keeps the first of two overlapping bytes or the last.
 */
class EvasionTest {
  private static void shuffled(EvasionLine line, String text, int size, List<Integer> order) {
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
              shuffled(l, t, (t.length() + 4) / 5, List.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
            }),
        way(
            "backwards (T8)",
            (l, t) -> shuffled(l.handshake(), t, (t.length() + 9) / 10, backwards(10))),
        way(
            "out of order (T9)",
            (l, t) ->
                shuffled(
                    l.handshake(),
                    t,
                    (t.length() + 9) / 10,
                    List.of(1, 0, 3, 2, 5, 4, 7, 6, 9, 8))),
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
  private static void decoy(EvasionLine line, String text, Consumer<Frames> trick) {
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
            "a decoy SYN with a higher number first",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST + 499).ack(0).ttl(2).windowScale(7));
              l.handshake().data(0, t);
            }),
        way(
            "a decoy SYN with a lower number first",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 501).ack(0).ttl(2).windowScale(7));
              l.handshake().data(0, t);
            }),
        way(
            "a decoy SYN with other words in it first",
            (l, t) -> {
              Frames decoy = l.up(SYN, FIRST - 501).ack(0).ttl(2).windowScale(7);
              l.router.send(decoy.payload("HEAD / HTTP/1.1"));
              l.handshake().data(0, t);
            }),
        way(
            "a decoy SYN with other words in it, right up to where the true ones begin",
            (l, t) -> {
              Frames decoy = l.up(SYN, FIRST - 16).ack(0).ttl(2).windowScale(7);
              l.router.send(decoy.payload("HEAD / HTTP/1.1"));
              l.handshake().data(0, t);
            }),
        way(
            "a decoy SYN behind the true one",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0).windowScale(7));
              l.router.send(l.up(SYN, FIRST + 499).ack(0).ttl(2).windowScale(7));
              l.router.send(l.down(SYN | ACK, 5000, FIRST).windowScale(7));
              l.router.send(l.up(ACK, FIRST));
              l.data(0, t);
            }),
        way(
            "a decoy in the SYN (TFO)",
            (l, t) -> {
              Frames decoy = l.up(SYN, FIRST - 1).ack(0).ttl(2).windowScale(7);
              l.router.send(decoy.payload(t.replace("forbidden", "allowable")));
              l.router.send(l.down(SYN | ACK, 5000, FIRST).windowScale(7));
              l.router.send(l.up(ACK, FIRST));
              cut(l, t, 10);
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

  private static List<byte[]> fragments(EvasionLine line, String text, int size) {
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

  /** The same where only tls-host looks. */
  @TestFactory
  Stream<DynamicTest> noServerGetsAForbiddenHello() {
    List<Named> both =
        Stream.of(inTcp(), withDecoys(), inFragments()).flatMap(List::stream).toList();
    return Stream.concat(
        both.stream().map(named -> named.hello(false)),
        Stream.concat(both.stream(), inSix().stream()).map(named -> named.hello(true)));
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsWhatIsForbidden() {
    Stream<Named> both = Stream.of(inTcp(), withDecoys(), inFragments()).flatMap(List::stream);
    Stream<DynamicTest> four = both.map(named -> named.test(false));
    Stream<Named> all =
        Stream.of(inTcp(), withDecoys(), inFragments(), inSix()).flatMap(List::stream);
    return Stream.concat(four, all.map(named -> named.test(true)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInnocentRequestPassesWhicheverWayItIsCut(boolean six) {
    String innocent = FORBIDDEN.replace("forbidden", "allowable");
    for (int size : new int[] {1, 7, 536}) {
      EvasionLine line = new EvasionLine(six);
      cut(line.handshake(), innocent, size);
      assertThat(line.has(innocent)).as("segments of " + size).isTrue();
    }
    EvasionLine line = new EvasionLine(six);
    // RFC 7112: the first fragment of IPv6 has all headers in it.
    line.pieces(fragments(line, innocent, six ? 24 : 8), innocent);
    assertThat(line.has(innocent)).isTrue();
  }
}
