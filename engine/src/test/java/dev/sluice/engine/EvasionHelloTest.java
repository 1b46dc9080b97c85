package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.SYN;
import static dev.sluice.engine.EvasionLine.cut;
import static dev.sluice.engine.EvasionLine.parts;
import static dev.sluice.engine.EvasionLine.way;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EvasionLine.Named;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Ways of hiding a ClientHello where only {@code tls-host} looks at a connection: behind decoys
 * that are no hello, in pieces whose first comes last, where tracking has lost the beginning.
 */
class EvasionHelloTest {
  private static final String HOST = "www.forbidden.test";
  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;
  private static final String HELLO = EvasionLine.HELLO;

  private static String hello(String host, byte[]... more) {
    return text(Tls.record(HANDSHAKE, Tls.message(host, Gen.fixed(1), more)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String words(int length) {
    return "GET / HTTP/1.1\r\nHost: a\r\n".repeat(length / 20 + 1).substring(0, length);
  }

  /** The true bytes, the last piece first. */
  private static void backwards(EvasionLine line, String text, int size) {
    List<String> parts = parts(text, size);
    for (int i = parts.size() - 1; i >= 0; i--) {
      line.data(i * size, parts.get(i));
    }
  }

  /** Bytes that the server does not take. */
  private static void decoy(EvasionLine line, int offset, String text, Consumer<Frames> trick) {
    for (int at = 0; at < text.length(); at += 1_400) {
      String part = text.substring(at, Math.min(text.length(), at + 1_400));
      Frames frame = line.up(ACK, FIRST + offset + at).payload(part);
      trick.accept(frame);
      line.router.send(frame);
    }
  }

  private static void decoy(EvasionLine line, int offset, String text) {
    decoy(line, offset, text, frame -> frame.ttl(2));
  }

  private static List<Named> behindWords() {
    List<Named> all = new ArrayList<>();
    for (int length : new int[] {1, 10, 200, HELLO.length(), 2_048, 3_000, 9_000}) {
      for (int size : new int[] {1, 7, 100, 200}) {
        all.add(
            way(
                "a decoy of " + length + " bytes that is no hello, then pieces of " + size,
                (l, t) -> {
                  decoy(l.handshake(), 0, words(length));
                  backwards(l, t, size);
                }));
      }
    }
    for (String name : List.of("bad checksum", "old timestamp")) {
      Consumer<Frames> trick =
          name.startsWith("bad") ? Frames::badChecksum : frame -> frame.timestamps(1, 1);
      all.add(
          way(
              "a decoy that is no hello, with a " + name,
              (l, t) -> {
                decoy(l.handshake(), 0, words(t.length()), trick);
                backwards(l, t, 100);
              }));
    }
    all.add(
        way(
            "a decoy that is no hello in pieces out of order",
            (l, t) -> {
              l.handshake();
              for (int at : new int[] {200, 0, 400, 100, 300}) {
                decoy(l, at, words(100));
              }
              backwards(l, t, 100);
            }));
    all.add(
        way(
            "a decoy that is no hello and one that is, behind it",
            (l, t) -> {
              decoy(l.handshake(), 0, words(t.length()));
              decoy(l, t.length(), hello("www.allowed.test"));
              backwards(l, t, 100);
            }));
    all.add(
        way(
            "a decoy far ahead between the pieces",
            (l, t) -> {
              l.handshake().data(100, t.substring(100));
              decoy(l, 65_500, words(100));
              l.data(0, t.substring(0, 100));
            }));
    return all;
  }

  private static List<Named> behindHellos() {
    byte[] malformed = Tls.message("www.allowed.test", Gen.fixed(1));
    malformed[38] = (byte) 255;
    byte[] broken = Tls.record(HANDSHAKE, malformed);
    return List.of(
        way(
            "a decoy hello without a name",
            (l, t) -> {
              decoy(l.handshake(), 0, hello("", Tls.extension(21, new byte[100])));
              backwards(l, t, 100);
            }),
        way(
            "a decoy hello that is malformed",
            (l, t) -> {
              decoy(l.handshake(), 0, text(broken));
              backwards(l, t, 100);
            }),
        way(
            "a decoy hello in pieces, the first of them missing",
            (l, t) -> {
              decoy(l.handshake(), 50, hello("www.allowed.test").substring(50));
              backwards(l, t, 25);
            }),
        way(
            "a decoy hello of another beginning, in the middle of the true one",
            (l, t) -> {
              decoy(l.handshake(), 60, hello("www.allowed.test"));
              backwards(l, t, 100);
            }));
  }

  private static void synDecoy(EvasionLine line, long sequence, String text) {
    line.router.send(line.up(SYN, sequence - 1).ack(0).ttl(2).payload(text).windowScale(7));
  }

  private static List<Named> atTheBeginning() {
    return List.of(
        way(
            "a decoy SYN with a higher number first",
            (l, t) -> {
              synDecoy(l, FIRST + 500, "");
              backwards(l.handshake(), t, 100);
            }),
        way(
            "a decoy SYN with a lower number first",
            (l, t) -> {
              synDecoy(l, FIRST - 500, "");
              l.handshake().data(0, t);
            }),
        way(
            "a decoy SYN with another hello in it first",
            (l, t) -> {
              synDecoy(l, FIRST - 500, hello("www.allowed.test"));
              backwards(l.handshake(), t, 100);
            }),
        way(
            "a decoy SYN with another hello in it, right up to where the true one begins",
            (l, t) -> {
              String other = hello("www.allowed.test");
              synDecoy(l, FIRST - other.length(), other);
              backwards(l.handshake(), t, 100);
            }),
        way(
            "half of it in the SYN, and a decoy SYN behind that",
            (l, t) -> {
              l.data(l.up(SYN, FIRST - 1).ack(0), 0, t.substring(0, 100));
              synDecoy(l, FIRST + 3_000, "");
              l.router.send(l.down(SYN | ACK, 5000, FIRST + 100));
              cut(l, t, 100);
            }),
        way(
            "a decoy SYN behind the true one",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0).windowScale(7));
              synDecoy(l, FIRST + 500, "");
              l.router.send(l.down(SYN | ACK, 5000, FIRST).windowScale(7));
              l.router.send(l.up(ACK, FIRST));
              backwards(l, t, 100);
            }),
        way(
            "in the SYN (TFO)",
            (l, t) -> {
              l.data(l.up(SYN, FIRST - 1).ack(0), 0, t);
              l.router.send(l.down(SYN | ACK, 5000, FIRST + t.length()));
            }),
        way(
            "half of it in the SYN (TFO)",
            (l, t) -> {
              l.data(l.up(SYN, FIRST - 1).ack(0), 0, t.substring(0, 100));
              l.router.send(l.down(SYN | ACK, 5000, FIRST + 100));
              backwards(l, t, 100);
            }),
        way(
            "a decoy in the SYN (TFO)",
            (l, t) -> {
              synDecoy(l, FIRST, words(300));
              l.router.send(l.down(SYN | ACK, 5000, FIRST).windowScale(7));
              backwards(l, t, 100);
            }));
  }

  private static List<Named> inTheMiddle() {
    return List.of(
        way("forgotten by tracking", (l, t) -> l.forgotten().data(0, t)),
        way(
            "forgotten by tracking, in pieces",
            (l, t) -> {
              l.forgotten();
              cut(l, t, 50);
            }),
        way(
            "forgotten by tracking, pieces out of order",
            (l, t) -> backwards(l.forgotten(), t, 100)),
        way(
            "forgotten by tracking, behind a decoy hello far ahead",
            (l, t) -> {
              decoy(l.forgotten(), 2_000, hello("www.allowed.test"));
              backwards(l, t, 100);
            }),
        way(
            "forgotten by tracking, behind a decoy",
            (l, t) -> {
              decoy(l.forgotten(), 0, words(20));
              backwards(l, t, 100);
            }));
  }

  private static List<Named> inRecords() {
    byte[] message = Tls.message(HOST, Gen.fixed(1));
    byte[] alert = Tls.record(ALERT, new byte[] {1, 90});
    Bytes warned = new Bytes();
    for (int at = 0; at < message.length; at += 60) {
      byte[] part = Arrays.copyOfRange(message, at, Math.min(message.length, at + 60));
      warned.add(Tls.record(HANDSHAKE, part)).add(alert);
    }
    byte[] odd = HELLO.getBytes(StandardCharsets.ISO_8859_1);
    odd[1] = 0;
    return List.of(
        inPieces("warnings between records", text(warned.array())),
        inPieces("a version of the record that is ignored", text(odd)),
        inPieces("many empty records", text(empty(500)) + HELLO));
  }

  private static byte[] empty(int count) {
    Bytes out = new Bytes();
    for (int i = 0; i < count; i++) {
      out.add(Tls.record(HANDSHAKE, new byte[0]));
    }
    return out.array();
  }

  /** Whatever the server is meant to get, in segments of several sizes. */
  private static Named inPieces(String name, String bytes) {
    return way(
        name,
        (l, t) -> {
          for (int size : new int[] {7, 1_400}) {
            EvasionLine line = EvasionLine.names(l.six).handshake();
            cut(line, bytes, size);
            assertThat(line.has(bytes)).as("segments of " + size).isFalse();
          }
        });
  }

  private static List<Named> behindTrueWords() {
    String words = "CONNECT www.example.test:443 HTTP/1.1\r\n\r\n";
    List<Named> all = new ArrayList<>();
    for (int cut : new int[] {words.length() + HELLO.length(), words.length() + 3}) {
      all.add(
          way(
              "behind a proxy's words, in the segment of their end, cut at " + cut,
              (l, t) -> {
                String both = words + t;
                l.handshake().data(0, both.substring(0, cut));
                l.data(cut, both.substring(cut));
                // The server has the words in any case.
                assertThat(l.has(both)).isFalse();
              }));
    }
    all.add(
        way(
            "behind bytes that the server has, and that look like another hello",
            (l, t) -> {
              l.handshake().data(0, words);
              l.router.send(l.down(ACK, 5001, FIRST + words.length()));
              byte[] front = {22, 3, 1, 0x40, 0, 1};
              Frames frame = l.up(ACK, FIRST + words.length() - front.length);
              if (l.router.send(frame.payload(text(front) + t)) == Verdict.ACCEPTED) {
                l.take(0, t.getBytes(StandardCharsets.ISO_8859_1));
              }
            }));
    return all;
  }

  private static List<Named> inManyPieces() {
    return List.of(
        way(
            "every second byte first, more of them than can be kept",
            (l, t) -> {
              String large = hello(HOST, Tls.extension(21, new byte[6_000]));
              l.handshake();
              for (int odd = 1; odd >= 0; odd--) {
                for (int i = odd; i < large.length(); i += 2) {
                  l.data(i, large.substring(i, i + 1));
                }
              }
              assertThat(l.has(large)).isFalse();
            }));
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsAForbiddenHello() {
    List<Named> all =
        Stream.of(
                behindWords(),
                behindHellos(),
                atTheBeginning(),
                inTheMiddle(),
                inRecords(),
                behindTrueWords(),
                inManyPieces())
            .flatMap(List::stream)
            .toList();
    return Stream.of(false, true).flatMap(six -> all.stream().map(one -> one.hello(six)));
  }
}
