package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Channel;
import dev.sluice.testkit.h323.Tpkt;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Call signalling over TCP and the connection of H.245; each case of messages drawn at random. */
class H323CallsTest {
  private static final int CASES = Gen.count(200);
  private final H323Line line = H323Line.four();

  private static Body pick(Gen gen, Predicate<Body> which) {
    return gen.pick(Arrays.stream(Body.values()).filter(which).toList());
  }

  @Test
  void everyMessageWithAPlaceForItAnnouncesH245() {
    Gen.cases(
        1,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk call = test.call();
          int master = test.line.last;
          Body body = pick(gen, Body::addresses);
          call.answer(new CallMessage(body, gen).h245Address(test.server, 5000).segment());
          assertThat(test.expected()).as(body.name()).isEqualTo(1);
          assertThat(test.opens(test.client, 41_000, test.server, 5000)).isEqualTo("related");
          assertThat(test.table.helper(test.line.last)).isEqualTo(Helper.H323.ordinal());
          assertThat(test.table.master(test.line.last)).isEqualTo(master);
          call.say(new CallMessage(body, gen).h245Address(test.client, 5001).segment());
          assertThat(test.opens(test.server, 41_000, test.client, 5001)).isEqualTo("related");
        });
  }

  @Test
  void aForeignAddressAndOneOfAnotherKindAnnounceNothing() {
    Gen.cases(
        2,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk call = test.call();
          Body body = pick(gen, Body::addresses);
          call.answer(new CallMessage(body, gen).h245Address(test.client, 5000).segment());
          call.answer(new CallMessage(body, gen).h245Address(test.stranger(), 5000).segment());
          call.answer(new CallMessage(body, gen).h245Address(test.server, 0).segment());
          call.answer(new CallMessage(body, gen).otherH245Address().segment());
          call.answer(new CallMessage(body, gen).segment());
          assertThat(test.expected()).as(body.name()).isZero();
        });
  }

  @Test
  void fastStartAnnouncesMediaAndReportsInEveryMessageWithAPlaceForIt() {
    Gen.cases(
        3,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk call = test.call();
          Body body = pick(gen, Body::starts);
          byte[] sends = new Channel(gen).reports(test.client, 6001).open();
          byte[] takes =
              new Channel(gen)
                  .reverseMedia(test.client, 6002)
                  .reverseReports(test.client, 6003)
                  .open();
          byte[] echoes = new Channel(gen).media(test.server, 6004).open();
          call.say(new CallMessage(body, gen).fastStart(sends, echoes, takes).segment());
          assertThat(test.expected()).as(body.name()).isEqualTo(4);
          for (int port = 6000; port <= 6003; port++) {
            assertThat(test.sends(test.server, 9, test.client, port)).isEqualTo("related");
          }
          assertThat(test.sends(test.server, 9, test.client, 6004)).isEqualTo("new");
        });
  }

  @Test
  void h245IsReadWhereItIsTunnelledWhateverTheMessage() {
    Gen.cases(
        4,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk call = test.call();
          Body body = gen.pick(Body.values());
          byte[] asks = new Channel(gen).reports(test.server, 7001).request();
          byte[] takes =
              new Channel(gen).media(test.server, 7002).reports(test.server, 7003).acknowledgment();
          call.answer(new CallMessage(body, gen).tunnels(asks, gen.bytes(5), takes).segment());
          assertThat(test.expected()).as(body.name()).isGreaterThanOrEqualTo(4);
          for (int port = 7000; port <= 7003; port++) {
            assertThat(test.sends(test.client, 9, test.server, port)).isEqualTo("related");
          }
        });
  }

  @Test
  void aSetupTunnelsH245BesidesItsFastStart() {
    Gen.cases(
        5,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          byte[] takes = new Channel(gen).reverseMedia(test.client, 6002).open();
          byte[] asks = new Channel(gen).reports(test.client, 6004).request();
          CallMessage setup = new CallMessage(Body.SETUP, gen).fastStart(takes).parallel(asks);
          test.call().say(setup.h245Address(test.client, 6005).segment());
          assertThat(test.expected()).isEqualTo(5);
        });
  }

  private static ControlTalk channels(H323Line test, Gen gen) {
    CallMessage connect = new CallMessage(Body.CONNECT, gen);
    test.call().answer(connect.h245Address(test.server, 5000).segment());
    ControlTalk talk = new ControlTalk(test.line, test.client, 41_000, test.server, 5000);
    assertThat(test.table.expected(test.line.last)).isTrue();
    return talk;
  }

  @Test
  void channelsAreAnnouncedOnTheConnectionOfH245() {
    Gen.cases(
        6,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk talk = channels(test, gen);
          Channel asks = new Channel(gen).reports(test.client, 5001);
          talk.say(Tpkt.of(asks.request()));
          assertThat(test.sends(test.server, 9, test.client, 5001)).isEqualTo("related");
          Channel takes = new Channel(gen).media(test.server, 5002).reports(test.server, 5003);
          if (gen.flip()) {
            takes.reverseReports(test.server, 5007);
          }
          talk.answer(Tpkt.of(takes.acknowledgment()));
          assertThat(test.sends(test.client, 9, test.server, 5002)).isEqualTo("related");
          assertThat(test.sends(test.client, 9, test.server, 5003)).isEqualTo("related");
          assertThat(test.sends(test.client, 9, test.server, 5004)).isEqualTo("new");
        });
  }

  @Test
  void theConnectionOfH245IsReadAsSuchEvenAtThePortOfCalls() {
    Gen gen = Gen.fixed(18);
    CallMessage connect = new CallMessage(Body.CONNECT, gen).h245Address(line.server, 1720);
    line.call().answer(connect.segment());
    ControlTalk talk = new ControlTalk(line.line, line.client, 41_000, line.server, 1720);
    assertThat(line.table.expected(line.line.last)).isTrue();
    talk.say(Tpkt.of(new Channel(gen).reports(line.client, 5001).request()));
    assertThat(line.expected()).isEqualTo(2);
  }

  @Test
  void t120MayOpenAConnectionForEachOfItsPriorities() {
    Gen.cases(
        7,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk talk = channels(test, gen);
          Channel data = new Channel(gen).stack(test.server, 1503);
          talk.answer(Tpkt.of(gen.flip() ? data.request() : data.acknowledgment()));
          assertThat(test.expected()).isEqualTo(1);
          for (int port = 42_000; port < 42_004; port++) {
            assertThat(test.opens(test.client, port, test.server, 1503)).isEqualTo("related");
          }
          assertThat(test.table.helped(test.line.last)).isFalse();
          talk.answer(Tpkt.of(new Channel(gen).multicastStack(test.server, 1504).request()));
          assertThat(test.expected()).isEqualTo(1);
        });
  }

  @Test
  void eachPortNamesItsPair() {
    Gen gen = Gen.fixed(17);
    for (int port : new int[] {5000, 5001}) {
      H323Line test = H323Line.four();
      byte[] takes = new Channel(gen).media(test.server, port).acknowledgment();
      test.call().answer(new CallMessage(Body.FACILITY, gen).tunnels(takes).segment());
      assertThat(test.expected()).isEqualTo(2);
      assertThat(test.sends(test.client, 9, test.server, 4999)).isEqualTo("new");
      assertThat(test.sends(test.client, 9, test.server, 5000)).isEqualTo("related");
      assertThat(test.sends(test.client, 9, test.server, 5001)).isEqualTo("related");
      assertThat(test.sends(test.client, 9, test.server, 5002)).isEqualTo("new");
    }
  }

  @Test
  void multicastAndForeignMediaAreNotAnnounced() {
    Gen.cases(
        8,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk talk = channels(test, gen);
          Channel multicast = new Channel(gen).multicast("224.0.1.7", 5002);
          talk.answer(Tpkt.of(multicast.reports(test.stranger(), 5003).acknowledgment()));
          Channel disguised = new Channel(gen).multicast(test.server, 5002);
          talk.answer(
              Tpkt.of(
                  disguised
                      .reports(test.client.contains(":") ? "192.0.2.80" : "2001:db8::9", 5003)
                      .acknowledgment()));
          assertThat(test.expected()).isZero();
          Channel half = new Channel(gen).multicast("224.0.1.7", 5002);
          talk.answer(Tpkt.of(half.reports(test.server, 5003).acknowledgment()));
          assertThat(test.expected()).isEqualTo(2);
        });
  }

  @Test
  void aMessageThatGoesWrongAtItsEndHasAnnouncedNothing() {
    Gen gen = Gen.fixed(9);
    ControlTalk call = line.call();
    byte[] good = new Channel(gen).media(line.server, 5000).acknowledgment();
    byte[] cut = Arrays.copyOf(good, good.length - 1);
    byte[] whole = new CallMessage(Body.FACILITY, gen).tunnels(cut).segment();
    call.answer(whole);
    assertThat(line.expected()).as("one string of two").isZero();
    call.answer(new CallMessage(Body.FACILITY, gen).tunnels(cut, good).segment());
    assertThat(line.expected()).as("the other is not to blame").isEqualTo(2);
  }

  @Test
  void theBodyMustBeThatOfItsMessage() {
    Gen gen = Gen.fixed(10);
    ControlTalk call = line.call();
    byte[] connect = new CallMessage(Body.CONNECT, gen).h245Address(line.server, 5000).segment();
    for (int type = 0; type < 256; type++) {
      byte[] other = connect.clone();
      other[8] = (byte) type;
      call.answer(other);
      assertThat(line.expected()).as("type " + type).isEqualTo(type < 7 ? 0 : 1);
    }
  }

  @Test
  void aHeaderMayComeInASegmentOfItsOwn() {
    Gen.cases(
        11,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ControlTalk call = test.call();
          byte[] first =
              new CallMessage(Body.ALERTING, gen).h245Address(test.server, 5000).segment();
          byte[] second =
              new CallMessage(Body.CONNECT, gen).h245Address(test.server, 5001).segment();
          call.answer(Arrays.copyOf(first, 4));
          call.say(new CallMessage(Body.INFORMATION, gen).segment());
          call.answer(new byte[0]);
          byte[] rest = Arrays.copyOfRange(first, 4, first.length);
          call.answer(new Bytes().add(rest).add(second).array());
          assertThat(test.expected()).isEqualTo(2);
        });
  }

  @Test
  void whatFollowsAHeaderAloneMustComeNext() {
    Gen gen = Gen.fixed(12);
    ControlTalk call = line.call();
    byte[] message = new CallMessage(Body.ALERTING, gen).h245Address(line.server, 5000).segment();
    byte[] rest = Arrays.copyOfRange(message, 4, message.length);
    call.answer(Arrays.copyOf(message, 4));
    call.answer(gen.bytes(1));
    call.answer(rest);
    call.answer(rest);
    assertThat(line.expected()).isZero();
    call.answer(Arrays.copyOf(message, 4));
    call.answer(Arrays.copyOf(rest, rest.length - 1));
    assertThat(line.expected()).isZero();
  }

  @Test
  void severalMessagesMayComeInOneSegment() {
    Gen gen = Gen.fixed(13);
    byte[] first = new CallMessage(Body.ALERTING, gen).h245Address(line.server, 5000).segment();
    byte[] second = new CallMessage(Body.CONNECT, gen).h245Address(line.server, 5001).segment();
    ControlTalk call = line.call();
    call.answer(new Bytes().add(first).add(second).u8(3).array());
    assertThat(line.expected()).isEqualTo(2);
  }

  @Test
  void expectationsLastFourMinutesAndEndWithTheCall() {
    Gen gen = Gen.fixed(14);
    ControlTalk call = line.call();
    int master = line.line.last;
    call.answer(new CallMessage(Body.CONNECT, gen).h245Address(line.server, 5000).segment());
    line.line.pass(239);
    assertThat(line.opens(line.client, 41_000, line.server, 5000)).isEqualTo("related");
    call.answer(new CallMessage(Body.CONNECT, gen).h245Address(line.server, 5001).segment());
    line.line.pass(240);
    assertThat(line.opens(line.client, 41_001, line.server, 5001)).isEqualTo("new");
    call.answer(new CallMessage(Body.CONNECT, gen).h245Address(line.server, 5002).segment());
    line.table.remove(master, line.line.now);
    assertThat(line.opens(line.client, 41_002, line.server, 5002)).isEqualTo("new");
  }

  @Test
  void noMoreThanTwentyAreExpectedOfOneCall() {
    Gen gen = Gen.fixed(15);
    ControlTalk call = line.call();
    for (int i = 0; i < 40; i++) {
      byte[] takes = new Channel(gen).media(line.server, 5000 + 2 * i).acknowledgment();
      call.answer(new CallMessage(Body.FACILITY, gen).tunnels(takes).segment());
    }
    assertThat(line.expected()).isEqualTo(20);
    List<Integer> last = List.of(5060, 5079);
    last.forEach(
        port -> assertThat(line.sends(line.client, 9, line.server, port)).isEqualTo("related"));
    assertThat(line.sends(line.client, 9, line.server, 5059)).isEqualTo("new");
  }
}
