package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.QuicFlight;
import dev.sluice.testkit.QuicFlight.Version;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways of hiding the name in QUIC Initial packets: never do all of them reach the server. */
class EvasionQuicTest {
  private static final String HOST = "www.forbidden.test";
  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] OTHER_ID = {8, 7, 6, 5, 4, 3, 2, 1};
  private static final byte[] SOURCE = {11, 12, 13, 14};
  private static final byte[] HELLO = Tls.quicHello(HOST, Gen.fixed(5), SOURCE);
  private static final byte[] DECOY = Tls.quicHello("www.allowable.test", Gen.fixed(5), SOURCE);

  private static final byte[] GOOGLE_HELLO = googleHello();

  private record Way(String name, List<byte[]> datagrams) {}

  private static QuicFlight flight(Version version) {
    return new QuicFlight(version, ID, SOURCE);
  }

  private static byte[] crypto(int from, int to) {
    return QuicFlight.crypto(from, Arrays.copyOfRange(HELLO, from, to));
  }

  private static byte[] joined(byte[]... parts) {
    Bytes out = new Bytes();
    for (byte[] part : parts) {
      out.add(part);
    }
    return out.array();
  }

  private static List<Way> ways() {
    QuicFlight one = flight(Version.V1);
    int end = HELLO.length;
    byte[] whole = crypto(0, end);
    byte[] pings = new Bytes().u8(1).repeat(0, 30).u8(1).array();
    byte[] early = one.early(Gen.fixed(2).bytes(60));
    byte[] noise = Gen.fixed(4).bytes(40);
    byte[] unknown = flight(Version.UNKNOWN).datagram(0, whole);
    return List.of(
        new Way("version 1", List.of(one.datagram(0, whole))),
        new Way("version 2 (RFC 9369)", List.of(flight(Version.V2).datagram(0, whole))),
        new Way("draft 29", List.of(flight(Version.DRAFT_29).datagram(0, whole))),
        new Way("Facebook's version 1", List.of(flight(Version.FACEBOOK).datagram(0, whole))),
        new Way("a version that is not known", List.of(unknown)),
        new Way("a draft that is not known", List.of(flight(Version.OLD_DRAFT).datagram(0, whole))),
        new Way("a version that is not known, behind noise", List.of(noise, unknown)),
        new Way(
            "a version that is not known, behind another name in a known one",
            List.of(decoy(OTHER_ID), unknown)),
        new Way(
            "a version that is not known, behind one that is reserved to be unknown",
            List.of(flight(Version.RESERVED).datagram(0, whole), unknown)),
        new Way("behind more decoys than are looked at", many(one.datagram(0, whole))),
        new Way("Google's Q043", List.of(google(GOOGLE_HELLO, 0, GOOGLE_HELLO.length))),
        new Way(
            "Google's Q043, cut before the name",
            List.of(google(GOOGLE_HELLO, 0, 60), google(GOOGLE_HELLO, 60, GOOGLE_HELLO.length))),
        new Way(
            "Google's Q043, cut in the first word",
            List.of(google(GOOGLE_HELLO, 0, 2), google(GOOGLE_HELLO, 2, GOOGLE_HELLO.length))),
        new Way(
            "Google's Q043, behind another name in version 1",
            List.of(decoy(OTHER_ID), google(GOOGLE_HELLO, 0, GOOGLE_HELLO.length))),
        new Way(
            "CRYPTO frames in another order",
            List.of(one.datagram(0, joined(crypto(200, end), crypto(90, 200), crypto(0, 90))))),
        new Way(
            "CRYPTO frames that overlap",
            List.of(one.datagram(0, joined(crypto(0, 150), crypto(100, end), crypto(40, 200))))),
        new Way(
            "PING and PADDING between CRYPTO frames of 7 bytes", List.of(one.datagram(0, small()))),
        new Way(
            "spread over Initials of one datagram",
            List.of(
                joined(one.packet(0, crypto(100, end), 200), one.packet(1, crypto(0, 100), 900)))),
        new Way(
            "spread over datagrams",
            List.of(
                one.datagram(0, crypto(0, 100)),
                one.datagram(1, crypto(100, 180)),
                one.datagram(2, joined(pings, crypto(180, end))))),
        new Way(
            "spread over datagrams in another order",
            List.of(
                one.datagram(2, crypto(180, end)),
                one.datagram(0, crypto(0, 100)),
                one.datagram(1, crypto(100, 180)))),
        new Way("0-RTT before the Initial", List.of(early, one.datagram(0, whole))),
        new Way(
            "0-RTT in front of the Initial in one datagram",
            List.of(joined(early, one.packet(0, whole, 900)))),
        new Way("0-RTT behind the Initial", List.of(joined(one.packet(0, whole, 900), early))),
        new Way(
            "to the id that the server chose, in between",
            List.of(
                one.datagram(0, crypto(0, 100)),
                flight(Version.V1).to(OTHER_ID).datagram(1, crypto(100, end)))),
        new Way(
            "begun again with a token, after a Retry",
            List.of(
                one.datagram(0, crypto(0, 100)),
                new QuicFlight(Version.V1, OTHER_ID, SOURCE).token(noise).datagram(1, whole))),
        new Way(
            "begun again in version 1, after a version negotiation",
            List.of(flight(Version.RESERVED).datagram(0, whole), one.datagram(0, whole))),
        new Way(
            "a decoy with another id and name first",
            List.of(decoy(OTHER_ID), one.datagram(0, whole))),
        new Way(
            "a decoy with another id between two parts",
            List.of(
                one.datagram(0, crypto(0, 100)),
                decoy(OTHER_ID),
                one.datagram(1, crypto(100, end)))),
        new Way("a decoy with the same id first", List.of(decoy(ID), one.datagram(0, whole))),
        new Way(
            "CRYPTO frames that overlap and differ",
            List.of(one.datagram(0, joined(QuicFlight.crypto(0, DECOY), whole)))));
  }

  private static List<byte[]> many(byte[] last) {
    List<byte[]> all = new ArrayList<>(Collections.nCopies(40, decoy(OTHER_ID)));
    all.add(last);
    return all;
  }

  /** The tags of Google's hello: padding first, as it is sent, and then the name. */
  private static byte[] googleHello() {
    byte[] name = HOST.getBytes(StandardCharsets.US_ASCII);
    Bytes out = new Bytes().add("CHLO").add(new byte[] {2, 0, 0, 0});
    out.add("PAD\0").add(little(1_000)).add("SNI\0").add(little(1_000 + name.length));
    return out.repeat('-', 1_000).add(name).array();
  }

  private static byte[] little(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8), 0, 0};
  }

  /** A packet of Google's QUIC before it had long headers, padded to the size of a first one. */
  private static byte[] google(byte[] hello, int from, int to) {
    Bytes out = new Bytes().u8(0x0d).add(ID).add("Q043").u8(1).add(new byte[12]);
    out.u8(0xa0).u8(1).u16(from).add(Arrays.copyOfRange(hello, from, to));
    return Arrays.copyOf(out.array(), Math.max(1_250, out.array().length));
  }

  private static byte[] decoy(byte[] id) {
    return new QuicFlight(Version.V1, id, SOURCE).datagram(0, QuicFlight.crypto(0, DECOY));
  }

  private static byte[] small() {
    Bytes frames = new Bytes();
    for (int at = 0; at < HELLO.length; at += 7) {
      frames.add(crypto(at, Math.min(HELLO.length, at + 7))).u8(1).repeat(0, 2);
    }
    return frames.array();
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsAllOfAForbiddenHello() {
    return Stream.of(false, true).flatMap(six -> ways().stream().map(way -> test(way, six)));
  }

  private static DynamicTest test(Way way, boolean six) {
    return DynamicTest.dynamicTest(
        (six ? "IPv6: " : "IPv4: ") + way.name(),
        () -> {
          EvasionLine line = EvasionLine.names(six);
          boolean all = true;
          for (byte[] datagram : way.datagrams()) {
            all &= line.datagram(443, datagram);
          }
          assertThat(all).as("the server has all of it").isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHelloForSomebodyElsePasses(boolean six) {
    EvasionLine line = EvasionLine.names(six);
    assertThat(line.datagram(443, decoy(ID))).isTrue();
  }

  private static long refused(EvasionLine line) {
    return line.router.datapath().drops().of(Drops.Reason.QUIC_VERSION);
  }

  private static boolean answered(EvasionLine line, byte[] payload) {
    return line.router.send(
            Frames.udp(line.server, 443, line.client, 40_001).ttl(56).payload(payload))
        == Verdict.ACCEPTED;
  }

  /** A long header of RFC 8999 from the server, with noise behind it. */
  private static byte[] answer(int version, byte[] to) {
    byte[] noise = Gen.fixed(6).bytes(100);
    return new Bytes()
        .u8(0xc0)
        .u32(version & 0xffffffffL)
        .with8(to)
        .with8(OTHER_ID)
        .add(noise)
        .array();
  }

  @Test
  void whatCannotBeReadIsCountedUnderAReasonOfItsOwn() {
    for (boolean six : new boolean[] {false, true}) {
      EvasionLine line = EvasionLine.names(six);
      byte[] sealed = flight(Version.UNKNOWN).datagram(0, crypto(0, HELLO.length));
      assertThat(line.datagram(443, sealed)).isFalse();
      assertThat(line.datagram(443, sealed)).isFalse();
      assertThat(refused(line)).isEqualTo(2);
    }
  }

  @Test
  void aVersionThatIsReservedToBeUnknownForcesTheServerToNegotiate() {
    for (boolean six : new boolean[] {false, true}) {
      EvasionLine line = EvasionLine.names(six);
      byte[] forcing = flight(Version.RESERVED).datagram(0, crypto(0, HELLO.length));
      assertThat(line.datagram(443, forcing)).isTrue();
      assertThat(line.router.datapath().serverNames().name(0)).isEmpty();
      assertThat(answered(line, answer(0, SOURCE))).as("version negotiation").isTrue();
      assertThat(line.datagram(443, decoy(ID))).as("version 1").isTrue();
      assertThat(line.router.datapath().serverNames().name(0)).isEqualTo("www.allowable.test");
      assertThat(answered(line, answer(1, SOURCE))).isTrue();
      assertThat(refused(line)).isZero();
    }
  }

  @Test
  void aServerThatGoesAlongWithAReservedVersionIsCutOff() {
    for (boolean six : new boolean[] {false, true}) {
      EvasionLine line = EvasionLine.names(six);
      byte[] forcing = flight(Version.RESERVED).datagram(0, crypto(0, HELLO.length));
      assertThat(line.datagram(443, forcing)).isTrue();
      assertThat(answered(line, answer(0x1a2a3a4a, SOURCE))).isFalse();
      assertThat(line.datagram(443, Gen.fixed(7).bytes(300))).isFalse();
      assertThat(refused(line)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatGoesAlongWithAnUnknownVersionInTheMiddleOfSomethingElseIsCutOff(boolean six) {
    EvasionLine line = EvasionLine.names(six);
    assertThat(line.datagram(443, new byte[] {1})).isTrue();
    assertThat(answered(line, new byte[] {2})).isTrue();
    byte[] sealed = flight(Version.UNKNOWN).datagram(0, crypto(0, HELLO.length));
    assertThat(line.datagram(443, sealed)).as("may be anything").isTrue();
    assertThat(answered(line, answer(3, SOURCE))).isFalse();
    assertThat(line.datagram(443, sealed)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherProtocolsThatLookLikeALongHeaderPass(boolean six) {
    byte[] noise = Gen.fixed(8).bytes(1_300);
    List<byte[]> heads =
        List.of(
            new byte[] {(byte) 0x80, 0x60, 8, 9, 10, 0, 0, 0, 1, 2, 3, 4}, // RTP
            new byte[] {(byte) 0xc8, 1, 2, 3, 0, 0, 0, 1}, // ESP in UDP, the first packet
            new byte[] {(byte) 0xe3, 0, 6, (byte) 0xec, 0, 0, 0, 0}, // NTP
            new byte[] {(byte) 0xf1, 0x54, 1, 0, 0, 1, 0, 0}, // DNS, padded
            new byte[] {-1, -1, -1, -1, 'g', 'e', 't', 'i', 'n', 'f', 'o'}, // Quake
            new byte[] {(byte) 0xc8, 2, 5, 0x14, 0, 0, 0, 0, 0, 0, 0, 0}); // L2TP
    for (byte[] head : heads) {
      EvasionLine line = EvasionLine.names(six);
      byte[] datagram = joined(head, noise);
      assertThat(line.datagram(443, datagram)).isTrue();
      assertThat(line.datagram(443, datagram)).isTrue();
    }
    EvasionLine line = EvasionLine.names(six);
    byte[] small = flight(Version.UNKNOWN).packet(0, crypto(0, HELLO.length), 0);
    assertThat(line.datagram(443, small)).as("too small for a client's first").isTrue();
  }

  @Test
  void noVersionMattersWhereNoRuleAsksForANameOfTheServer() {
    Router router = new Router();
    byte[] sealed = flight(Version.UNKNOWN).datagram(0, crypto(0, HELLO.length));
    Frames frame = Frames.udp("192.168.1.10", 40_001, "198.51.100.7", 443).payload(sealed);
    assertThat(router.send(frame)).isEqualTo(Verdict.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatagramInFragmentsIsRead(boolean six) {
    EvasionLine line = EvasionLine.names(six);
    byte[] datagram = flight(Version.V1).datagram(0, crypto(0, HELLO.length));
    Frames frame = Frames.udp(line.client, 40_001, line.server, 443).id(9).payload(datagram);
    boolean accepted = false;
    for (byte[] piece : frame.fragments(400)) {
      accepted |= line.router.send(piece) == Verdict.ACCEPTED;
    }
    assertThat(accepted).isFalse();
  }
}
