package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.MANGLE;
import static dev.sluice.policy.TableName.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.Comparison;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.RejectWith;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DatapathTest {
  private static final Action ACCEPT = new Action.Accept();
  private static final Action DROP = new Action.Drop();
  private static final Action COUNT = new Action.Passthrough();

  private static Matcher state(TrackingState... states) {
    return new Matcher.ConnectionState(false, Set.of(states));
  }

  private static Matcher port(int port) {
    return new Matcher.DestinationPort(false, new PortSet(List.of(IntRange.of(port))));
  }

  private static Frames syn(int port) {
    return Frames.tcp("192.168.1.10", 40000, "198.51.100.7", port).flags(Frames.SYN);
  }

  private static Frames synAck(int port) {
    return Frames.tcp("198.51.100.7", port, "192.168.1.10", 40000)
        .flags(Frames.SYN | Frames.ACK)
        .seq(1000)
        .ack(1);
  }

  private static Frames ack(int port) {
    return Frames.tcp("192.168.1.10", 40000, "198.51.100.7", port)
        .flags(Frames.ACK)
        .seq(1)
        .ack(1001);
  }

  @Test
  void acceptsWhatNoRuleSpeaksOf() {
    assertThat(new Router().send(syn(80))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void showsTheWholeLifeOfAConnectionToTheRules() {
    Router router =
        new Router()
            .rule(FILTER, "forward", COUNT, state(TrackingState.NEW))
            .rule(FILTER, "forward", COUNT, state(TrackingState.ESTABLISHED));
    router.send(syn(80).seq(0));
    router.send(synAck(80));
    router.send(ack(80));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 1)).isEqualTo(2);
  }

  @Test
  void forgetsAConnectionWhoseFirstPacketIsDropped() {
    Router router =
        new Router()
            .rule(FILTER, "forward", COUNT, state(TrackingState.NEW))
            .rule(FILTER, "forward", DROP, port(23));
    assertThat(router.send(syn(23))).isEqualTo(Verdict.DROPPED);
    assertThat(router.send(syn(23))).isEqualTo(Verdict.DROPPED);
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    assertThat(router.datapath().connections().size()).isZero();
  }

  @Test
  void acceptInOneTableDoesNotSkipTheNext() {
    Router router =
        new Router()
            .rule(RAW, "prerouting", ACCEPT)
            .rule(MANGLE, "prerouting", ACCEPT)
            .rule(FILTER, "forward", DROP);
    assertThat(router.send(syn(80))).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void sendsPacketsForTheRouterThroughInput() {
    Router router = new Router().rule(FILTER, "input", COUNT).rule(FILTER, "forward", COUNT);
    router.send(Frames.udp("192.168.1.10", 5000, "192.168.1.1", 53));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 1)).isZero();
  }

  @Test
  void sendsThePacketsOfTheRouterThroughOutputAndPostrouting() {
    Router router =
        new Router()
            .rule(RAW, "output", COUNT)
            .rule(RAW, "prerouting", COUNT)
            .rule(MANGLE, "output", COUNT)
            .rule(FILTER, "output", COUNT, new Matcher.OutInterface(false, "wan"))
            .rule(MANGLE, "postrouting", COUNT);
    router.send(Frames.udp("203.0.113.1", 5000, "198.51.100.7", 53));
    assertThat(router.packets(RAW, 0)).isEqualTo(1);
    assertThat(router.packets(RAW, 1)).isZero();
    assertThat(router.packets(MANGLE, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(MANGLE, 1)).isEqualTo(1);
  }

  @Test
  void showsTheTimeToLiveAfterTheDecrementInForward() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", COUNT, new Matcher.Ttl(Comparison.EQUAL, 64))
            .rule(FILTER, "forward", COUNT, new Matcher.Ttl(Comparison.EQUAL, 63));
    router.send(syn(80).ttl(64));
    assertThat(router.packets(MANGLE, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
  }

  @Test
  void dropsAPacketWhoseTimeToLiveEndsHere() {
    Router router = new Router().rule(FILTER, "forward", COUNT);
    assertThat(router.send(syn(80).ttl(1))).isEqualTo(Verdict.DROPPED);
    assertThat(router.packets(FILTER, 0)).isZero();
    assertThat(router.datapath().drops().of(Drops.Reason.TTL_EXPIRED)).isEqualTo(1);
  }

  @Test
  void jumpsAndReturns() {
    Router router =
        new Router()
            .rule(FILTER, "forward", new Action.Jump("web"), port(80))
            .rule(FILTER, "forward", COUNT)
            .rule(FILTER, "web", COUNT)
            .rule(FILTER, "web", new Action.Return())
            .rule(FILTER, "web", DROP);
    assertThat(router.send(syn(80))).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 1)).isEqualTo(1);
    assertThat(router.packets(FILTER, 2)).isEqualTo(1);
    assertThat(router.packets(FILTER, 4)).isZero();
  }

  @Test
  void passesAJumpInACircleOver() {
    Router router =
        new Router()
            .rule(FILTER, "forward", new Action.Jump("a"))
            .rule(FILTER, "a", new Action.Jump("b"))
            .rule(FILTER, "b", new Action.Jump("a"))
            .rule(FILTER, "b", DROP);
    assertThat(router.send(syn(80))).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void keepsAConnectionMarkForBothDirections() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.MarkConnection("web", true), port(80))
            .rule(FILTER, "forward", COUNT, new Matcher.ConnectionMark(false, List.of("web")))
            .rule(FILTER, "forward", COUNT, new Matcher.ConnectionMark(true, List.of("web")));
    router.send(syn(80).seq(0));
    router.send(synAck(80));
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    assertThat(router.packets(FILTER, 1)).isZero();
  }

  @Test
  void endsTheTableWithoutPassthrough() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.MarkPacket("a", false))
            .rule(MANGLE, "prerouting", new Action.MarkPacket("b", true))
            .rule(FILTER, "forward", COUNT, new Matcher.PacketMark(false, List.of("a")));
    router.send(syn(80));
    assertThat(router.packets(MANGLE, 1)).isZero();
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
  }

  @Test
  void showsUntrackedPacketsWithoutAConnection() {
    Router router =
        new Router()
            .rule(RAW, "prerouting", new Action.Notrack())
            .rule(FILTER, "forward", COUNT, state(TrackingState.UNTRACKED))
            .rule(FILTER, "forward", COUNT, new Matcher.ConnectionMark(true, List.of("x")));
    router.send(syn(80));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(FILTER, 1)).isZero();
    assertThat(router.datapath().connections().size()).isZero();
  }

  @Test
  void bypassesTheTablesOnceAConnectionIsFasttracked() {
    Router router =
        new Router()
            .rule(
                FILTER,
                "forward",
                new Action.FasttrackConnection(true),
                state(TrackingState.ESTABLISHED))
            .rule(FILTER, "forward", COUNT);
    router.send(syn(80).seq(0));
    router.send(synAck(80));
    router.send(ack(80));
    router.send(ack(80));
    assertThat(router.packets(FILTER, 1)).isEqualTo(2);
    assertThat(router.datapath().fasttrackPackets()).isEqualTo(2);
  }

  @Test
  void answersARejectedSynWithAReset() {
    List<byte[]> sent = new ArrayList<>();
    Router router =
        new Router()
            .observer(
                new Observer() {
                  @Override
                  public void sent(
                      dev.sluice.engine.rules.Context context,
                      dev.sluice.policy.Rule rule,
                      byte[] packet) {
                    sent.add(packet);
                  }
                })
            .rule(FILTER, "forward", new Action.Reject(RejectWith.TCP_RESET));
    assertThat(router.send(syn(80).seq(77))).isEqualTo(Verdict.REJECTED);
    Frames wanted =
        Frames.tcp("198.51.100.7", 80, "192.168.1.10", 40000)
            .flags(Frames.RST | Frames.ACK)
            .seq(0)
            .ack(78)
            .window(0)
            .dontFragment()
            .id(0)
            .ttl(64);
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).isEqualTo(wanted.packet());
  }

  @Test
  void countsBytesByTheLengthOfTheIpPacket() {
    Router router = new Router().rule(FILTER, "forward", COUNT);
    router.send(Frames.udp("192.168.1.10", 5000, "198.51.100.7", 9).payload("hello"));
    assertThat(router.datapath().bytes(Family.IPV4, FILTER, 0)).isEqualTo(33);
  }
}
