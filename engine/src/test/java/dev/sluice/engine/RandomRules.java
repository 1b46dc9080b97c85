package dev.sluice.engine;

import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Comparison;
import dev.sluice.policy.DscpSource;
import dev.sluice.policy.Family;
import dev.sluice.policy.HashFields;
import dev.sluice.policy.Helper;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv4Option;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.LimitFlow;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
import dev.sluice.policy.P2pKind;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.RejectWith;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TimeOfDayRange;
import dev.sluice.policy.TrackingState;
import dev.sluice.policy.TtlChange;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Draws policies and packets that meet often enough for rules to match. */
final class RandomRules {
  private static final List<String> CHAINS = List.of("a", "b", "c");
  private static final List<String> LISTS = List.of("l1", "l2", "l3");
  private static final List<String> MARKS = List.of("m1", "m2", "m3", Mark.NO_MARK);
  private static final int MATCHERS = 50;

  private final Gen gen;
  private final Family family;

  RandomRules(Gen gen, Family family) {
    this.gen = gen;
    this.family = family;
  }

  /** Fills a router with rules in every table but nat. */
  void fill(Router router, int rules) {
    for (int i = 0; i < 12; i++) {
      router.list(
          gen.pick(LISTS),
          range(),
          gen.oneIn(4) ? OptionalLong.of(gen.between(1, 5)) : OptionalLong.empty());
    }
    router.layer7("hello", "^hello").layer7("world", "world");
    for (int i = 0; i < rules; i++) {
      TableName table = gen.pick(TableName.RAW, TableName.MANGLE, TableName.FILTER);
      String chain = gen.oneIn(3) ? gen.pick(CHAINS) : builtIn(table);
      List<Matcher> matchers = new ArrayList<>();
      for (int n = gen.below(5); n > 0; n--) {
        matchers.add(matcher());
      }
      router.rule(family, table, chain, action(table), matchers.toArray(Matcher[]::new));
    }
  }

  private String builtIn(TableName table) {
    return switch (table) {
      case RAW -> "prerouting";
      case FILTER -> gen.oneIn(3) ? "input" : "forward";
      default -> gen.pick("prerouting", "forward", "postrouting", "input");
    };
  }

  String host() {
    return family == Family.IPV4
        ? gen.pick(
            "192.168.1.10",
            "192.168.1.11",
            "198.51.100.7",
            "198.51.100.200",
            "10.1.2.3",
            "192.168.1.1",
            "224.0.0.5")
        : gen.pick("2001:db8:1::10", "2001:db8:1::11", "2001:db8:2::7", "2001:db8:1::1", "ff02::5");
  }

  private AddressRange range() {
    int bits = family == Family.IPV4 ? 32 : 128;
    int length = gen.pick(bits, bits, bits * 3 / 4, bits / 2, bits / 4, 0);
    return AddressRange.prefix(Router.address(host()), length);
  }

  private int port() {
    return gen.pick(22, 53, 80, 443, 8080, 40000);
  }

  private PortSet ports() {
    List<IntRange> ranges = new ArrayList<>();
    for (int n = gen.between(1, 3); n > 0; n--) {
      int first = gen.oneIn(5) ? gen.below(65_536) : port();
      ranges.add(new IntRange(first, gen.oneIn(3) ? Math.min(65_535, first + 500) : first));
    }
    return new PortSet(ranges);
  }

  private <E extends Enum<E>> Set<E> some(Class<E> type) {
    Set<E> set = EnumSet.noneOf(type);
    for (int n = gen.between(1, 2); n > 0; n--) {
      set.add(gen.pick(List.of(type.getEnumConstants())));
    }
    return set;
  }

  private List<String> marks() {
    return gen.oneIn(3) ? List.of(gen.pick(MARKS), gen.pick(MARKS)) : List.of(gen.pick(MARKS));
  }

  private IntRange sizes(int most) {
    int first = gen.below(most);
    return new IntRange(first, gen.between(first, most));
  }

  private Matcher matcher() {
    boolean not = gen.oneIn(3);
    int kind = gen.below(MATCHERS);
    return kind < 25 ? plain(kind, not) : deeper(kind, not);
  }

  private Matcher plain(int kind, boolean not) {
    return switch (kind) {
      case 0 -> new Matcher.SourceAddress(not, range());
      case 1 -> new Matcher.DestinationAddress(not, range());
      case 2 -> new Matcher.SourceAddressList(not, gen.pick(LISTS));
      case 3 -> new Matcher.DestinationAddressList(not, gen.pick(LISTS));
      case 4 -> new Matcher.SourceAddressType(not, some(AddressType.class));
      case 5 -> new Matcher.DestinationAddressType(not, some(AddressType.class));
      case 6 -> new Matcher.InInterface(not, gen.pick("lan", "wan", "gone"));
      case 7 -> new Matcher.OutInterface(not, gen.pick("lan", "wan", "gone"));
      case 8 -> new Matcher.InInterfaceList(not, gen.pick("LAN", "WAN", "all", "none", "gone"));
      case 9 -> new Matcher.OutInterfaceList(not, gen.pick("LAN", "WAN", "all", "none"));
      case 10 -> new Matcher.InBridgePort(not, "lan");
      case 11 -> new Matcher.OutBridgePortList(not, "LAN");
      case 12 -> new Matcher.SourceMac(not, gen.pick(0x020000000001L, 0x020000000002L));
      case 13, 14 -> new Matcher.Protocol(not, gen.pick(1, 6, 6, 17, 17, 47, 58, 132));
      case 15 -> new Matcher.SourcePort(not, ports());
      case 16, 17 -> new Matcher.DestinationPort(not, ports());
      case 18 -> new Matcher.AnyPort(not, ports());
      case 19 -> {
        int mask = gen.below(256);
        yield new Matcher.TcpFlags(not, mask, mask & gen.below(256));
      }
      case 20 -> new Matcher.TcpMss(not, sizes(1500));
      case 21 -> new Matcher.IcmpOptions(not, gen.pick(0, 3, 8, 128, 255), sizes(3));
      case 22 -> new Matcher.PacketSize(not, sizes(200));
      case 23 -> gen.flip() ? new Matcher.Dscp(not, gen.below(4)) : new Matcher.Tos(not, 0, 3);
      default -> new Matcher.Ttl(gen.pick(Comparison.values()), gen.pick(62, 63, 64));
    };
  }

  private Matcher deeper(int kind, boolean not) {
    return switch (kind) {
      case 25 -> new Matcher.Fragment(not);
      case 26 ->
          family == Family.IPV4
              ? new Matcher.Ipv4Options(gen.pick(Ipv4Option.values()))
              : new Matcher.Ipv6Headers(not, some(Ipv6Header.class), gen.flip());
      case 27 -> new Matcher.Content(not, gen.pick("hello", "wor", "\u00ff"));
      case 28 -> new Matcher.TlsHost(not, "*.example.com");
      case 29 -> new Matcher.Random(gen.between(1, 99));
      case 30 -> new Matcher.Nth(not, gen.between(1, 4), gen.between(1, 4));
      case 31 ->
          new Matcher.PerConnectionClassifier(
              not,
              new HashFields(gen.flip(), gen.flip(), gen.flip(), gen.flip()),
              gen.between(1, 4),
              gen.below(4));
      case 32 ->
          new Matcher.Limit(
              not, gen.between(1, 2000), gen.between(1, 5), gen.between(1, 5), gen.oneIn(4));
      case 33 ->
          new Matcher.DestinationLimit(
              gen.between(1, 20),
              gen.between(1, 5),
              gen.between(1, 5),
              gen.pick(LimitFlow.values()),
              gen.between(1, 5));
      case 34 -> new Matcher.PortScan(gen.between(2, 21), 3_000_000_000L, 3, 1);
      case 35 ->
          new Matcher.Time(
              not,
              gen.flip()
                  ? List.of()
                  : List.of(new TimeOfDayRange(gen.below(86_400), gen.below(86_400))),
              gen.flip() ? Set.of() : some(DayOfWeek.class));
      case 36 -> new Matcher.IngressPriority(not, gen.below(3));
      case 37 -> new Matcher.Priority(not, gen.below(3));
      case 38 -> new Matcher.PacketMark(not, marks());
      case 39, 40 -> new Matcher.ConnectionMark(not, marks());
      case 41 -> new Matcher.RoutingMark(not, List.of(gen.pick("main", "m1")));
      case 42 -> new Matcher.HotspotState(not, 3, gen.below(4));
      case 43 -> new Matcher.IpsecPolicy(gen.flip(), gen.flip());
      case 44, 45 -> new Matcher.ConnectionState(not, some(TrackingState.class));
      case 46 ->
          gen.flip()
              ? new Matcher.ConnectionNatState(not, some(NatState.class))
              : new Matcher.ConnectionType(not, gen.pick(Helper.values()));
      case 47 ->
          gen.flip()
              ? new Matcher.ConnectionBytes(gen.below(300), gen.below(600))
              : new Matcher.ConnectionRate(not, gen.below(3000), gen.below(9000));
      case 48 -> new Matcher.ConnectionLimit(not, gen.between(0, 4), gen.between(0, 32));
      default ->
          gen.oneIn(4)
              ? new Matcher.P2p(not, gen.pick(P2pKind.values()))
              : gen.oneIn(4)
                  ? new Matcher.Realm(not, gen.below(2))
                  : new Matcher.Layer7(not, List.of(gen.pick("hello", "world", "gone")));
    };
  }

  private Action action(TableName table) {
    boolean on = gen.flip();
    int kind = gen.below(table == TableName.MANGLE ? 20 : 10);
    return switch (kind) {
      case 0 -> new Action.Accept();
      case 1 -> gen.oneIn(3) ? new Action.Drop() : new Action.Passthrough();
      case 2 ->
          new Action.Reject(
              family == Family.IPV4
                  ? gen.pick(RejectWith.TCP_RESET, RejectWith.ICMP_ADMIN_PROHIBITED)
                  : gen.pick(RejectWith.TCP_RESET, RejectWith.ICMP_NO_ROUTE));
      case 3, 4 -> new Action.Jump(gen.pick(CHAINS));
      case 5 -> new Action.Return();
      case 6 ->
          new Action.AddSourceToAddressList(
              gen.pick(LISTS),
              gen.flip()
                  ? new ListTimeout.NoneDynamic()
                  : new ListTimeout.Seconds(gen.between(1, 3)));
      case 7 -> new Action.AddDestinationToAddressList(gen.pick(LISTS), new ListTimeout.Seconds(2));
      case 8 ->
          table == TableName.RAW && gen.oneIn(3)
              ? new Action.Notrack()
              : table == TableName.FILTER && gen.oneIn(4) ? new Action.Tarpit() : new Action.Log();
      case 9, 10, 11 -> new Action.Passthrough();
      case 12, 13 -> new Action.MarkConnection(gen.pick(MARKS), on);
      case 14 -> new Action.MarkPacket(gen.pick(MARKS), on);
      case 15 -> new Action.MarkRouting("m1", on);
      case 16 -> new Action.ChangeDscp(gen.pick(DscpSource.values()), gen.below(4), on);
      case 17 -> new Action.ChangeTtl(gen.pick(TtlChange.values()), gen.between(1, 3), on);
      case 18 -> new Action.SetPriority(gen.pick(PrioritySource.values()), gen.below(3), on);
      default ->
          gen.flip()
              ? new Action.ChangeMss(Optional.of(gen.between(500, 1400)), on)
              : new Action.StripIpv4Options(on);
    };
  }

  /** One packet, now and then with something odd about it. */
  byte[] packet() {
    String from = host();
    String to = host();
    Frames frames =
        switch (gen.below(10)) {
          case 0, 1, 2, 3 ->
              Frames.tcp(from, port(), to, port())
                  .flags(gen.pick(2, 18, 16, 16, 24, 17, 4, gen.below(256)))
                  .seq(gen.below(3))
                  .ack(gen.below(3));
          case 4, 5, 6 -> Frames.udp(from, port(), to, port());
          case 7 ->
              family == Family.IPV4
                  ? Frames.icmp(from, to, gen.pick(0, 3, 8), gen.below(3))
                  : Frames.icmp6(from, to, gen.pick(1, 128, 129), gen.below(3));
          case 8 -> Frames.ip(from, to, gen.pick(47, 50, 132, 6, 17));
          default -> Frames.udpLite(from, port(), to, port());
        };
    frames.ttl(gen.pick(64, 64, 63, 2)).tos(gen.pick(0, 0, 4, 8, 3));
    if (gen.flip()) {
      frames.payload(gen.pick("hello", "hello world", "x", "\u00ff\u00fe", "world"));
    }
    if (gen.oneIn(4)) {
      frames.vlan(0x8100, 5, gen.below(3));
    }
    if (family == Family.IPV4 && frames.packet().length >= 28 && gen.oneIn(20)) {
      frames.totalLength(20 + gen.below(8));
    } else if (family == Family.IPV4 && gen.oneIn(20)) {
      frames.fragment(8 * gen.below(3), gen.flip());
    }
    frames.mac("02:00:00:00:00:0" + gen.between(1, 3), "02:00:00:00:00:09");
    return frames.frame();
  }
}
