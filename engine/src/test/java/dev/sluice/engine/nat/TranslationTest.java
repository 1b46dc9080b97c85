package dev.sluice.engine.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Topology;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Profile;
import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressText;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TranslationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int WAN = 0;
  private static final int LAN = 1;
  private static final int UNKNOWN = 2;

  private final ConnectionTable table =
      new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, 1 << 17, 1);
  private final Translation nat =
      new Translation(
          new Routes(
              new Topology(
                  List.of("wan", "lan", "ppp"),
                  List.of(),
                  List.of(),
                  Map.of("wan", address("198.51.100.1"), "lan", address("10.0.0.254")),
                  Map.of()),
              new Policy(
                  Firewall.empty(Family.IPV4),
                  Firewall.empty(Family.IPV6),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  TrackingSettings.DEFAULT,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  ZoneOffset.UTC)),
          EngineSettings.DEFAULT);
  private final PacketView packet = new PacketView();
  private long now = SECOND;

  private static Address address(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Frames.address(text));
    return bytes.capacity() == 4
        ? Address.ipv4(bytes.getInt())
        : Address.ipv6(bytes.getLong(), bytes.getLong());
  }

  private static AddressRange range(String first, String last) {
    return new AddressRange(address(first), address(last));
  }

  private static AddressRange only(String text) {
    return AddressRange.of(address(text));
  }

  private static Optional<IntRange> ports(int first, int last) {
    return Optional.of(new IntRange(first, last));
  }

  private int track(Frames frame) {
    byte[] bytes = frame.packet();
    packet.wrapIp(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length);
    return table.track(packet, now += 1_000);
  }

  private int udp(String source, int sourcePort, String destination, int port) {
    int connection = track(Frames.udp(source, sourcePort, destination, port).payload("x"));
    assertThat(table.fresh()).isTrue();
    return connection;
  }

  /** Destination and source as they are seen behind the hooks. */
  private String seen(int c) {
    Family family = table.six(c) ? Family.IPV6 : Family.IPV4;
    String source =
        AddressText.format(
            family,
            Translation.sourceHigh(table, c, false),
            Translation.sourceLow(table, c, false));
    String destination =
        AddressText.format(
            family,
            Translation.destinationHigh(table, c, false),
            Translation.destinationLow(table, c, false));
    return source
        + ":"
        + Translation.sourcePort(table, c, false)
        + " "
        + destination
        + ":"
        + Translation.destinationPort(table, c, false);
  }

  private int bound(int c, @Nullable Action destination, @Nullable Action source) {
    assertThat(nat.bindDestination(destination, table, c, WAN, now))
        .isNotEqualTo(Binding.EXHAUSTED);
    assertThat(nat.bindSource(source, table, c, WAN, now)).isNotEqualTo(Binding.EXHAUSTED);
    table.confirm(c, now);
    return c;
  }

  private static Action sourceNat(AddressRange to) {
    return new Action.SourceNat(Optional.of(to), Optional.empty(), false);
  }

  @Test
  void leavesAConnectionWithoutARuleAsItIs() {
    int c = udp("10.0.0.1", 1000, "8.8.8.8", 53);
    assertThat(nat.bindDestination(null, table, c, LAN, now)).isEqualTo(Binding.UNCHANGED);
    assertThat(nat.bindSource(null, table, c, WAN, now)).isEqualTo(Binding.UNCHANGED);
    assertThat(seen(c)).isEqualTo("10.0.0.1:1000 8.8.8.8:53");
    assertThat(table.sourceNat(c)).isFalse();
    assertThat(table.destinationNat(c)).isFalse();
  }

  @Test
  void sourceNatKeepsAFreePort() {
    int c = udp("10.0.0.1", 1000, "8.8.8.8", 53);
    assertThat(nat.bindSource(sourceNat(only("198.51.100.9")), table, c, WAN, now))
        .isEqualTo(Binding.TRANSLATED);
    assertThat(seen(c)).isEqualTo("198.51.100.9:1000 8.8.8.8:53");
    assertThat(table.sourceNat(c)).isTrue();
    assertThat(table.destinationNat(c)).isFalse();
  }

  @Test
  void theReplyOfATranslatedConnectionIsFound() {
    int c = udp("10.0.0.1", 1000, "8.8.8.8", 53);
    bound(c, null, sourceNat(only("198.51.100.9")));
    assertThat(track(Frames.udp("8.8.8.8", 53, "198.51.100.9", 1000).payload("y"))).isEqualTo(c);
    assertThat(table.reply()).isTrue();
    assertThat(AddressText.format(Family.IPV4, 0, Translation.destinationLow(table, c, true)))
        .isEqualTo("10.0.0.1");
    assertThat(AddressText.format(Family.IPV4, 0, Translation.sourceLow(table, c, true)))
        .isEqualTo("8.8.8.8");
  }

  @Test
  void aTakenPortIsChangedWithinItsClass() {
    Action same = sourceNat(only("198.51.100.9"));
    for (int port : new int[] {200, 700, 5_000}) {
      bound(udp("10.0.0.1", port, "8.8.8.8", 53), null, same);
      int second = bound(udp("10.0.0.2", port, "8.8.8.8", 53), null, same);
      int changed = Translation.sourcePort(table, second, false);
      assertThat(changed).isNotEqualTo(port);
      IntRange allowed =
          port < 512
              ? new IntRange(1, 511)
              : port < 1024 ? new IntRange(600, 1023) : new IntRange(1024, 65_535);
      assertThat(allowed.contains(changed)).as("%d", changed).isTrue();
    }
  }

  @Test
  void aConnectionWithoutARuleChangesItsPortWhenAnotherHasTheSameReply() {
    bound(udp("10.0.0.1", 4_000, "8.8.8.8", 53), null, sourceNat(only("198.51.100.1")));
    int c = bound(udp("198.51.100.1", 4_000, "8.8.8.8", 53), null, null);
    assertThat(Translation.sourcePort(table, c, false)).isNotEqualTo(4_000);
  }

  @Test
  void toPortsLimitsThePorts() {
    Action rule = new Action.SourceNat(Optional.empty(), ports(7_000, 7_003), false);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      int c = bound(udp("10.0.0.1", 1_000 + i, "8.8.8.8", 53), null, rule);
      used.add(Translation.sourcePort(table, c, false));
    }
    assertThat(used).containsExactlyInAnyOrder(7_000, 7_001, 7_002, 7_003);
    int late = udp("10.0.0.1", 2_000, "8.8.8.8", 53);
    assertThat(nat.bindSource(rule, table, late, WAN, now)).isEqualTo(Binding.EXHAUSTED);
    assertThat(nat.exhausted()).isEqualTo(1);
  }

  @Test
  void aRangeGivesTheSamePairTheSameAddress() {
    Action rule = sourceNat(range("198.51.100.8", "198.51.100.15"));
    Set<Long> chosen = new HashSet<>();
    for (int host = 1; host < 60; host++) {
      long first = 0;
      for (int port = 0; port < 3; port++) {
        int c = bound(udp("10.0.0." + host, 1_000 + port, "8.8.8.8", 53), null, rule);
        long low = Translation.sourceLow(table, c, false);
        assertThat(port == 0 || low == first).isTrue();
        first = low;
      }
      chosen.add(first);
    }
    assertThat(chosen).hasSize(8);
  }

  @Test
  void masqueradeTakesTheAddressOfTheInterfaceItLeavesBy() {
    Action rule = new Action.Masquerade(Optional.empty(), false);
    int c = bound(udp("10.0.0.1", 1000, "8.8.8.8", 53), null, rule);
    assertThat(seen(c)).isEqualTo("198.51.100.1:1000 8.8.8.8:53");
  }

  @Test
  void masqueradeWithoutAKnownAddressIsCountedAndFlagged() {
    int c = udp("10.0.0.1", 1000, "8.8.8.8", 53);
    nat.bindSource(new Action.Masquerade(Optional.empty(), false), table, c, UNKNOWN, now);
    assertThat(seen(c)).isEqualTo("10.0.0.1:1000 8.8.8.8:53");
    assertThat(table.sourceNat(c)).isTrue();
    assertThat(nat.unknownAddresses()).isEqualTo(1);
  }

  @Test
  void randomisedPortsAreNotKept() {
    Action rule = new Action.Masquerade(Optional.empty(), true);
    int c = bound(udp("10.0.0.1", 5_000, "8.8.8.8", 53), null, rule);
    assertThat(Translation.sourcePort(table, c, false)).isNotEqualTo(5_000).isBetween(1024, 65535);
  }

  @Test
  void destinationNatChangesAddressAndPort() {
    Action rule =
        new Action.DestinationNat(Optional.of(only("10.0.0.80")), ports(8_080, 8_080), false);
    int c = bound(udp("203.0.113.5", 4_000, "198.51.100.1", 80), rule, null);
    assertThat(seen(c)).isEqualTo("203.0.113.5:4000 10.0.0.80:8080");
    assertThat(table.destinationNat(c)).isTrue();
    assertThat(table.sourceNat(c)).isFalse();
    assertThat(track(Frames.udp("10.0.0.80", 8_080, "203.0.113.5", 4_000).payload("y")))
        .isEqualTo(c);
  }

  @Test
  void twoDestinationsThatBecomeOneAreToldApartByTheSourcePort() {
    Action rule =
        new Action.DestinationNat(Optional.of(only("10.0.0.80")), Optional.empty(), false);
    bound(udp("203.0.113.5", 4_000, "198.51.100.1", 80), rule, null);
    int second = bound(udp("203.0.113.5", 4_000, "198.51.100.2", 80), rule, null);
    assertThat(Translation.sourcePort(table, second, false)).isNotEqualTo(4_000);
    assertThat(Translation.destinationPort(table, second, false)).isEqualTo(80);
  }

  @Test
  void redirectTakesTheAddressOfTheInterfaceOfArrival() {
    Action rule = new Action.Redirect(ports(3_128, 3_128), false);
    int c = udp("10.0.0.1", 4_000, "8.8.8.8", 80);
    nat.bindDestination(rule, table, c, LAN, now);
    assertThat(seen(c)).isEqualTo("10.0.0.1:4000 10.0.0.254:3128");
    int own = udp("10.0.0.254", 4_000, "8.8.8.8", 80);
    nat.bindDestination(rule, table, own, -1, now);
    assertThat(seen(own)).isEqualTo("10.0.0.254:4000 127.0.0.1:3128");
  }

  @Test
  void netmapKeepsTheHostBits() {
    Action rule = new Action.Netmap(range("172.16.5.0", "172.16.5.255"), Optional.empty());
    int in = bound(udp("203.0.113.5", 4_000, "198.51.100.77", 80), rule, null);
    assertThat(seen(in)).isEqualTo("203.0.113.5:4000 172.16.5.77:80");
    int out = bound(udp("10.0.0.33", 4_000, "8.8.8.8", 80), null, rule);
    assertThat(seen(out)).isEqualTo("172.16.5.33:4000 8.8.8.8:80");
  }

  @Test
  void netmapWorksForIpv6() {
    AddressRange to = AddressRange.prefix(address("2001:db8:1::"), 64);
    int c =
        bound(
            udp("2001:db8:9::7", 4_000, "2001:db8:f::1", 80),
            null,
            new Action.Netmap(to, Optional.empty()));
    assertThat(seen(c)).isEqualTo("2001:db8:1::7:4000 2001:db8:f::1:80");
  }

  @Test
  void sameGivesAClientTheSameAddress() {
    AddressRange to = range("198.51.100.8", "198.51.100.11");
    Action byBoth = new Action.Same(to, Optional.empty(), false);
    Action bySource = new Action.Same(to, Optional.empty(), true);
    // 10.0.0.6 mod 4 = 2; 10.0.0.6 + 8.8.8.9 mod 4 = 3.
    int a = bound(udp("10.0.0.6", 4_000, "8.8.8.9", 80), null, byBoth);
    assertThat(seen(a)).startsWith("198.51.100.11:4000 ");
    int b = bound(udp("10.0.0.6", 4_001, "8.8.8.9", 80), null, bySource);
    assertThat(seen(b)).startsWith("198.51.100.10:4001 ");
  }

  @Test
  void theIdentifierIsThePortOfAPing() {
    Action rule = sourceNat(only("198.51.100.9"));
    int first = track(Frames.icmp("10.0.0.1", "8.8.8.8", 8, 0).echo(7, 1));
    nat.bindSource(rule, table, first, WAN, now);
    table.confirm(first, now);
    int second = track(Frames.icmp("10.0.0.2", "8.8.8.8", 8, 0).echo(7, 1));
    assertThat(nat.bindSource(rule, table, second, WAN, now)).isEqualTo(Binding.TRANSLATED);
    assertThat(table.sourcePort(second, true)).isNotEqualTo(7);
    assertThat(track(Frames.icmp("8.8.8.8", "198.51.100.9", 0, 0).echo(7, 1))).isEqualTo(first);
  }

  @Test
  void endpointIndependentNatGivesOneInnerEndpointOneOuterOne() {
    Action rule = new Action.EndpointIndependentNat(Optional.empty(), Optional.empty(), false);
    int a = bound(udp("10.0.0.1", 4_000, "8.8.8.8", 53), null, rule);
    int b = bound(udp("10.0.0.1", 4_000, "9.9.9.9", 53), null, rule);
    int other = bound(udp("10.0.0.2", 4_000, "9.9.9.9", 53), null, rule);
    assertThat(seen(a)).startsWith("198.51.100.1:4000 ");
    assertThat(seen(b)).startsWith("198.51.100.1:4000 ");
    assertThat(Translation.sourcePort(table, other, false)).isEqualTo(4_001);
    assertThat(nat.endpointIndependent(a)).isTrue();
    int stranger = bound(udp("203.0.113.5", 9, "198.51.100.1", 4_000), rule, null);
    assertThat(seen(stranger)).isEqualTo("203.0.113.5:9 10.0.0.1:4000");
    int nobody = udp("203.0.113.5", 9, "198.51.100.1", 4_444);
    assertThat(nat.bindDestination(rule, table, nobody, WAN, now)).isEqualTo(Binding.UNCHANGED);
  }

  @Test
  void manyClientsBehindOneAddressAllGetPorts() {
    Action rule = new Action.Masquerade(Optional.empty(), false);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      int c = udp("10." + (i >> 8) + "." + (i & 255) + ".1", 5_000, "8.8.8.8", 53);
      assertThat(nat.bindSource(rule, table, c, WAN, now)).isEqualTo(Binding.TRANSLATED);
      table.confirm(c, now);
      used.add(Translation.sourcePort(table, c, false));
    }
    assertThat(used).hasSize(20_000);
  }
}
