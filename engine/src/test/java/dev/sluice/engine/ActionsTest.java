package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.MANGLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.rules.Context;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.DscpSource;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv4Option;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.RejectWith;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TtlChange;
import dev.sluice.testkit.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each action does to the packet and to the world. */
class ActionsTest {
  private static final Action COUNT = new Action.Passthrough();

  private final List<byte[]> sent = new ArrayList<>();
  private final Observer listening =
      new Observer() {
        @Override
        public void sent(Context context, Rule rule, byte[] packet) {
          sent.add(packet);
        }
      };

  private static Frames udp() {
    return Frames.udp("192.168.1.10", 5000, "198.51.100.7", 9);
  }

  private static Frames syn() {
    return Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 80).flags(Frames.SYN).seq(7);
  }

  private static Context after(Action action, Frames packet) {
    Router router =
        new Router().rule(packet.six() ? Family.IPV6 : Family.IPV4, MANGLE, "forward", action);
    router.send(packet);
    return router.datapath().context();
  }

  @Test
  void addSrcToAddressListIsSeenByTheNextRuleOfTheSamePacket() {
    Router router =
        new Router()
            .rule(
                FILTER,
                "forward",
                new Action.AddSourceToAddressList("seen", new ListTimeout.Seconds(60)))
            .rule(FILTER, "forward", COUNT, new Matcher.SourceAddressList(false, "seen"));
    router.send(udp());
    assertThat(router.packets(FILTER, 1)).isOne();
    assertThat(router.datapath().addressLists().entries(Family.IPV4, router.now()))
        .extracting(entry -> entry.list() + " " + entry.range())
        .containsExactly("seen 192.168.1.10");
  }

  @Test
  void knockingTwiceOpens() {
    Matcher first = new Matcher.SourceAddressList(false, "stage1");
    Router router =
        new Router()
            .rule(
                FILTER, "forward", new Action.Accept(), new Matcher.SourceAddressList(false, "in"))
            .rule(
                FILTER,
                "forward",
                new Action.AddSourceToAddressList("in", new ListTimeout.Seconds(600)),
                first)
            .rule(
                FILTER,
                "forward",
                new Action.AddSourceToAddressList("stage1", new ListTimeout.Seconds(5)))
            .rule(FILTER, "forward", new Action.Drop());
    assertThat(router.send(syn())).isEqualTo(Verdict.DROPPED);
    assertThat(router.send(syn())).isEqualTo(Verdict.DROPPED);
    assertThat(router.send(syn())).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void changeDscpKeepsTheLowerBits() {
    assertThat(after(new Action.ChangeDscp(DscpSource.VALUE, 46, true), udp().tos(3)).tos())
        .isEqualTo(46 << 2 | 3);
  }

  @Test
  void setPriorityFromDscp() {
    Frames packet = udp().tos(46 << 2);
    assertThat(after(new Action.SetPriority(PrioritySource.FROM_DSCP, 0, true), packet).priority())
        .isEqualTo(46);
    assertThat(
            after(new Action.SetPriority(PrioritySource.FROM_DSCP_HIGH_3_BITS, 0, true), packet)
                .priority())
        .isEqualTo(5);
  }

  @Test
  void changeTtlAndHopLimitSaturate() {
    assertThat(after(new Action.ChangeTtl(TtlChange.INCREMENT, 250, true), udp()).ttl())
        .isEqualTo(255);
    assertThat(after(new Action.ChangeTtl(TtlChange.SET, 9, true), udp()).ttl()).isEqualTo(9);
    Frames six = Frames.udp("2001:db8:1::10", 1, "2001:db8:2::7", 1).ttl(5);
    assertThat(after(new Action.ChangeTtl(TtlChange.DECREMENT, 9, true), six).ttl()).isZero();
  }

  @Test
  void aTtlThatADecrementInPreroutingUsedUpEndsThere() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.ChangeTtl(TtlChange.DECREMENT, 63, true));
    assertThat(router.send(udp().ttl(64))).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void changeMssOnlyLowersAndInsertsWhatIsMissing() {
    Action lower = new Action.ChangeMss(Optional.of(1400), true);
    assertThat(after(lower, syn().mss(1460)).tcpMss()).isEqualTo(1400);
    assertThat(after(lower, syn().mss(1000)).tcpMss()).isEqualTo(1000);
    Context inserted = after(lower, syn());
    assertThat(inserted.tcpMss()).isEqualTo(536);
    assertThat(inserted.length()).isEqualTo(44);
  }

  @Test
  void clampToPmtuFollowsTheSmallerInterface() {
    assertThat(after(new Action.ChangeMss(Optional.empty(), true), syn().mss(9000)).tcpMss())
        .isEqualTo(1460);
  }

  @Test
  void stripIpv4OptionsLeavesOnlyPadding() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.StripIpv4Options(true))
            .rule(FILTER, "forward", COUNT, new Matcher.Ipv4Options(Ipv4Option.ROUTER_ALERT))
            .rule(FILTER, "forward", COUNT, new Matcher.Ipv4Options(Ipv4Option.ANY));
    router.send(udp().ipOptions(new byte[] {(byte) 148, 4, 0, 0}));
    assertThat(router.packets(FILTER, 0)).isZero();
    assertThat(router.packets(FILTER, 1)).isOne();
  }

  @Test
  void snptIsTheExampleOfTheRfc() {
    // RFC 6296 section 3.1: FD01:0203:0405:/48 is 2001:0DB8:0001:/48 outside, 0001 becomes D550.
    Action translate =
        new Action.SourcePrefixTranslation(
            Router.prefix("fd01:203:405::", 48), Router.prefix("2001:db8:1::", 48));
    Router router =
        new Router()
            .rule(Family.IPV6, MANGLE, "postrouting", translate)
            .rule(
                Family.IPV6,
                MANGLE,
                "postrouting",
                COUNT,
                new Matcher.SourceAddress(
                    false, AddressRange.of(Router.address("2001:db8:1:d550::1234"))));
    router.send(Frames.udp("fd01:203:405:1::1234", 1, "2001:db8:2::7", 1));
    assertThat(router.packets(Family.IPV6, MANGLE, 1)).isOne();
  }

  @Test
  void routeChangesWhereThePacketGoesButNotThePacket() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.Route(Router.address("192.168.1.99"), true))
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.OutInterface(false, "lan"),
                new Matcher.DestinationAddress(false, Router.prefix("198.51.100.7", 32)));
    router.send(udp());
    assertThat(router.packets(FILTER, 0)).isOne();
  }

  @Test
  void rejectQuotesThePacketInAnIcmpError() {
    Router router =
        new Router()
            .observer(listening)
            .rule(FILTER, "forward", new Action.Reject(RejectWith.ICMP_ADMIN_PROHIBITED));
    assertThat(router.send(udp())).isEqualTo(Verdict.REJECTED);
    assertThat(sent).hasSize(1);
    byte[] error = sent.getFirst();
    assertThat(error).hasSize(20 + 8 + 28);
    assertThat(error[20]).isEqualTo((byte) 3);
    assertThat(error[21]).isEqualTo((byte) 13);
    assertThat(Arrays.copyOfRange(error, 28, 56)).isEqualTo(udp().packet());
  }

  @Test
  void rejectOfIpv6SaysNoRoute() {
    Router router =
        new Router()
            .observer(listening)
            .rule(Family.IPV6, FILTER, "forward", new Action.Reject(RejectWith.ICMP_NO_ROUTE));
    assertThat(router.send(Frames.udp("2001:db8:1::10", 1, "2001:db8:2::7", 1)))
        .isEqualTo(Verdict.REJECTED);
    assertThat(sent.getFirst()[40]).isEqualTo((byte) 1);
    assertThat(sent.getFirst()[41]).isZero();
  }

  @Test
  void noResetAnswersAReset() {
    Router router =
        new Router()
            .observer(listening)
            .rule(FILTER, "forward", new Action.Reject(RejectWith.TCP_RESET));
    assertThat(router.send(syn().flags(Frames.RST))).isEqualTo(Verdict.REJECTED);
    assertThat(sent).isEmpty();
  }

  @Test
  void tarpitHoldsEachPeerWithOneAnswerASecond() {
    Router router = new Router().observer(listening).rule(FILTER, "forward", new Action.Tarpit());
    for (int i = 0; i < 25; i++) {
      router.send(Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 80).seq(8).ack(9).payload("x"));
      router.after(100);
    }
    assertThat(sent).hasSize(3);
    router.send(Frames.tcp("192.168.1.11", 5000, "198.51.100.7", 80).seq(8).ack(9).payload("x"));
    assertThat(sent).as("another peer").hasSize(4);
  }

  @Test
  void tarpitAcceptsTheSynWithATinyWindow() {
    Router router = new Router().observer(listening).rule(FILTER, "forward", new Action.Tarpit());
    assertThat(router.send(syn())).isEqualTo(Verdict.DROPPED);
    byte[] answer = sent.getFirst();
    assertThat(answer).hasSize(40);
    assertThat(answer[33]).isEqualTo((byte) (Frames.SYN | Frames.ACK));
    assertThat(answer[31]).isEqualTo((byte) 8);
    assertThat(answer[35]).isEqualTo((byte) 5);
  }

  @Test
  void markRoutingIsSeenByRoutingMark() {
    Router router =
        new Router()
            .rule(MANGLE, "prerouting", new Action.MarkRouting("backup", true))
            .rule(FILTER, "forward", COUNT, new Matcher.RoutingMark(false, List.of("backup")))
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.PacketSize(false, new IntRange(0, 65_535)),
                new Matcher.RoutingMark(false, List.of("main")));
    router.send(udp());
    assertThat(router.packets(FILTER, 0)).isOne();
    assertThat(router.packets(FILTER, 1)).isZero();
  }
}
