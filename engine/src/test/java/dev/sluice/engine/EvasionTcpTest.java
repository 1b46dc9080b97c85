package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.FORBIDDEN;
import static dev.sluice.engine.EvasionLine.SYN;
import static dev.sluice.engine.EvasionLine.way;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EvasionLine.Named;
import dev.sluice.testkit.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forbidden bytes in odd states of TCP, and around the limits of what is inspected. */
class EvasionTcpTest {
  private static final int URGENT = Frames.URG | ACK;

  /** A byte that a server takes out of the stream when it is marked urgent (RFC 6093). */
  private static void urgent(EvasionLine line, String text, int at, String extra) {
    line.handshake();
    line.data(0, text.substring(0, at));
    for (int i = 0; i < extra.length(); i++) {
      long sequence = FIRST + at + i;
      Frames one = line.up(URGENT, sequence).urgent(1).payload(extra.substring(i, i + 1));
      line.router.send(one);
    }
    String rest = text.substring(at);
    line.data(line.up(ACK, FIRST + at + extra.length()), at, rest);
  }

  private static List<Named> odd() {
    return List.of(
        way(
            "FIN and RST with bad checksums between segments of one byte (T1)",
            (l, t) -> {
              l.handshake();
              for (int i = 0; i < t.length(); i++) {
                l.router.send(l.up(Frames.FIN | ACK, FIRST + i).badChecksum());
                l.router.send(l.up(Frames.RST, FIRST + i).badChecksum());
                l.data(i, t.substring(i, i + 1));
              }
            }),
        way(
            "two bytes, the second a lie that the next corrects (T5)",
            (l, t) -> {
              l.handshake();
              for (int i = 0; i < t.length(); i++) {
                l.data(i, t.charAt(i) + "x");
              }
            }),
        way(
            "every second byte first",
            (l, t) -> {
              l.handshake();
              for (int odd = 1; odd >= 0; odd--) {
                for (int i = odd; i < t.length(); i += 2) {
                  l.data(i, t.substring(i, i + 1));
                }
              }
            }),
        way(
            "five-way split handshake",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.router.send(l.down(ACK, 4_000, FIRST));
              l.router.send(l.down(SYN, 5000, 0));
              l.router.send(l.up(SYN | ACK, FIRST - 1));
              l.router.send(l.down(ACK, 5001, FIRST));
              l.data(0, t);
            }),
        way(
            "data in the answer to a SYN, direction reversed",
            (l, t) -> {
              l.router.send(l.up(SYN, FIRST - 1).ack(0));
              l.data(l.down(SYN | ACK, 5000, FIRST), 0, t);
              l.router.send(l.up(ACK, FIRST).ack(5001 + t.length()));
            }),
        way(
            "the server says it, direction reversed",
            (l, t) -> l.handshake().data(l.down(ACK, 5001, FIRST), 0, t)),
        way("data in a RST", (l, t) -> l.handshake().data(l.up(Frames.RST | ACK, FIRST), 0, t)),
        way("data in a FIN", (l, t) -> l.handshake().data(l.up(Frames.FIN | ACK, FIRST), 0, t)),
        way("an urgent byte in the middle (OOB)", (l, t) -> urgent(l, t, 7, "x")),
        way("two urgent bytes in the middle (XY)", (l, t) -> urgent(l, t, 7, "xy")),
        way("an urgent byte as the first", (l, t) -> urgent(l, t, 0, "x")),
        way(
            "an urgent pointer announced beforehand",
            (l, t) -> {
              l.handshake();
              l.router.send(l.up(URGENT, FIRST).urgent(8));
              l.data(0, t.substring(0, 7));
              String rest = "x" + t.substring(7);
              if (l.router.send(l.up(ACK, FIRST + 7).payload(rest)) == Verdict.ACCEPTED) {
                l.take(7, t.substring(7).getBytes(StandardCharsets.ISO_8859_1));
              }
            }),
        way(
            "a decoy with a sequence number far back",
            (l, t) -> {
              l.handshake();
              String other = t.replace("forbidden", "allowable");
              l.router.send(l.up(ACK, FIRST - 60_000).payload(other));
              l.router.send(l.up(ACK, FIRST - 10_000_000).payload(other));
              l.data(0, t);
            }),
        way(
            "the pattern split over packets",
            (l, t) -> {
              int at = t.indexOf("bidden");
              l.handshake().data(0, t.substring(0, at)).data(at, t.substring(at));
            }));
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsWhatIsForbidden() {
    return Stream.of(false, true).flatMap(six -> odd().stream().map(named -> named.test(six)));
  }

  /** The same where only tls-host looks. */
  @TestFactory
  Stream<DynamicTest> noServerGetsAForbiddenHello() {
    return Stream.of(false, true).flatMap(six -> odd().stream().map(named -> named.hello(six)));
  }

  private static boolean passes(EvasionLine line, String text, int size) {
    EvasionLine.cut(line.handshake(), text, size);
    return line.has(text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterTheWindowOfBytesItIsFoundOnlyByAWiderOne(boolean six) {
    String text = "x".repeat(2_100) + FORBIDDEN;
    EngineSettings wide = EngineSettings.DEFAULT.withWindow(400, 4096);
    assertThat(passes(new EvasionLine(six, wide, "get /forbidden"), text, 600)).isFalse();
    EngineSettings stated = EngineSettings.DEFAULT;
    assertThat(passes(new EvasionLine(six, stated, "get /forbidden"), text, 600))
        .as("RouterOS: 2,048 bytes are looked at")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterTenPacketsItIsFoundOnlyByAWiderWindow(boolean six) {
    String text = "x".repeat(50) + FORBIDDEN;
    EngineSettings wide = EngineSettings.DEFAULT.withWindow(400, 4096);
    assertThat(passes(new EvasionLine(six, wide, "get /forbidden"), text, 5)).isFalse();
    assertThat(passes(new EvasionLine(six, EngineSettings.DEFAULT, "get /forbidden"), text, 5))
        .as("RouterOS: ten packets are looked at")
        .isTrue();
  }

  @Test
  void whatTrackingHasForgottenIsInspectedInOrderOnlyUnlessTrackingIsStrict() {
    for (boolean six : new boolean[] {false, true}) {
      for (boolean strict : new boolean[] {false, true}) {
        EvasionLine line = new EvasionLine(six);
        (strict ? line.strict() : line).forgotten();
        List<String> parts = EvasionLine.parts(FORBIDDEN, 4);
        for (int i = parts.size() - 1; i >= 0; i--) {
          line.data(4 * i, parts.get(i));
        }
        assertThat(line.has(FORBIDDEN)).as("loose-tcp-tracking=" + !strict).isEqualTo(!strict);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void insertedNulsHideNothingFromTheOriginalsDialect(boolean six) {
    String text = FORBIDDEN.replace("forbidden", "for\0bid\0\0den");
    EngineSettings original = EngineSettings.DEFAULT.withLayer7(true, false, true);
    assertThat(passes(new EvasionLine(six, original, "get /forbidden"), text, 2_000)).isFalse();
    assertThat(passes(new EvasionLine(six), text, 2_000))
        .as("a byte like any other: the server is not asked for what is forbidden")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void caseHidesNothing(boolean six) {
    assertThat(passes(new EvasionLine(six), FORBIDDEN.replace("forbid", "fORbiD"), 2_000))
        .isFalse();
  }
}
