package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.NAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.FragmentDrop;
import dev.sluice.engine.track.InvalidReason;
import dev.sluice.policy.Action;
import dev.sluice.policy.Helper;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connections that others announce, from the wire to the rules. */
class AnnouncedConnectionsTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String PUBLIC = "203.0.113.1";
  private static final String SERVER = "198.51.100.7";
  private static final Action COUNT = new Action.Passthrough();

  private final Router router =
      new Router()
          .rule(FILTER, "forward", COUNT, new Matcher.ConnectionType(false, Helper.FTP))
          .rule(FILTER, "forward", COUNT, state(TrackingState.RELATED))
          .rule(FILTER, "forward", new Action.Accept(), state(TrackingState.RELATED))
          .rule(FILTER, "forward", COUNT, new Matcher.ConnectionType(true, Helper.FTP));

  private long toServer = 1;
  private long toClient = 1001;

  private static Matcher state(TrackingState state) {
    return new Matcher.ConnectionState(false, Set.of(state));
  }

  private void masquerade() {
    router.rule(
        NAT,
        "srcnat",
        new Action.Masquerade(Optional.empty(), false),
        new Matcher.OutInterface(false, "wan"));
  }

  private static Frames client(int port, int to) {
    return Frames.tcp(CLIENT, port, SERVER, to);
  }

  private void login(String clientAsSeen) {
    router.send(client(40_000, 21).flags(Frames.SYN).seq(0));
    router.send(server(clientAsSeen).flags(Frames.SYN | Frames.ACK).seq(1000).ack(1));
    say("");
    answer(clientAsSeen, "220 ready\r\n");
    say("USER me\r\n");
    answer(clientAsSeen, "230 in\r\n");
  }

  private static Frames server(String clientAsSeen) {
    return Frames.tcp(SERVER, 21, clientAsSeen, 40_000);
  }

  private Verdict say(String text) {
    Frames frame = client(40_000, 21).flags(Frames.ACK).seq(toServer).ack(toClient);
    toServer += text.length();
    return router.send(frame.payload(text));
  }

  private Verdict answer(String clientAsSeen, String text) {
    Frames frame = server(clientAsSeen).flags(Frames.ACK).seq(toClient).ack(toServer);
    toClient += text.length();
    return router.send(frame.payload(text));
  }

  @Test
  void passiveDataOfFtpIsRelatedAndHasItsConnectionType() {
    login(CLIENT);
    assertThat(router.packets(FILTER, 0)).isZero();
    answer(CLIENT, "227 Entering Passive Mode (198,51,100,7,4,1)\r\n");
    router.send(client(40_001, 1025).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    router.send(
        Frames.tcp(SERVER, 1025, CLIENT, 40_001).flags(Frames.SYN | Frames.ACK).seq(9).ack(8));
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    router.send(client(40_002, 1025).flags(Frames.SYN).seq(7));
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
  }

  @Test
  void activeDataOfATranslatedClientGoesBackToIt() {
    masquerade();
    login(PUBLIC);
    say("PORT 192,168,1,10,10,5\r\n");
    Verdict verdict = router.send(Frames.tcp(SERVER, 20, PUBLIC, 2565).flags(Frames.SYN).seq(7));
    assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    ConnectionTable table = router.datapath().connections();
    int data = router.datapath().context().connection();
    assertThat(table.destinationNat(data)).isTrue();
    assertThat(table.sourceNat(data)).isFalse();
    assertThat(table.sourceLow(data, true)).isEqualTo(Router.address(CLIENT).low());
    assertThat(table.sourcePort(data, true)).isEqualTo(2565);
    assertThat(table.master(data)).isNotNegative();
  }

  @Test
  void passiveDataOfATranslatedClientIsTranslatedAsItsMaster() {
    masquerade();
    login(PUBLIC);
    answer(PUBLIC, "227 Entering Passive Mode (198,51,100,7,4,1)\r\n");
    router.send(client(40_001, 1025).flags(Frames.SYN).seq(7));
    ConnectionTable table = router.datapath().connections();
    int data = router.datapath().context().connection();
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    assertThat(table.sourceNat(data)).isTrue();
    assertThat(table.destinationLow(data, true)).isEqualTo(Router.address(PUBLIC).low());
    assertThat(table.destinationPort(data, true)).isEqualTo(40_001);
  }

  @Test
  void halfACommandIsDroppedForACountedReason() {
    login(CLIENT);
    assertThat(say("PORT 192,168,1,10,1")).isEqualTo(Verdict.DROPPED);
    assertThat(router.datapath().drops().of(InvalidReason.HELPER)).isEqualTo(1);
  }

  @Test
  void theEndOfTheInputDropsTheFragmentsThatStillWait() {
    byte[] first =
        Frames.udp(CLIENT, 5000, SERVER, 53)
            .id(1)
            .payload(new byte[2000])
            .fragments(600)
            .getFirst();
    assertThat(router.send(first)).isEqualTo(Verdict.HELD);
    router.datapath().finish(router.now());
    assertThat(router.datapath().defragmenter().waiting()).isZero();
    assertThat(router.datapath().defragmenter().dropped(FragmentDrop.UNFINISHED)).isEqualTo(1);
  }
}
