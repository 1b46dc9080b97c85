package dev.sluice.engine;

import static dev.sluice.engine.Hits.COUNT;
import static dev.sluice.engine.Hits.hits;
import static dev.sluice.engine.Hits.ports;
import static dev.sluice.engine.Hits.tcp;
import static dev.sluice.engine.Hits.udp;
import static dev.sluice.engine.Hits.udp6;
import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.MANGLE;
import static dev.sluice.policy.TableName.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.engine.rules.HotDrop;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.HashFields;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv4Option;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.LimitFlow;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.P2pKind;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.TimeOfDayRange;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The fine print of each matcher, one rule at a time. */
class MatchersTest {
  @Test
  void srcAddressIsARangeWithBothEnds() {
    Matcher range =
        new Matcher.SourceAddress(
            false,
            new AddressRange(Router.address("192.168.1.10"), Router.address("192.168.1.11")));
    assertThat(hits(range, udp(1), Frames.udp("192.168.1.12", 1, "198.51.100.7", 1))).isOne();
  }

  @Test
  void dstAddressOfIpv6() {
    assertThat(
            hits(
                new Matcher.DestinationAddress(false, Router.prefix("2001:db8:2::", 48)),
                udp6(1),
                Frames.udp("2001:db8:1::10", 1, "2001:db8:3::7", 1)))
        .isOne();
  }

  @Test
  void anUnknownAddressListHoldsNothing() {
    assertThat(hits(new Matcher.SourceAddressList(false, "gone"), udp(1))).isZero();
    assertThat(hits(new Matcher.SourceAddressList(true, "gone"), udp(1))).isOne();
  }

  @Test
  void anAddressListOfIpv6Prefixes() {
    Router router =
        new Router().list("six", Router.prefix("2001:db8:1::", 64), OptionalLong.empty());
    assertThat(
            hits(router, RAW, "prerouting", new Matcher.SourceAddressList(false, "six"), udp6(1)))
        .isOne();
  }

  @Test
  void addressTypeTellsTheRouterFromOthers() {
    Matcher local = new Matcher.DestinationAddressType(false, Set.of(AddressType.LOCAL));
    Frames own = Frames.udp("192.168.1.10", 1, "192.168.1.1", 1);
    Frames broadcast = Frames.udp("192.168.1.10", 1, "192.168.1.255", 1);
    assertThat(hits(local, own, udp(1), broadcast)).isOne();
    Matcher all = new Matcher.DestinationAddressType(false, Set.of(AddressType.BROADCAST));
    assertThat(hits(all, own, udp(1), broadcast)).isOne();
  }

  @Test
  void anInterfaceThatDoesNotExistAtTheHookFitsOnlyWithNot() {
    assertThat(hits(new Matcher.OutInterface(false, "wan"), udp(1))).isZero();
    assertThat(hits(new Matcher.OutInterface(true, "wan"), udp(1))).isOne();
    assertThat(hits(FILTER, "forward", new Matcher.OutInterface(false, "wan"), udp(1))).isOne();
  }

  @Test
  void interfaceListAllHoldsEveryInterface() {
    assertThat(hits(new Matcher.InInterfaceList(false, "all"), udp(1))).isOne();
    assertThat(hits(new Matcher.InInterfaceList(false, "none"), udp(1))).isZero();
    assertThat(hits(new Matcher.InInterfaceList(false, "LAN"), udp(1))).isOne();
  }

  @Test
  void portsOfALaterFragmentNeverMatch() {
    Frames later = udp(53).payload("x".repeat(64)).fragment(64, false);
    assertThat(hits(new Matcher.DestinationPort(false, ports(53)), later)).isZero();
    assertThat(hits(new Matcher.DestinationPort(true, ports(99)), later)).isZero();
    assertThat(hits(new Matcher.Fragment(true), later, udp(53))).isOne();
  }

  @Test
  void portMeansEitherEndAndItsNotMeansNeither() {
    assertThat(hits(new Matcher.AnyPort(false, ports(5000)), udp(1))).isOne();
    assertThat(hits(new Matcher.AnyPort(true, ports(5000)), udp(1))).isZero();
    assertThat(hits(new Matcher.AnyPort(true, ports(9)), udp(1))).isOne();
    assertThat(hits(new Matcher.AnyPort(true, ports(9)), Frames.ip("10.0.0.1", "10.0.0.2", 47)))
        .isZero();
  }

  @Test
  void aHeaderTooShortForItsPortsIsDroppedByTheMatcher() {
    Router router =
        new Router().rule(RAW, "prerouting", COUNT, new Matcher.SourcePort(true, ports(1)));
    assertThat(router.send(tcp(2).totalLength(22))).isEqualTo(Verdict.DROPPED);
    assertThat(router.datapath().drops().of(HotDrop.SHORT_HEADER)).isOne();
  }

  @Test
  void tcpFlagsLookOnlyAtTheFlagsThatAreNamed() {
    assertThat(hits(new Matcher.TcpFlags(false, 2, 2), tcp(2), tcp(18), tcp(16))).isEqualTo(2);
    assertThat(hits(new Matcher.TcpFlags(false, 18, 2), tcp(2), tcp(18), tcp(16))).isOne();
    assertThat(hits(new Matcher.TcpFlags(false, 63, 0), tcp(0), tcp(2))).isOne();
    assertThat(hits(new Matcher.TcpFlags(true, 2, 2), udp(1))).isZero();
  }

  @Test
  void tcpMssWithoutTheOptionFitsOnlyWithNot() {
    IntRange small = new IntRange(0, 1378);
    assertThat(hits(new Matcher.TcpMss(true, small), tcp(2), tcp(2).mss(1460), tcp(2).mss(1000)))
        .isEqualTo(2);
    assertThat(hits(new Matcher.TcpMss(false, small), tcp(2), tcp(2).mss(1000), udp(1))).isOne();
  }

  @Test
  void icmpOptionsAreATypeAndARangeOfCodes() {
    Frames unreachable = Frames.icmp("192.168.1.10", "198.51.100.7", 3, 1);
    Frames echo = Frames.icmp("192.168.1.10", "198.51.100.7", 8, 0);
    assertThat(hits(new Matcher.IcmpOptions(false, 3, new IntRange(0, 1)), unreachable, echo))
        .isOne();
    assertThat(hits(new Matcher.IcmpOptions(true, 3, new IntRange(0, 1)), unreachable, echo))
        .isOne();
    assertThat(hits(new Matcher.IcmpOptions(true, 3, new IntRange(0, 1)), udp(1))).isZero();
  }

  @Test
  void icmpOptionsOfIpv6UseItsNumbers() {
    Frames echo = Frames.icmp6("2001:db8:1::10", "2001:db8:2::7", 128, 0);
    assertThat(hits(new Matcher.IcmpOptions(false, 128, new IntRange(0, 255)), echo)).isOne();
  }

  @Test
  void packetSizeIsTheLengthOfTheIpPacket() {
    assertThat(
            hits(new Matcher.PacketSize(false, new IntRange(28, 28)), udp(1), udp(1).payload("x")))
        .isOne();
    assertThat(hits(new Matcher.PacketSize(false, IntRange.of(48)), udp6(1))).isOne();
  }

  @Test
  void dscpIsTheUpperSixBits() {
    assertThat(hits(new Matcher.Dscp(false, 46), udp(1).tos(46 << 2 | 3), udp(1))).isOne();
    assertThat(hits(new Matcher.Dscp(true, 46), udp6(1).tos(46 << 2 | 3), udp6(1))).isOne();
  }

  @Test
  void ipv4OptionsNoneAndAnyAndTheNamed() {
    Frames alert = udp(1).ipOptions(new byte[] {(byte) 148, 4, 0, 0});
    Frames padding = udp(1).ipOptions(new byte[] {1, 1, 1, 0});
    assertThat(hits(new Matcher.Ipv4Options(Ipv4Option.ANY), alert, padding, udp(1))).isEqualTo(2);
    assertThat(hits(new Matcher.Ipv4Options(Ipv4Option.NONE), alert, padding, udp(1))).isOne();
    assertThat(hits(new Matcher.Ipv4Options(Ipv4Option.ROUTER_ALERT), alert, padding, udp(1)))
        .isOne();
    assertThat(hits(new Matcher.Ipv4Options(Ipv4Option.NO_TIMESTAMP), alert, padding, udp(1)))
        .isEqualTo(3);
  }

  @Test
  void headersContainsAndExact() {
    Frames hops = udp6(1).extension(0, new byte[] {1, 4, 0, 0, 0, 0});
    Set<Ipv6Header> hop = Set.of(Ipv6Header.HOP);
    assertThat(hits(new Matcher.Ipv6Headers(false, hop, false), hops, udp6(1))).isOne();
    assertThat(hits(new Matcher.Ipv6Headers(false, hop, true), hops, udp6(1))).isZero();
    assertThat(
            hits(
                new Matcher.Ipv6Headers(false, Set.of(Ipv6Header.HOP, Ipv6Header.PROTO), true),
                hops,
                udp6(1)))
        .isOne();
  }

  @Test
  void srcMacAddress() {
    Frames packet = udp(1).mac("02:00:00:00:00:07", "02:00:00:00:00:01");
    assertThat(hits(new Matcher.SourceMac(false, 0x020000000007L), packet)).isOne();
    assertThat(hits(new Matcher.SourceMac(true, 0x020000000007L), packet)).isZero();
  }

  @Test
  void contentIsFoundAnywhereInThePacketAndCaseMatters() {
    assertThat(hits(new Matcher.Content(false, "needle"), udp(1).payload("a needle in"))).isOne();
    assertThat(hits(new Matcher.Content(false, "needle"), udp(1).payload("a Needle in"))).isZero();
    assertThat(hits(new Matcher.Content(false, "\u00c0\u00a8\u0001"), udp(1))).isOne();
    assertThat(hits(new Matcher.Content(true, "needle"), udp6(1).payload("none"))).isOne();
  }

  @Test
  void limitAndItsNot() {
    Frames[] ten = new Frames[10];
    Arrays.fill(ten, udp(1));
    assertThat(hits(new Matcher.Limit(false, 1, 1, 5, false), ten)).isEqualTo(5);
    assertThat(hits(new Matcher.Limit(true, 1, 1, 5, false), ten)).isEqualTo(5);
  }

  @Test
  void dstLimitHasABucketForEachFlowAndForgetsIdleOnes() {
    Router router =
        new Router()
            .rule(
                RAW,
                "prerouting",
                COUNT,
                new Matcher.DestinationLimit(1, 60, 2, LimitFlow.DESTINATION_ADDRESS, 10));
    for (int i = 0; i < 4; i++) {
      router.send(udp(1));
      router.send(Frames.udp("192.168.1.10", 1, "198.51.100.8", 1));
    }
    assertThat(router.packets(RAW, 0)).isEqualTo(4);
    router.after(11_000).send(udp(1));
    assertThat(router.packets(RAW, 0)).isEqualTo(5);
  }

  @Test
  void dstLimitDropsNewFlowsWhenItsTableIsFull() {
    Router router =
        new Router()
            .settings(EngineSettings.DEFAULT.withMaxConnections(64).withStateLimits(10, 2))
            .rule(
                RAW,
                "prerouting",
                COUNT,
                new Matcher.DestinationLimit(1, 1, 5, LimitFlow.DESTINATION_ADDRESS_AND_PORT, 60));
    assertThat(router.send(udp(1))).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.send(udp(2))).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.send(udp(3))).isEqualTo(Verdict.DROPPED);
    assertThat(router.send(udp(1))).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.datapath().drops().of(HotDrop.LIMIT_TABLE_FULL)).isOne();
  }

  @Test
  void nthCountsOnlyWhatGetsThere() {
    Router router =
        new Router()
            .rule(
                RAW,
                "prerouting",
                COUNT,
                new Matcher.Nth(false, 2, 1),
                new Matcher.DestinationPort(false, ports(7)));
    for (int i = 0; i < 4; i++) {
      router.send(udp(8));
      router.send(udp(7));
    }
    assertThat(router.packets(RAW, 0)).isEqualTo(2);
  }

  @Test
  void randomIsAboutAsOftenAsItSays() {
    Frames[] packets = new Frames[2000];
    Arrays.fill(packets, udp(1));
    assertThat(hits(new Matcher.Random(30), packets)).isBetween(500L, 700L);
  }

  @Test
  void theClassesOfAConnectionClassifierDivideTheFlows() {
    Router router = new Router();
    HashFields both = new HashFields(true, true, false, false);
    for (int remainder = 0; remainder < 3; remainder++) {
      router.rule(
          RAW, "prerouting", COUNT, new Matcher.PerConnectionClassifier(false, both, 3, remainder));
    }
    for (int i = 2; i < 200; i++) {
      router.send(Frames.udp("192.168.1." + i, 1, "198.51.100.7", 1));
    }
    long sum = 0;
    for (int remainder = 0; remainder < 3; remainder++) {
      assertThat(router.packets(RAW, remainder)).isBetween(40L, 95L);
      sum += router.packets(RAW, remainder);
    }
    assertThat(sum).isEqualTo(198);
  }

  @Test
  void psdMatchesTheSeventhLowPortAndEveryOneAfter() {
    Router router =
        new Router().rule(RAW, "prerouting", COUNT, new Matcher.PortScan(21, 3_000_000_000L, 3, 1));
    for (int port = 1; port <= 6; port++) {
      router.send(udp(port));
    }
    assertThat(router.packets(RAW, 0)).isZero();
    router.send(udp(7));
    router.send(udp(1));
    router.send(udp(8));
    assertThat(router.packets(RAW, 0)).isEqualTo(2);
    router.after(4_000).send(udp(9));
    assertThat(router.packets(RAW, 0)).isEqualTo(2);
  }

  @Test
  void timeRunsOverMidnightInTheZoneOfTheRouter() {
    Router router =
        new Router()
            .zone("Europe/Riga")
            .rule(
                RAW,
                "prerouting",
                COUNT,
                new Matcher.Time(
                    false,
                    List.of(new TimeOfDayRange(18 * 3600, 8 * 3600)),
                    Set.of(DayOfWeek.MONDAY)));
    ZonedDateTime monday = ZonedDateTime.of(2026, 11, 23, 0, 0, 0, 0, ZoneId.of("Europe/Riga"));
    for (int hour = 0; hour < 48; hour++) {
      router.at(monday.plusHours(hour).toEpochSecond() * 1_000_000_000L).send(udp(1));
    }
    // Monday 0 to 8 and 18 to 23 o'clock.
    assertThat(router.packets(RAW, 0)).isEqualTo(15);
  }

  @Test
  void theLastSecondOfATimeRangeCounts() {
    Router router =
        new Router()
            .rule(
                RAW,
                "prerouting",
                COUNT,
                new Matcher.Time(
                    false, List.of(new TimeOfDayRange(8 * 3600, 17 * 3600)), Set.of()));
    long midnight = 1_700_006_400L / 86_400 * 86_400;
    router.at((midnight + 17 * 3600) * 1_000_000_000L).send(udp(1));
    assertThat(router.packets(RAW, 0)).isOne();
    router.at((midnight + 17 * 3600 + 1) * 1_000_000_000L).send(udp(1));
    assertThat(router.packets(RAW, 0)).isOne();
  }

  @Test
  void priorityIsWhatWasSetAndIngressPriorityWhatCame() {
    Router router =
        new Router()
            .rule(
                MANGLE,
                "prerouting",
                new Action.SetPriority(PrioritySource.FROM_INGRESS, 0, true),
                new Matcher.IngressPriority(false, 5))
            .rule(FILTER, "forward", COUNT, new Matcher.Priority(false, 5))
            .rule(FILTER, "forward", COUNT, new Matcher.Priority(false, 0));
    router.send(udp(1).vlan(0x8100, 9, 5));
    router.send(udp(1));
    assertThat(router.packets(FILTER, 0)).isOne();
    assertThat(router.packets(FILTER, 1)).isOne();
  }

  @Test
  void marksOfNoConnectionNeverMatch() {
    Router router =
        new Router()
            .rule(RAW, "prerouting", new Action.Notrack())
            .rule(FILTER, "forward", COUNT, new Matcher.ConnectionMark(false, List.of("no-mark")))
            .rule(FILTER, "forward", COUNT, new Matcher.ConnectionMark(true, List.of("no-mark")))
            .rule(FILTER, "forward", COUNT, new Matcher.PacketMark(false, List.of("no-mark")))
            .rule(FILTER, "forward", COUNT, new Matcher.RoutingMark(false, List.of("main")));
    router.send(udp(1));
    assertThat(router.packets(FILTER, 0)).isZero();
    assertThat(router.packets(FILTER, 1)).isZero();
    assertThat(router.packets(FILTER, 2)).isOne();
    assertThat(router.packets(FILTER, 3)).isOne();
  }

  @Test
  void connectionLimitLetsSoManyConnectionsOfASourceBlockBe() {
    Router router =
        new Router().rule(FILTER, "forward", COUNT, new Matcher.ConnectionLimit(false, 3, 32));
    for (int port = 1; port <= 5; port++) {
      router.send(udp(port));
    }
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    router.send(Frames.udp("192.168.1.11", 1, "198.51.100.7", 1));
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
  }

  @Test
  void connectionLimitForgetsConnectionsThatWereDroppedOrEnded() {
    Router router =
        new Router()
            .rule(FILTER, "forward", new Action.Drop(), new Matcher.ConnectionLimit(false, 2, 24));
    for (int port = 1; port <= 4; port++) {
      router.send(udp(port));
    }
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    router.after(120_000);
    assertThat(router.send(udp(9))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void connectionBytesCountsBothDirectionsAndThisPacket() {
    Router router = new Router().rule(FILTER, "forward", COUNT, new Matcher.ConnectionBytes(56, 0));
    router.send(udp(53));
    router.send(Frames.udp("198.51.100.7", 53, "192.168.1.10", 5000));
    assertThat(router.packets(FILTER, 0)).isOne();
  }

  @Test
  void connectionRateOfTheFirstSecondIsZero() {
    Router router =
        new Router().rule(FILTER, "forward", COUNT, new Matcher.ConnectionRate(false, 0, 100_000));
    router.send(udp(53).payload("x".repeat(1000)));
    assertThat(router.packets(FILTER, 0)).isOne();
  }

  @Test
  void layer7MatchesFromThePacketOnThatMadeItKnown() {
    Router router =
        new Router()
            .layer7("hello", "^hello")
            .rule(FILTER, "forward", COUNT, new Matcher.Layer7(false, List.of("hello")))
            .rule(FILTER, "forward", COUNT, new Matcher.Layer7(true, List.of("hello")));
    router.send(udp(53));
    router.send(udp(53).payload("Hello there"));
    router.send(udp(53).payload("more"));
    assertThat(router.packets(FILTER, 0)).isEqualTo(2);
    assertThat(router.packets(FILTER, 1)).isOne();
  }

  @Test
  void p2pKnowsTheOpeningOfBitTorrent() {
    Matcher all = new Matcher.P2p(false, P2pKind.ALL_P2P);
    assertThat(hits(FILTER, "forward", all, udp(1).payload("\u0013BitTorrent protocol"), udp(2)))
        .isOne();
  }

  @Test
  void whatACaptureCannotTellIsAssumed() {
    Router router =
        new Router()
            .settings(
                EngineSettings.DEFAULT
                    .withMaxConnections(64)
                    .withAssumptions(new Assumptions(true, false, 2, 7)));
    router
        .rule(FILTER, "forward", COUNT, new Matcher.IpsecPolicy(true, true))
        .rule(FILTER, "forward", COUNT, new Matcher.IpsecPolicy(false, false))
        .rule(FILTER, "forward", COUNT, new Matcher.HotspotState(false, 3, 2))
        .rule(FILTER, "forward", COUNT, new Matcher.Realm(false, 7))
        .rule(MANGLE, "prerouting", COUNT, new Matcher.Realm(false, 7));
    router.send(udp(1));
    for (int rule = 0; rule < 4; rule++) {
      assertThat(router.packets(FILTER, rule)).isOne();
    }
    assertThat(router.packets(MANGLE, 0)).isZero();
  }

  @Test
  void invalidIncludesNothingThatIsUntracked() {
    Router router =
        new Router()
            .rule(RAW, "prerouting", new Action.Notrack())
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.ConnectionState(true, Set.of(TrackingState.INVALID)));
    router.send(udp(1));
    assertThat(router.packets(FILTER, 0)).isOne();
  }
}
