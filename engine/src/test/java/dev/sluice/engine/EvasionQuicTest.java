package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.QuicFlight;
import dev.sluice.testkit.QuicFlight.Version;
import dev.sluice.testkit.Tls;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Ways of hiding the name in QUIC Initial packets: never do all of them reach the server. */
class EvasionQuicTest {
  private static final String HOST = "www.forbidden.test";
  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] OTHER_ID = {8, 7, 6, 5, 4, 3, 2, 1};
  private static final byte[] SOURCE = {11, 12, 13, 14};
  private static final byte[] HELLO = Tls.quicHello(HOST, Gen.fixed(5), SOURCE);
  private static final byte[] DECOY = Tls.quicHello("www.allowable.test", Gen.fixed(5), SOURCE);

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
    return List.of(
        new Way("version 1", List.of(one.datagram(0, whole))),
        new Way("version 2 (RFC 9369)", List.of(flight(Version.V2).datagram(0, whole))),
        new Way("draft 29", List.of(flight(Version.DRAFT_29).datagram(0, whole))),
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

  @Test
  void aHelloForSomebodyElsePasses() {
    EvasionLine line = EvasionLine.names(false);
    assertThat(line.datagram(443, decoy(ID))).isTrue();
  }

  @Test
  void aVersionThatNobodyKnowsCannotBeRead() {
    EvasionLine line = EvasionLine.names(false);
    byte[] sealed = flight(Version.RESERVED).datagram(0, crypto(0, HELLO.length));
    assertThat(line.datagram(443, sealed)).as("what is not readable has no name").isTrue();
    assertThat(line.router.datapath().serverNames().name(0)).isEmpty();
  }

  @Test
  void aDatagramInFragmentsIsRead() {
    EvasionLine line = EvasionLine.names(true);
    byte[] datagram = flight(Version.V1).datagram(0, crypto(0, HELLO.length));
    Frames frame = Frames.udp(line.client, 40_001, line.server, 443).id(9).payload(datagram);
    boolean accepted = false;
    for (byte[] piece : frame.fragments(400)) {
      accepted |= line.router.send(piece) == Verdict.ACCEPTED;
    }
    assertThat(accepted).isFalse();
  }
}
