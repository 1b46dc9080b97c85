package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Origin;
import dev.sluice.policy.ServicePort;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Ras;
import dev.sluice.testkit.h323.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registration, admission and location by UDP port 1719; the client is the endpoint. */
class RasTest {
  private static final int CASES = Gen.count(200);
  private static final int ENDPOINT = 2_776;
  private static final int RAS = 1_719;

  private static void ask(H323Line test, byte[] message) {
    test.line.send(Frames.udp(test.client, ENDPOINT, test.server, RAS).payload(message));
  }

  private static void answer(H323Line test, byte[] message) {
    test.line.send(Frames.udp(test.server, RAS, test.client, ENDPOINT).payload(message));
  }

  private static Transport[] client(H323Line test, int port) {
    return new Transport[] {new Transport(test.client, port)};
  }

  private static Transport[] server(H323Line test, int port) {
    return new Transport[] {new Transport(test.server, port)};
  }

  private static Ras request(H323Line test, int sequence, int signalling, Gen gen) {
    return new Ras(sequence, gen).signalling(client(test, signalling)).ras(client(test, ENDPOINT));
  }

  private static Ras confirm(H323Line test, int sequence, Gen gen) {
    return new Ras(sequence, gen).signalling(new Transport(test.stranger(), 1720));
  }

  /** An endpoint that takes calls at this port, registered for as long as it asks. */
  private static void register(H323Line test, int port, long seconds, Gen gen) {
    ask(test, request(test, 7, port, gen).timeToLive(seconds).registrationRequest());
    answer(test, confirm(test, 7, gen).registrationConfirm());
  }

  @Test
  void aRegistrationExpectsCallsFromTheGatekeeperUntilItEnds() {
    Gen.cases(
        1,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ask(test, request(test, 7, 5000, gen).timeToLive(400).registrationRequest());
          int master = test.line.last;
          assertThat(test.expected()).as("not answered yet").isZero();
          answer(test, confirm(test, 6, gen).registrationConfirm());
          assertThat(test.expected()).as("another's answer").isZero();
          ask(test, confirm(test, 7, gen).registrationConfirm());
          assertThat(test.expected()).as("its own answer").isZero();
          answer(test, confirm(test, 7, gen).registrationConfirm());
          assertThat(test.expected()).isEqualTo(1);
          assertThat(test.opens(test.stranger(), 1, test.client, 5000)).isEqualTo("new");
          test.line.pass(300);
          assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
          assertThat(test.table.master(test.line.last)).isEqualTo(master);
          assertThat(test.table.helper(test.line.last)).isEqualTo(Helper.H323.ordinal());
          assertThat(test.opens(test.server, 2, test.client, 5000))
              .as("as often as it comes")
              .isEqualTo("related");
          test.line.pass(101);
          assertThat(test.opens(test.server, 3, test.client, 5000)).isEqualTo("new");
        });
  }

  @Test
  void theGatekeeperMayShortenItAndWithoutATimeItIsFiveMinutes() {
    Gen.cases(
        2,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          boolean shortened = gen.flip();
          Ras asked = request(test, 7, 5000, gen);
          Ras confirmed = confirm(test, 7, gen);
          if (shortened) {
            asked.timeToLive(5_000);
            confirmed.timeToLive(299);
          }
          ask(test, asked.registrationRequest());
          answer(test, confirmed.registrationConfirm());
          test.line.pass(298);
          assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
          test.line.pass(2);
          assertThat(test.opens(test.server, 2, test.client, 5000)).isEqualTo("new");
        });
  }

  @Test
  void noRegistrationLastsMoreThanADay() {
    Gen gen = Gen.fixed(3);
    H323Line test = H323Line.four();
    register(test, 5000, 0xFFFF_FFFFL, gen);
    assertThat(test.line.timeout()).isEqualTo(86_400);
    test.line.pass(86_399);
    assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
    test.line.pass(1);
    assertThat(test.opens(test.server, 2, test.client, 5000)).isEqualTo("new");
  }

  @Test
  void aRegistrationThatGoesOnNeedNotSayItsAddressAgain() {
    Gen.cases(
        4,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          register(test, 5000, 60, gen);
          test.line.pass(50);
          Ras again = new Ras(8, gen).ras(client(test, ENDPOINT)).timeToLive(60).keepAlive();
          ask(test, again.registrationRequest());
          answer(test, confirm(test, 8, gen).registrationConfirm());
          test.line.pass(50);
          assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
        });
  }

  @Test
  void nobodyRegistersSomebodyElse() {
    Gen gen = Gen.fixed(5);
    H323Line test = H323Line.four();
    Ras foreign = new Ras(7, gen).ras(client(test, ENDPOINT));
    Transport other = new Transport(test.stranger(), 5000);
    ask(test, foreign.signalling(other).registrationRequest());
    answer(test, confirm(test, 7, gen).registrationConfirm());
    assertThat(test.expected()).isZero();
    Ras mixed = new Ras(8, gen).ras(client(test, ENDPOINT));
    ask(test, mixed.signalling(other, client(test, 5001)[0]).registrationRequest());
    answer(test, confirm(test, 8, gen).registrationConfirm());
    assertThat(test.opens(test.server, 1, test.client, 5001)).isEqualTo("related");
  }

  @Test
  void whoUnregistersOrIsRefusedIsNotCalledAnyMore() {
    Gen.cases(
        6,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          register(test, 5000, 600, gen);
          assertThat(test.expected()).isEqualTo(1);
          Ras leaves = new Ras(9, gen).signalling(client(test, 5000));
          if (gen.flip()) {
            ask(test, leaves.unregistrationRequest());
          } else {
            answer(test, leaves.unregistrationRequest());
          }
          assertThat(test.expected()).isZero();
          register(test, 5000, 600, gen);
          ask(test, request(test, 8, 5000, gen).registrationRequest());
          answer(test, new Ras(7, gen).registrationReject());
          assertThat(test.expected()).as("another's answer").isEqualTo(1);
          answer(test, new Ras(8, gen).registrationReject());
          assertThat(test.expected()).isZero();
        });
  }

  @Test
  void aGatekeeperThatTakesCallsItselfIsCalledThere() {
    Gen.cases(
        7,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ask(test, request(test, 7, 5000, gen).timeToLive(60).registrationRequest());
          answer(test, new Ras(7, gen).signalling(server(test, 1721)).registrationConfirm());
          assertThat(test.expected()).isEqualTo(2);
          assertThat(test.opens(test.client, 1, test.server, 1721)).isEqualTo("related");
          assertThat(test.table.helped(test.line.last)).isTrue();
        });
  }

  @Test
  void answersMayGoToAnotherPortThanTheOneThatAsked() {
    Gen.cases(
        8,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          Ras asks = new Ras(7, gen).signalling(client(test, 5000)).ras(client(test, 3000));
          ask(test, asks.timeToLive(60).registrationRequest());
          int master = test.line.last;
          byte[] confirms = confirm(test, 7, gen).registrationConfirm();
          Frames answers = Frames.udp(test.server, RAS, test.client, 3000);
          assertThat(test.line.send(answers.payload(confirms))).isEqualTo("related");
          assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
          assertThat(test.table.master(test.line.last)).isEqualTo(master);
          ask(test, new Ras(9, gen).admissionRequest());
          byte[] admits = confirm(test, 9, gen).admissionConfirm();
          test.line.send(Frames.udp(test.server, RAS, test.client, 3000).payload(admits));
          assertThat(test.opens(test.client, 2, test.stranger(), 1720)).isEqualTo("related");
          Frames leaves = Frames.udp(test.client, 3000, test.server, RAS);
          Ras unregisters = new Ras(9, gen).signalling(client(test, 5000));
          test.line.send(leaves.payload(unregisters.unregistrationRequest()));
          assertThat(test.opens(test.server, 3, test.client, 5000)).isEqualTo("new");
          Ras again = new Ras(10, gen).signalling(client(test, 5001)).ras(client(test, 3000));
          Frames there = Frames.udp(test.client, 3000, test.server, RAS);
          test.line.send(there.payload(again.timeToLive(60).registrationRequest()));
          byte[] agrees = confirm(test, 10, gen).registrationConfirm();
          test.line.send(Frames.udp(test.server, RAS, test.client, 3000).payload(agrees));
          assertThat(test.opens(test.server, 4, test.client, 5001)).isEqualTo("related");
        });
  }

  @Test
  void aGatekeeperMayNameItsOwnPortForRegistrations() {
    Gen.cases(
        9,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ask(test, gen.bytes(3));
          answer(test, new Ras(1, gen).ras(server(test, RAS)).gatekeeperConfirm());
          answer(test, new Ras(1, gen).ras(client(test, 1800)).gatekeeperConfirm());
          assertThat(test.expected()).isZero();
          answer(test, new Ras(1, gen).ras(server(test, 1800)).gatekeeperConfirm());
          byte[] asks = request(test, 7, 5000, gen).timeToLive(60).registrationRequest();
          Frames there = Frames.udp(test.client, ENDPOINT, test.server, 1800).payload(asks);
          assertThat(test.line.send(there)).isEqualTo("related");
          byte[] confirms = confirm(test, 7, gen).registrationConfirm();
          test.line.send(Frames.udp(test.server, 1800, test.client, ENDPOINT).payload(confirms));
          assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
        });
  }

  @Test
  void anAdmissionThatWasAskedForLetsTheEndpointCallAndTryAgain() {
    Gen.cases(
        10,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          Transport callee = new Transport(gen.flip() ? test.stranger() : test.server, 1730);
          ask(test, gen.bytes(3));
          answer(test, new Ras(1, gen).signalling(callee).admissionConfirm());
          ask(test, new Ras(1, gen).signalling(callee).admissionConfirm());
          assertThat(test.expected()).as("nobody asked").isZero();
          ask(test, new Ras(1, gen).admissionRequest());
          ask(test, new Ras(1, gen).signalling(callee).admissionConfirm());
          assertThat(test.expected()).as("it was not the gatekeeper").isZero();
          answer(test, new Ras(1, gen).signalling(client(test, 1720)).admissionConfirm());
          assertThat(test.expected()).as("to itself").isZero();
          answer(test, new Ras(1, gen).signalling(callee).admissionConfirm());
          assertThat(test.opens("10.7.7.7", 1, "192.0.2.7", 1730)).isEqualTo("new");
          assertThat(test.opens(test.client, 1, callee.address(), 1730)).isEqualTo("related");
          test.line.pass(29);
          assertThat(test.opens(test.client, 2, callee.address(), 1730)).isEqualTo("related");
          ask(test, new Ras(2, gen).signalling(client(test, 5000)).unregistrationRequest());
          assertThat(test.opens(test.client, 3, callee.address(), 1730)).isEqualTo("new");
        });
  }

  @Test
  void aCallThatWasAdmittedIsReadItself() {
    Gen.cases(
        11,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          ask(test, new Ras(1, gen).admissionRequest());
          Transport callee = new Transport(test.stranger(), 1730);
          answer(test, new Ras(1, gen).signalling(callee).admissionConfirm());
          ControlTalk call = new ControlTalk(test.line, test.client, 4, test.stranger(), 1730);
          byte[] alerting =
              new CallMessage(Body.ALERTING, gen).h245Address(test.stranger(), 5000).segment();
          call.answer(alerting);
          assertThat(test.opens(test.client, 5, test.stranger(), 5000)).isEqualTo("related");
        });
  }

  @Test
  void aLocationThatWasAskedForDoesSoToo() {
    Gen.cases(
        12,
        CASES,
        gen -> {
          H323Line test = H323Line.either(gen);
          Transport callee = new Transport(test.stranger(), 1730);
          Transport itsRas = new Transport(test.stranger(), 1719);
          byte[] located = new Ras(1, gen).signalling(callee).ras(itsRas).locationConfirm();
          ask(test, new Ras(1, gen).admissionRequest());
          answer(test, located);
          assertThat(test.expected()).as("an admission is no location").isZero();
          ask(test, new Ras(2, gen).locationRequest());
          answer(test, located);
          assertThat(test.opens(test.client, 1, callee.address(), 1730)).isEqualTo("related");
          assertThat(test.expected()).isEqualTo(1);
        });
  }

  @Test
  void whoAskedFirstMayBeEitherSideOfTheConnection() {
    Gen gen = Gen.fixed(13);
    H323Line test = H323Line.four();
    // The gatekeeper's first datagram made the connection, so the endpoint speaks in its replies.
    test.line.send(Frames.udp(test.server, RAS, test.client, RAS).payload("?"));
    Frames asks = Frames.udp(test.client, RAS, test.server, RAS);
    Ras asked = new Ras(7, gen).signalling(client(test, 5000)).ras(client(test, RAS));
    test.line.send(asks.payload(asked.timeToLive(60).registrationRequest()));
    Frames says = Frames.udp(test.server, RAS, test.client, RAS);
    test.line.send(says.payload(confirm(test, 7, gen).registrationConfirm()));
    assertThat(test.opens(test.server, 1, test.client, 5000)).isEqualTo("related");
    test.line.send(
        Frames.udp(test.client, RAS, test.server, RAS).payload(new Ras(8, gen).admissionRequest()));
    test.line.send(
        Frames.udp(test.server, RAS, test.client, RAS)
            .payload(confirm(test, 8, gen).admissionConfirm()));
    assertThat(test.opens(test.client, 1, test.stranger(), 1720)).isEqualTo("related");
  }

  @Test
  void rasIsReadAtItsOwnPortWhateverThoseOfCallsAreUnlessDisabled() {
    Gen gen = Gen.fixed(14);
    H323Line test = H323Line.four();
    ServicePort moved = new ServicePort(Helper.H323, List.of(9000), false, Origin.NONE);
    test.table.helpers(ServicePorts.of(List.of(moved)));
    register(test, 5000, 60, gen);
    assertThat(test.expected()).isEqualTo(1);
    H323Line silent = H323Line.four();
    ServicePort disabled = new ServicePort(Helper.H323, List.of(), true, Origin.NONE);
    silent.table.helpers(ServicePorts.of(List.of(disabled)));
    register(silent, 5000, 60, gen);
    assertThat(silent.expected()).isZero();
  }

  @Test
  void noMoreThanThirtyTwoAreExpectedOfOneGatekeeper() {
    Gen gen = Gen.fixed(15);
    H323Line test = H323Line.four();
    ask(test, new Ras(1, gen).admissionRequest());
    for (int i = 0; i < 50; i++) {
      Transport callee = new Transport(test.stranger(), 2000 + i);
      answer(test, new Ras(1, gen).signalling(callee).admissionConfirm());
    }
    assertThat(test.expected()).isEqualTo(32);
  }
}
