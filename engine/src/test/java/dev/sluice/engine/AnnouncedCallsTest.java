package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.NAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Helper;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Channel;
import dev.sluice.testkit.h323.Ras;
import dev.sluice.testkit.h323.Transport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Calls and games of a client behind a masquerade, from the wire to the rules. */
class AnnouncedCallsTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String PUBLIC = "203.0.113.1";
  private static final String SERVER = "198.51.100.7";
  private static final String OTHER = "198.51.100.99";
  private static final Action COUNT = new Action.Passthrough();

  private final Gen gen = Gen.fixed(1);
  private final Router router =
      new Router()
          .rule(FILTER, "forward", COUNT, new Matcher.ConnectionType(false, Helper.H323))
          .rule(FILTER, "forward", COUNT, new Matcher.ConnectionType(false, Helper.QUAKE3))
          .rule(
              NAT,
              "srcnat",
              new Action.Masquerade(Optional.empty(), false),
              new Matcher.OutInterface(false, "wan"));

  private void open(String from, int port, String to, String seenAs) {
    router.send(Frames.tcp(from, port, to, 1720).flags(Frames.SYN).seq(0));
    router.send(Frames.tcp(to, 1720, seenAs, port).flags(Frames.SYN | Frames.ACK).seq(1000).ack(1));
    router.send(Frames.tcp(from, port, to, 1720).flags(Frames.ACK).seq(1).ack(1001));
  }

  private ConnectionTable table() {
    return router.datapath().connections();
  }

  private int last() {
    return router.datapath().context().connection();
  }

  private static long low(String address) {
    return Router.address(address).low();
  }

  @Test
  void mediaOfATranslatedClientComesBackToIt() {
    open(CLIENT, 40_000, SERVER, PUBLIC);
    byte[] takes = new Channel(gen).reverseMedia(CLIENT, 5000).open();
    byte[] setup = new CallMessage(Body.SETUP, gen).fastStart(takes).segment();
    Frames says = Frames.tcp(CLIENT, 40_000, SERVER, 1720).flags(Frames.ACK);
    router.send(says.seq(1).ack(1001).payload(setup));
    router.send(Frames.udp(SERVER, 6000, PUBLIC, 5000).payload("rtp"));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(table().destinationNat(last())).isTrue();
    assertThat(table().sourceLow(last(), true)).isEqualTo(low(CLIENT));
    assertThat(table().sourcePort(last(), true)).isEqualTo(5000);
  }

  @Test
  void theConnectionOfH245IsTranslatedAsItsCall() {
    open(CLIENT, 40_000, SERVER, PUBLIC);
    byte[] connect = new CallMessage(Body.CONNECT, gen).h245Address(SERVER, 5001).segment();
    Frames says = Frames.tcp(SERVER, 1720, PUBLIC, 40_000).flags(Frames.ACK);
    router.send(says.seq(1001).ack(1).payload(connect));
    router.send(Frames.tcp(CLIENT, 40_001, SERVER, 5001).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(table().sourceNat(last())).isTrue();
    assertThat(table().destinationLow(last(), true)).isEqualTo(low(PUBLIC));
    assertThat(table().helped(last())).isTrue();
  }

  @Test
  void aServerBehindDstNatIsReachedAtItsOuterAddress() {
    router.rule(
        NAT,
        "dstnat",
        new Action.DestinationNat(
            Optional.of(AddressRange.of(Router.address(CLIENT))), Optional.empty(), false),
        new Matcher.InInterface(false, "wan"),
        new Matcher.DestinationPort(false, new PortSet(List.of(IntRange.of(1720)))));
    open(SERVER, 40_000, PUBLIC, SERVER);
    byte[] connect = new CallMessage(Body.CONNECT, gen).h245Address(CLIENT, 5001).segment();
    Frames says = Frames.tcp(CLIENT, 1720, SERVER, 40_000).flags(Frames.ACK);
    router.send(says.seq(1001).ack(1).payload(connect));
    assertThat(table().expectations()).isEqualTo(1);
    router.send(Frames.tcp(SERVER, 40_001, PUBLIC, 5001).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(table().sourceLow(last(), true)).isEqualTo(low(CLIENT));
  }

  private void ras(byte[] asks, byte[] answers) {
    router.send(Frames.udp(CLIENT, 2776, SERVER, 1719).payload(asks));
    router.send(Frames.udp(SERVER, 1719, PUBLIC, 2776).payload(answers));
  }

  @Test
  void callsToARegisteredClientBehindAMasqueradeReachIt() {
    Transport here = new Transport(CLIENT, 1720);
    Ras request = new Ras(7, gen).signalling(here).ras(new Transport(CLIENT, 2776));
    Ras confirm = new Ras(7, gen).signalling(new Transport(SERVER, 1720));
    ras(request.timeToLive(600).registrationRequest(), confirm.registrationConfirm());
    router.after(500_000);
    router.send(Frames.tcp(SERVER, 3000, PUBLIC, 1720).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(table().sourceLow(last(), true)).isEqualTo(low(CLIENT));
    assertThat(table().helped(last())).isTrue();
  }

  @Test
  void anAdmittedCallToSomebodyElseLeavesByTheAddressOfItsClient() {
    Ras confirm = new Ras(7, gen).signalling(new Transport(OTHER, 1730));
    ras(new Ras(7, gen).admissionRequest(), confirm.admissionConfirm());
    router.send(Frames.tcp(CLIENT, 3000, OTHER, 1730).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(table().sourceNat(last())).isTrue();
    assertThat(table().sourceLow(last(), true)).isEqualTo(low(OTHER));
    assertThat(table().destinationLow(last(), true)).isEqualTo(low(PUBLIC));
  }

  @Test
  void aListedGameServerIsRelatedBehindAMasqueradeToo() {
    byte[] asks = new Bytes().u32(0xFFFF_FFFFL).add("getservers 68").array();
    Bytes list = new Bytes().u32(0xFFFF_FFFFL).add("getserversResponse\\");
    byte[] answers = list.add(Frames.address(OTHER)).u16(27_960).add("\\EOT").array();
    router.send(Frames.udp(CLIENT, 27_960, SERVER, 27_950).payload(asks));
    router.send(Frames.udp(SERVER, 27_950, PUBLIC, 27_960).payload(answers));
    router.send(Frames.udp(CLIENT, 27_960, OTHER, 27_960).payload("getinfo"));
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    assertThat(table().sourceNat(last())).isTrue();
    assertThat(table().destinationLow(last(), true)).isEqualTo(low(PUBLIC));
    router.send(Frames.udp(OTHER, 27_960, PUBLIC, 27_960).payload("infoResponse"));
    assertThat(router.packets(FILTER, 1)).isEqualTo(2);
  }
}
