package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Assumptions;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.LogLine;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.replay.Lane;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.spec.Literals;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A router made of RouterOS text, for tests. LAN 192.168.1.0/24 and 2001:db8:1::/64 on bridge, with
 * port ether2 for the upper half; WAN on ether1, with 203.0.113.1 and 2001:db8:9::1.
 */
final class Lab implements Observer {
  static final long SECOND = 1_000_000_000L;

  /** A Monday, 2026-03-02 08:00:00 UTC. */
  static final long START = 1_772_438_400L * SECOND;

  private static final String SURROUNDINGS =
      """
      /interface bridge
      add name=bridge
      /interface bridge port
      add bridge=bridge interface=ether2
      /interface list
      add name=LAN
      add name=WAN
      add name=PORTS
      /interface list member
      add interface=bridge list=LAN
      add interface=ether1 list=WAN
      add interface=ether2 list=PORTS
      /ip address
      add address=192.168.1.1/24 interface=bridge
      add address=203.0.113.1/24 interface=ether1
      /ipv6 address
      add address=2001:db8:1::1/64 interface=bridge
      add address=2001:db8:9::1/64 interface=ether1
      """;

  final List<String> logged = new ArrayList<>();
  final List<byte[]> sent = new ArrayList<>();
  final Lane lane;
  private final Family family;
  private final TableName table;
  private final PacketView view = new PacketView();
  private long now = START;

  private Lab(Family family, TableName table, String text, Assumptions assumed) {
    this.family = family;
    this.table = table;
    byte[] bytes = (SURROUNDINGS + text).getBytes(StandardCharsets.ISO_8859_1);
    Reading reading = PolicyReader.read("seed.rsc", bytes, false);
    assertThat(reading.hasErrors()).as(reading.problems().toString()).isFalse();
    List<Attachment> where =
        List.of(
            at("192.168.1.0/24", "bridge"),
            at("192.168.1.128/25", "ether2"),
            at("2001:db8:1::/64", "bridge"),
            at("0.0.0.0/0", "ether1"),
            at("::/0", "ether1"));
    ReplaySettings settings =
        ReplaySettings.DEFAULT
            .at(where, List.of())
            .withListing(ReplaySettings.Listing.NONE)
            .withAssumed(assumed);
    lane = new Lane(reading.policy(), settings, this);
  }

  private static Attachment at(String prefix, String name) {
    AddressRange range = Literals.range(prefix).orElseThrow();
    return new Attachment(range, name);
  }

  /** Whole menus; counters are asked of the named table. */
  static Lab of(Family family, TableName table, String text) {
    return new Lab(family, table, text, Assumptions.NONE);
  }

  static Lab filter(String text) {
    return of(Family.IPV4, TableName.FILTER, text);
  }

  /** One counting rule of the IPv4 filter in chain forward, with the matchers given. */
  static Lab four(String matchers) {
    return four("forward", matchers, Assumptions.NONE);
  }

  static Lab four(String chain, String matchers, Assumptions assumed) {
    return new Lab(Family.IPV4, TableName.FILTER, rule("ip", chain, matchers), assumed);
  }

  static Lab six(String matchers) {
    return six("forward", matchers, Assumptions.NONE);
  }

  static Lab six(String chain, String matchers, Assumptions assumed) {
    return new Lab(Family.IPV6, TableName.FILTER, rule("ipv6", chain, matchers), assumed);
  }

  private static String rule(String menu, String chain, String matchers) {
    return "/%s firewall filter\nadd chain=%s action=passthrough %s\n"
        .formatted(menu, chain, matchers);
  }

  Lab after(long nanos) {
    now += nanos;
    return this;
  }

  long now() {
    return now;
  }

  Verdict send(Frames packet) {
    return send(packet.frame());
  }

  Verdict send(byte[] frame) {
    MemorySegment segment = Arena.ofAuto().allocate(frame.length);
    MemorySegment.copy(frame, 0, segment, ValueLayout.JAVA_BYTE, 0, frame.length);
    assertThat(view.wrap(segment, 0, frame.length, frame.length, LinkType.ETHERNET))
        .isEqualTo(PacketView.Status.OK);
    lane.advance(now);
    return lane.arrived(view, -1);
  }

  /** The first rule matches the packet. */
  Lab takes(Frames packet) {
    long before = packets(0);
    send(packet);
    assertThat(packets(0)).as("matches").isEqualTo(before + 1);
    return this;
  }

  /** The first rule does not match the packet. */
  Lab leaves(Frames packet) {
    long before = packets(0);
    send(packet);
    assertThat(packets(0)).as("does not match").isEqualTo(before);
    return this;
  }

  /** How many of so many equal packets the first rule matches. */
  long of(int packets, Frames packet) {
    long before = packets(0);
    for (int i = 0; i < packets; i++) {
      send(packet);
    }
    return packets(0) - before;
  }

  /** What the rules left in a field of the packet: its tos or ttl, or else its priority. */
  int field(String name) {
    Context context = lane.datapath().context();
    return switch (name) {
      case "tos" -> context.tos();
      case "ttl" -> context.ttl();
      default -> context.priority();
    };
  }

  long packets(int rule) {
    return lane.datapath().packets(family, table, rule);
  }

  long bytes(int rule) {
    return lane.datapath().bytes(family, table, rule);
  }

  @Override
  public void log(Context context, Rule rule) {
    StringBuilder line = new StringBuilder();
    LogLine.append(context, rule, line);
    logged.add(line.toString());
  }

  @Override
  public void sent(Context context, Rule rule, byte[] packet) {
    sent.add(packet);
  }

  @Override
  public void timeExceeded(Context context, byte[] packet) {
    sent.add(packet);
  }

  static Frames udp() {
    return Frames.udp("192.168.1.10", 5000, "198.51.100.7", 53);
  }

  static Frames udp6() {
    return Frames.udp("2001:db8:1::10", 5000, "2001:db8:7::7", 53);
  }

  static Frames syn() {
    return Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 80).flags(Frames.SYN).seq(7);
  }

  static Frames syn6() {
    return Frames.tcp("2001:db8:1::10", 5000, "2001:db8:7::7", 80).flags(Frames.SYN).seq(7);
  }

  /** What the server says to {@link #udp}. */
  static Frames answer() {
    return Frames.udp("198.51.100.7", 53, "192.168.1.10", 5000);
  }

  static Frames answer6() {
    return Frames.udp("2001:db8:7::7", 53, "2001:db8:1::10", 5000);
  }
}
