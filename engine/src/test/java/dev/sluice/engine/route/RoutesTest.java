package dev.sluice.engine.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Topology;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Route;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Origin HERE = Origin.NONE;

  private final List<Interface> interfaces = new ArrayList<>();
  private final List<InterfaceList> lists = new ArrayList<>();
  private final List<InterfaceAddress> addresses = new ArrayList<>();
  private final List<Route> configured = new ArrayList<>();
  private final List<Topology.Attachment> attachments = new ArrayList<>();
  private final List<Address> local = new ArrayList<>();

  private static Address address(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Frames.address(text));
    return bytes.capacity() == 4
        ? Address.ipv4(bytes.getInt())
        : Address.ipv6(bytes.getLong(), bytes.getLong());
  }

  private static AddressRange prefix(String text, int length) {
    return AddressRange.prefix(address(text), length);
  }

  private void connected(String text, int length, String name) {
    addresses.add(new InterfaceAddress(address(text), length, name, false, HERE));
  }

  private void route(AddressRange to, String gateway, int distance, String table) {
    boolean isAddress = gateway.contains(".") || gateway.contains(":");
    configured.add(
        new Route(
            to,
            isAddress ? Optional.empty() : Optional.of(gateway),
            isAddress ? Optional.of(address(gateway)) : Optional.empty(),
            distance,
            AddressType.UNICAST,
            table,
            false,
            HERE));
  }

  private void nowhere(AddressRange to, AddressType kind) {
    configured.add(
        new Route(to, Optional.empty(), Optional.empty(), 1, kind, Mark.MAIN, false, HERE));
  }

  private Routes routes() {
    Policy policy =
        new Policy(
            Firewall.empty(Family.IPV4),
            Firewall.empty(Family.IPV6),
            List.of(),
            interfaces,
            lists,
            addresses,
            configured,
            TrackingSettings.DEFAULT,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ZoneOffset.UTC);
    return new Routes(new Topology(List.of(), attachments, local, Map.of(), Map.of()), policy);
  }

  private static String way(Routes routes, String to, String table) {
    Address a = address(to);
    boolean six = a.family() == Family.IPV6;
    assertThat(Routes.route(place(routes, a)))
        .isEqualTo(routes.route(a.high(), a.low(), six, Routes.MAIN_TABLE));
    return routes.interfaceName(routes.interfaceOf(a.high(), a.low(), six, routes.table(table)));
  }

  private static int place(Routes routes, Address a) {
    return routes.place(a.high(), a.low(), a.family() == Family.IPV6);
  }

  private static AddressType type(Routes routes, String of) {
    Address a = address(of);
    AddressType type =
        AddressType.values()[routes.addressType(a.high(), a.low(), a.family() == Family.IPV6)];
    assertThat(Routes.local(place(routes, a))).isEqualTo(type == AddressType.LOCAL);
    return type;
  }

  @Test
  void takesTheLongestPrefix() {
    attachments.add(new Topology.Attachment(prefix("0.0.0.0", 0), "ether1"));
    attachments.add(new Topology.Attachment(prefix("10.0.0.0", 8), "bridge"));
    attachments.add(new Topology.Attachment(prefix("10.1.0.0", 16), "vlan5"));
    Routes routes = routes();
    assertThat(way(routes, "8.8.8.8", Mark.MAIN)).isEqualTo("ether1");
    assertThat(way(routes, "10.0.255.255", Mark.MAIN)).isEqualTo("bridge");
    assertThat(way(routes, "10.1.0.0", Mark.MAIN)).isEqualTo("vlan5");
    assertThat(way(routes, "10.1.255.255", Mark.MAIN)).isEqualTo("vlan5");
    assertThat(way(routes, "10.2.0.0", Mark.MAIN)).isEqualTo("bridge");
    assertThat(way(routes, "11.0.0.0", Mark.MAIN)).isEqualTo("ether1");
  }

  @Test
  void knowsNoWayWhereNobodySaidOne() {
    assertThat(routes().interfaceOf(0, 1, false, Routes.MAIN_TABLE)).isEqualTo(Routes.NONE);
    assertThat(routes().interfaceOf(1, 1, true, Routes.MAIN_TABLE)).isEqualTo(Routes.NONE);
  }

  @Test
  void findsAGatewaysInterfaceAlsoThroughAnotherGateway() {
    connected("192.0.2.2", 24, "wan");
    route(prefix("0.0.0.0", 0), "198.51.100.1", 1, Mark.MAIN);
    route(prefix("198.51.100.0", 24), "192.0.2.1", 1, Mark.MAIN);
    assertThat(way(routes(), "8.8.8.8", Mark.MAIN)).isEqualTo("wan");
  }

  @Test
  void prefersTheSmallerDistance() {
    route(prefix("0.0.0.0", 0), "lte1", 10, Mark.MAIN);
    route(prefix("0.0.0.0", 0), "ether1", 1, Mark.MAIN);
    assertThat(way(routes(), "8.8.8.8", Mark.MAIN)).isEqualTo("ether1");
  }

  @Test
  void asksTheMarkedTableFirstAndThenMain() {
    route(prefix("0.0.0.0", 0), "ether1", 1, Mark.MAIN);
    route(prefix("8.0.0.0", 8), "wg1", 1, "vpn");
    Routes routes = routes();
    assertThat(way(routes, "8.8.8.8", "vpn")).isEqualTo("wg1");
    assertThat(way(routes, "9.9.9.9", "vpn")).isEqualTo("ether1");
    assertThat(way(routes, "8.8.8.8", Mark.MAIN)).isEqualTo("ether1");
    assertThat(way(routes, "8.8.8.8", "no-such-table")).isEqualTo("ether1");
  }

  @Test
  void tellsTheTypesOfIpv4Addresses() {
    connected("192.168.88.1", 24, "bridge");
    local.add(address("203.0.113.7"));
    nowhere(prefix("198.51.100.0", 24), AddressType.BLACKHOLE);
    nowhere(prefix("198.51.101.0", 24), AddressType.PROHIBIT);
    Routes routes = routes();
    assertThat(type(routes, "192.168.88.1")).isEqualTo(AddressType.LOCAL);
    assertThat(type(routes, "203.0.113.7")).isEqualTo(AddressType.LOCAL);
    assertThat(type(routes, "127.0.0.53")).isEqualTo(AddressType.LOCAL);
    assertThat(type(routes, "192.168.88.255")).isEqualTo(AddressType.BROADCAST);
    assertThat(type(routes, "255.255.255.255")).isEqualTo(AddressType.BROADCAST);
    assertThat(type(routes, "0.0.0.0")).isEqualTo(AddressType.BROADCAST);
    assertThat(type(routes, "224.0.0.251")).isEqualTo(AddressType.MULTICAST);
    assertThat(type(routes, "239.255.255.255")).isEqualTo(AddressType.MULTICAST);
    assertThat(type(routes, "240.0.0.0")).isEqualTo(AddressType.UNICAST);
    assertThat(type(routes, "192.168.88.2")).isEqualTo(AddressType.UNICAST);
    assertThat(type(routes, "198.51.100.9")).isEqualTo(AddressType.BLACKHOLE);
    assertThat(type(routes, "198.51.101.9")).isEqualTo(AddressType.PROHIBIT);
  }

  @Test
  void tellsTheTypesOfIpv6Addresses() {
    connected("2001:db8::1", 64, "bridge");
    nowhere(prefix("2001:db8:f::", 48), AddressType.BLACKHOLE);
    Routes routes = routes();
    assertThat(type(routes, "2001:db8::1")).isEqualTo(AddressType.LOCAL);
    assertThat(type(routes, "::1")).isEqualTo(AddressType.LOCAL);
    assertThat(type(routes, "2001:db8::")).isEqualTo(AddressType.ANYCAST);
    assertThat(type(routes, "2001:db8::2")).isEqualTo(AddressType.UNICAST);
    assertThat(type(routes, "ff02::1")).isEqualTo(AddressType.MULTICAST);
    assertThat(type(routes, "2001:db8:f::1")).isEqualTo(AddressType.UNREACHABLE);
    assertThat(type(routes, "2a00::1")).isEqualTo(AddressType.UNREACHABLE);
  }

  @Test
  void aListOfTypesMeansOneOfThemForIpv4AndBothKindsForIpv6() {
    connected("2001:db8::1", 64, "bridge");
    connected("192.168.88.1", 24, "bridge");
    Routes routes = routes();
    int both = 1 << AddressType.UNICAST.ordinal() | 1 << AddressType.LOCAL.ordinal();
    Address mine = address("192.168.88.1");
    Address other = address("192.168.88.2");
    assertThat(routes.isOneOf(both, mine.high(), mine.low(), false)).isTrue();
    assertThat(routes.isOneOf(both, other.high(), other.low(), false)).isTrue();
    Address mine6 = address("2001:db8::1");
    Address other6 = address("2001:db8::2");
    Address group = address("ff02::1");
    assertThat(routes.isOneOf(both, mine6.high(), mine6.low(), true)).isTrue();
    assertThat(routes.isOneOf(both, other6.high(), other6.low(), true)).isFalse();
    int impossible = 1 << AddressType.UNICAST.ordinal() | 1 << AddressType.MULTICAST.ordinal();
    assertThat(routes.isOneOf(impossible, group.high(), group.low(), true)).isFalse();
    int multicast = 1 << AddressType.MULTICAST.ordinal();
    assertThat(routes.isOneOf(multicast, group.high(), group.low(), true)).isTrue();
  }

  @Test
  void deliversBroadcastsAndMulticastsHere() {
    connected("192.168.88.1", 24, "bridge");
    Routes routes = routes();
    for (String text : List.of("192.168.88.1", "192.168.88.255", "224.0.0.1", "ff02::1", "::1")) {
      assertThat(Routes.deliveredHere(place(routes, address(text)))).as(text).isTrue();
    }
    assertThat(Routes.deliveredHere(place(routes, address("192.168.88.2")))).isFalse();
    assertThat(Routes.local(place(routes, address("192.168.88.255")))).isFalse();
  }

  @Test
  void namesTheFirstAddressOfAnInterface() {
    connected("192.0.2.2", 24, "wan");
    connected("192.0.2.3", 24, "wan");
    connected("2001:db8::1", 64, "wan");
    Routes routes = routes();
    int wan = routes.interfaceIndex("wan");
    assertThat(routes.primaryLow(wan, false)).isEqualTo(address("192.0.2.2").low());
    assertThat(routes.primaryHigh(wan, true)).isEqualTo(address("2001:db8::1").high());
    assertThat(routes.primaryLow(wan, true)).isEqualTo(1);
    assertThat(routes.primaryLow(Routes.NONE, false)).isZero();
  }

  @Test
  void listsIncludeExcludeAndAdd() {
    for (String name : List.of("ether1", "ether2", "ether3")) {
      interfaces.add(new Interface(name, "ether", false, "", 1500));
    }
    interfaces.add(new Interface("ppp1", "pppoe-client", true, "", 1480));
    lists.add(new InterfaceList("WAN", List.of("dynamic"), List.of(), List.of("ether1"), HERE));
    lists.add(
        new InterfaceList(
            "LAN", List.of("static", "LAN"), List.of("WAN"), List.of("ether1"), HERE));
    Routes routes = routes();
    assertThat(members(routes, "all")).containsExactly("ether1", "ether2", "ether3", "ppp1");
    assertThat(members(routes, "none")).isEmpty();
    assertThat(members(routes, "dynamic")).containsExactly("ppp1");
    assertThat(members(routes, "static")).containsExactly("ether1", "ether2", "ether3");
    assertThat(members(routes, "WAN")).containsExactly("ether1", "ppp1");
    assertThat(members(routes, "LAN")).containsExactly("ether1", "ether2", "ether3");
    assertThat(routes.list("no-such-list")).isEqualTo(-1);
    assertThat(routes.inList(routes.list("all"), Routes.NONE)).isFalse();
    assertThat(routes.mtu(routes.interfaceIndex("ppp1"))).isEqualTo(1480);
  }

  private static List<String> members(Routes routes, String list) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < routes.interfaces(); i++) {
      if (routes.inList(routes.list(list), i)) {
        names.add(routes.interfaceName(i));
      }
    }
    return names;
  }

  @Test
  void agreesWithATrialOfAllRanges() {
    Gen.cases(
        17,
        Gen.count(200),
        gen -> {
          boolean six = gen.flip();
          RangeTable.Builder builder = new RangeTable.Builder();
          List<AddressRange> ranges = new ArrayList<>();
          for (int i = gen.below(30); i > 0; i--) {
            Address a = any(gen, six);
            Address b = any(gen, six);
            AddressRange range =
                gen.flip()
                    ? AddressRange.prefix(a, gen.below(a.bits() + 1))
                    : a.compareTo(b) <= 0 ? new AddressRange(a, b) : new AddressRange(b, a);
            builder.put(range, ranges.size());
            ranges.add(range);
          }
          RangeTable table = builder.build();
          for (int i = 0; i < 100; i++) {
            Address asked =
                ranges.isEmpty() || gen.flip()
                    ? any(gen, six)
                    : gen.flip() ? gen.pick(ranges).first() : gen.pick(ranges).last();
            assertThat(table.find(asked.high(), asked.low(), six))
                .as(gen + " " + asked)
                .isEqualTo(trial(ranges, asked));
          }
        });
  }

  private static Address any(Gen gen, boolean six) {
    int few = gen.below(64) << 24 | gen.below(4);
    return six
        ? Address.ipv6(gen.flip() ? few : -few, gen.flip() ? few : -1L - few)
        : Address.ipv4(few);
  }

  private static int trial(List<AddressRange> ranges, Address asked) {
    int best = RangeTable.NONE;
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(asked)
          && (best == RangeTable.NONE || narrower(ranges.get(i), ranges.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean narrower(AddressRange a, AddressRange b) {
    return size(a).compareTo(size(b)) < 0;
  }

  private static java.math.BigInteger size(AddressRange range) {
    return number(range.last()).subtract(number(range.first()));
  }

  private static java.math.BigInteger number(Address address) {
    byte[] bytes = new Bytes().u64(address.high()).u64(address.low()).array();
    return new java.math.BigInteger(1, bytes);
  }
}
