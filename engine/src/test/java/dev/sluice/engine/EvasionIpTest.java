package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.way;

import dev.sluice.engine.EvasionLine.Named;
import dev.sluice.testkit.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Forbidden bytes in odd IP packets: options, lengths, chains of headers, overlapping fragments.
 */
class EvasionIpTest {
  private static final int HOP_BY_HOP = 0;
  private static final int DESTINATION_OPTIONS = 60;
  private static final byte[] PADDING = {1, 4, 0, 0, 0, 0};

  /** LSRR (RFC 791) through a router that is not there. */
  private static final byte[] SOURCE_ROUTE = {(byte) 131, 7, 4, 10, 9, 9, 9};

  /** A segment that the server does not take or takes otherwise, then the true bytes. */
  private static void decoy(EvasionLine line, String text, Consumer<Frames> trick) {
    line.handshake();
    Frames frame = line.up(ACK, FIRST).payload(text.replace("forbidden", "allowable"));
    trick.accept(frame);
    line.router.sendAny(frame.frame());
    line.data(0, text).data(0, text);
    EvasionLine.cut(line, text, 4);
  }

  /** The true bytes in a packet that is odd. */
  private static void odd(EvasionLine line, String text, Consumer<Frames> trick) {
    line.handshake();
    Frames frame = line.up(ACK, FIRST).payload(text);
    trick.accept(frame);
    if (line.router.sendAny(frame.frame()) == Verdict.ACCEPTED) {
      line.take(0, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  private static List<Named> inFour() {
    byte[] broken = {7, 40, 4, 0};
    byte[] unknown = {(byte) 0x9e, 4, 1, 1};
    return List.of(
        way(
            "a decoy with IP options that end beyond the header",
            (l, t) -> decoy(l, t, f -> f.ipOptions(broken))),
        way("IP options that end beyond the header", (l, t) -> odd(l, t, f -> f.ipOptions(broken))),
        way("unknown IP options", (l, t) -> odd(l, t, f -> f.ipOptions(unknown))),
        way("a decoy that is source routed", (l, t) -> decoy(l, t, f -> f.ipOptions(SOURCE_ROUTE))),
        way("source routed", (l, t) -> odd(l, t, f -> f.ipOptions(SOURCE_ROUTE))),
        way(
            "a decoy with an IP length beyond the frame",
            (l, t) -> decoy(l, t, f -> f.totalLength(1_400))),
        way(
            "a decoy with an IP length short of its data",
            (l, t) -> decoy(l, t, f -> f.totalLength(50))),
        way("an IP length short of the headers", (l, t) -> odd(l, t, f -> f.totalLength(30))),
        way("an IP length beyond the frame", (l, t) -> odd(l, t, f -> f.totalLength(1_400))));
  }

  private static List<Named> inSix() {
    return List.of(
        way("a payload length beyond the frame", (l, t) -> odd(l, t, f -> f.totalLength(1_400))),
        way(
            "a decoy with a payload length short of its data",
            (l, t) -> decoy(l, t, f -> f.totalLength(30))),
        way(
            "a jumbo payload option (RFC 2675)",
            (l, t) ->
                odd(
                    l,
                    t,
                    f ->
                        f.extension(HOP_BY_HOP, new byte[] {(byte) 0xc2, 4, 0, 1, 0, 0})
                            .totalLength(0))),
        way(
            "behind hop-by-hop options",
            (l, t) -> odd(l, t, f -> f.extension(HOP_BY_HOP, PADDING))),
        way(
            "behind destination options full of other bytes",
            (l, t) -> odd(l, t, f -> f.extension(DESTINATION_OPTIONS, cover()))),
        way(
            "behind 100 headers",
            (l, t) ->
                odd(
                    l,
                    t,
                    f -> {
                      for (int i = 0; i < 100; i++) {
                        f.extension(DESTINATION_OPTIONS, PADDING);
                      }
                    })),
        way(
            "a decoy behind 100 headers",
            (l, t) ->
                decoy(
                    l,
                    t,
                    f -> {
                      for (int i = 0; i < 100; i++) {
                        f.extension(DESTINATION_OPTIONS, PADDING);
                      }
                    })));
  }

  /** An option of unknown kind that a host skips, with the words of another protocol in it. */
  private static byte[] cover() {
    byte[] body = new byte[62];
    Arrays.fill(body, (byte) 'x');
    body[0] = 0x1e;
    body[1] = 60;
    return body;
  }

  /** A piece of the segment as a fragment of its own. */
  private static byte[] piece(EvasionLine line, byte[] segment, int from, int to, boolean more) {
    return Frames.ip(line.client, line.server, 6)
        .id(77)
        .fragment(from, more)
        .payload(Arrays.copyOfRange(segment, from, to))
        .frame();
  }

  private static byte[] segment(EvasionLine line, String text) {
    byte[] packet = line.up(ACK, FIRST).payload(text).packet();
    return Arrays.copyOfRange(packet, line.six ? 40 : 20, packet.length);
  }

  /** Fragments of 16 bytes; each one's second half is a lie that the next one corrects. */
  private static List<byte[]> forwardOverlap(EvasionLine line, String text) {
    line.handshake();
    byte[] segment = segment(line, text);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < segment.length; at += 8) {
      int to = Math.min(segment.length, at + 16);
      byte[] lie = segment.clone();
      if (to < segment.length) {
        Arrays.fill(lie, at + 8, to, (byte) 'x');
      }
      pieces.add(piece(line, lie, at, to, to < segment.length));
      if (to == segment.length) {
        break;
      }
    }
    return pieces;
  }

  private static List<Named> inFragments() {
    return List.of(
        way(
            "fragments of 16 bytes that overlap forward (F7)",
            (l, t) -> l.pieces(forwardOverlap(l, t), t)),
        way(
            "fragments that overlap backward",
            (l, t) -> {
              List<byte[]> pieces = forwardOverlap(l, t);
              Collections.reverse(pieces);
              l.pieces(pieces, t);
            }),
        way(
            "a first fragment without the transport header (RFC 7112)",
            (l, t) -> {
              l.handshake();
              byte[] segment = segment(l, t);
              l.pieces(
                  List.of(
                      piece(l, segment, 0, 8, true),
                      piece(l, segment, 8, 16, true),
                      piece(l, segment, 16, segment.length, false)),
                  t);
            }),
        way(
            "two last fragments of different lengths",
            (l, t) -> {
              l.handshake();
              byte[] segment = segment(l, t);
              int cut = (segment.length - 8) / 8 * 8;
              l.pieces(
                  List.of(
                      piece(l, segment, cut - 8, cut, false),
                      piece(l, segment, 0, cut, true),
                      piece(l, segment, cut, segment.length, false)),
                  t);
            }),
        way(
            "the same identification again with other bytes",
            (l, t) -> {
              l.handshake();
              byte[] segment = segment(l, t);
              byte[] other = segment(l, t.replace("forbidden", "allowable"));
              l.router.send(piece(l, other, 0, 40, true));
              l.pieces(
                  List.of(
                      piece(l, segment, 0, 40, true), piece(l, segment, 40, segment.length, false)),
                  t);
            }));
  }

  /** The same where only tls-host looks. */
  @TestFactory
  Stream<DynamicTest> noServerGetsAForbiddenHello() {
    Stream<DynamicTest> four =
        Stream.of(inFour(), inFragments()).flatMap(List::stream).map(named -> named.hello(false));
    Stream<DynamicTest> six =
        Stream.of(inSix(), inFragments()).flatMap(List::stream).map(named -> named.hello(true));
    return Stream.concat(four, six);
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsWhatIsForbidden() {
    Stream<DynamicTest> four =
        Stream.of(inFour(), inFragments()).flatMap(List::stream).map(named -> named.test(false));
    Stream<DynamicTest> six =
        Stream.of(inSix(), inFragments()).flatMap(List::stream).map(named -> named.test(true));
    return Stream.concat(four, six);
  }
}
