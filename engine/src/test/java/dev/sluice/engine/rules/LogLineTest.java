package dev.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Topology;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Profile;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines that real routers have written, byte for byte but for the case of the MAC address. */
class LogLineTest {
  private static final long NOW = 1_700_000_000_000_000_000L;

  private final ConnectionTable table =
      new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, 64, 1);
  private final Marks marks = new Marks();
  private TableName in = TableName.FILTER;
  private int priority;

  private static Policy policy() {
    return new Policy(
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
        ZoneOffset.UTC);
  }

  private static PacketView view(byte[] bytes, int link) {
    MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    PacketView view = new PacketView();
    assertThat(view.wrap(segment, 0, bytes.length, bytes.length, link))
        .isEqualTo(PacketView.Status.OK);
    return view;
  }

  private static PacketView ether(Frames frames, String mac) {
    return view(frames.mac(mac, "02:00:00:00:00:01").frame(), LinkType.ETHERNET);
  }

  private static PacketView raw(Frames frames) {
    return view(frames.packet(), LinkType.RAW);
  }

  private int track(Frames frames) {
    int connection = table.track(raw(frames), NOW);
    assertThat(connection).isNotEqualTo(ConnectionTable.NONE);
    table.confirm(connection, NOW);
    return connection;
  }

  private Context context(PacketView packet, Hook hook, String from, String to) {
    List<String> names = new ArrayList<>();
    for (String name : List.of(from, to)) {
      if (!name.isEmpty() && !names.contains(name)) {
        names.add(name);
      }
    }
    Routes routes =
        new Routes(new Topology(names, List.of(), List.of(), Map.of(), Map.of()), policy());
    Context context = new Context(table, routes, Assumptions.NONE, marks);
    context.begin(packet, names.indexOf(from), NOW);
    context.departBy(names.indexOf(to));
    context.arrive(hook);
    context.prioritise(priority);
    context.walk(in, "x");
    return context;
  }

  private static String line(Context context, String chain, String prefix) {
    StringBuilder out = new StringBuilder();
    Rule rule =
        new Rule(
            0,
            chain,
            List.of(),
            new Action.Log(),
            true,
            prefix,
            false,
            "",
            Optional.empty(),
            Origin.NONE);
    LogLine.append(context, rule, out);
    return out.toString();
  }

  @Test
  void anIcmpRequestOfTheRouter() {
    Frames ping = Frames.icmp("10.0.2.15", "203.0.113.9", 8, 0).payload("x".repeat(28));
    int connection = table.track(raw(ping), NOW);
    Context context = context(raw(ping), Hook.OUTPUT, "", "ether1");
    context.enterConnection(connection, false, TrackingState.NEW.ordinal());
    assertThat(line(context, "output", "A|live-out|"))
        .isEqualTo(
            "A|live-out| output: in:(unknown 0) out:ether1, connection-state:new proto ICMP"
                + " (type 8, code 0), 10.0.2.15->203.0.113.9, len 56");
  }

  @Test
  void aSynToTheRouter() {
    Frames syn = Frames.tcp("172.17.0.1", 55134, "10.0.2.15", 15902).flags(Frames.SYN).mss(1460);
    int connection = table.track(raw(syn), NOW);
    Context context = context(ether(syn, "52:55:0a:00:02:02"), Hook.INPUT, "ether1", "");
    context.enterConnection(connection, false, TrackingState.NEW.ordinal());
    assertThat(line(context, "input", "A|live-in|"))
        .isEqualTo(
            "A|live-in| input: in:ether1 out:(unknown 0), connection-state:new src-mac"
                + " 52:55:0a:00:02:02, proto TCP (SYN), 172.17.0.1:55134->10.0.2.15:15902, len 44");
  }

  @Test
  void aDestinationTranslatedSyn() {
    Frames wire = Frames.tcp("172.17.0.1", 33202, "10.0.2.15", 15903).flags(Frames.SYN).mss(1460);
    int connection = table.track(raw(wire), NOW);
    assertThat(table.setReplyTuple(connection, 0, 0xCB00_7109L, 9999, 0, 0xAC11_0001L, 33202))
        .isTrue();
    table.setDestinationNat(connection);
    Context context = context(ether(wire, "52:55:0a:00:02:02"), Hook.FORWARD, "ether1", "ether1");
    context.enterConnection(connection, false, TrackingState.NEW.ordinal());
    context.destination(0, 0xCB00_7109L, 9999);
    assertThat(line(context, "forward", "A|lan-wan|"))
        .isEqualTo(
            "A|lan-wan| forward: in:ether1 out:ether1, connection-state:new,dnat src-mac"
                + " 52:55:0a:00:02:02, proto TCP (SYN), 172.17.0.1:33202->203.0.113.9:9999, NAT"
                + " 172.17.0.1:33202->(10.0.2.15:15903->203.0.113.9:9999), len 44");
  }

  @Test
  void aSourceTranslatedResetWithoutALinkHeader() {
    Frames syn = Frames.tcp("100.68.180.201", 60734, "57.144.149.32", 443).flags(Frames.SYN);
    int connection = table.track(raw(syn), NOW);
    assertThat(table.setReplyTuple(connection, 0, 0x3990_9520L, 443, 0, 0x677D_B177L, 60734))
        .isTrue();
    table.setSourceNat(connection);
    Frames reset =
        Frames.tcp("100.68.180.201", 60734, "57.144.149.32", 443)
            .flags(Frames.ACK | Frames.RST)
            .timestamps(1, 2);
    Context context = context(raw(reset), Hook.FORWARD, "<pppoe-S-jameel>", "vlan2436");
    context.enterConnection(connection, false, TrackingState.NEW.ordinal());
    assertThat(line(context, "forward", ""))
        .isEqualTo(
            "forward: in:<pppoe-S-jameel> out:vlan2436, connection-state:new,snat proto TCP"
                + " (ACK,RST), 100.68.180.201:60734->57.144.149.32:443, NAT"
                + " (100.68.180.201:60734->103.125.177.119:60734)->57.144.149.32:443, len 52");
  }

  @Test
  void aReplyOfASourceTranslatedConnection() {
    Frames syn = Frames.tcp("10.10.12.32", 50849, "52.123.135.5", 443).flags(Frames.SYN);
    int connection = track(syn);
    assertThat(table.setReplyTuple(connection, 0, 0x347B_8705L, 443, 0, 0x2E66_DDE0L, 50849))
        .isTrue();
    table.setSourceNat(connection);
    Frames answer =
        Frames.tcp("52.123.135.5", 443, "46.102.221.224", 50849)
            .flags(Frames.ACK | Frames.PSH)
            .payload("x".repeat(39));
    Context context =
        context(
            ether(answer, "14:7b:ac:b3:3d:e6"), Hook.FORWARD, "Inspira Fibre Uplink", "3BEA VLAN");
    context.enterConnection(connection, true, TrackingState.ESTABLISHED.ordinal());
    context.destination(0, 0x0A0A_0C20L, 50849);
    assertThat(line(context, "forward", "pca-accept: pca-accept"))
        .isEqualTo(
            "pca-accept: pca-accept forward: in:Inspira Fibre Uplink out:3BEA VLAN,"
                + " connection-state:established,snat src-mac 14:7b:ac:b3:3d:e6, proto TCP"
                + " (ACK,PSH), 52.123.135.5:443->10.10.12.32:50849, NAT"
                + " 52.123.135.5:443->(46.102.221.224:50849->10.10.12.32:50849), len 79");
  }

  @Test
  void anInvalidReset() {
    Frames reset = Frames.tcp("216.58.207.202", 443, "95.176.131.108", 65083).flags(Frames.RST);
    Context context = context(ether(reset, "10:a3:b8:9b:51:70"), Hook.INPUT, "telekom", "");
    context.leaveConnection(TrackingState.INVALID);
    assertThat(line(context, "input", ""))
        .isEqualTo(
            "input: in:telekom out:(unknown 0), connection-state:invalid src-mac"
                + " 10:a3:b8:9b:51:70, proto TCP (RST), 216.58.207.202:443->95.176.131.108:65083,"
                + " len 40");
  }

  @Test
  void aUdpPacketAndItsMark() {
    Frames udp = Frames.udp("17.253.56.203", 443, "95.176.131.108", 59387).payload("x".repeat(38));
    int connection = table.track(raw(udp), NOW);
    Context context = context(ether(udp, "10:a3:b8:9b:51:70"), Hook.INPUT, "telekom", "");
    context.enterConnection(connection, false, TrackingState.NEW.ordinal());
    String tail =
        "connection-state:new src-mac 10:a3:b8:9b:51:70, proto UDP,"
            + " 17.253.56.203:443->95.176.131.108:59387, len 66";
    assertThat(line(context, "input", "")).isEqualTo("input: in:telekom out:(unknown 0), " + tail);
    context.markConnection(marks.number("quic"));
    assertThat(line(context, "input", ""))
        .isEqualTo("input: in:telekom out:(unknown 0), connection-mark:quic " + tail);
  }

  @Test
  void rawHasNeitherStateNorMark() {
    in = TableName.RAW;
    Frames syn = Frames.tcp("74.125.128.108", 587, "192.0.2.1", 5462).flags(18);
    Context context = context(ether(syn, "00:13:60:16:4f:c6"), Hook.PREROUTING, "ether1-WAN", "");
    assertThat(line(context, "prerouting", ""))
        .isEqualTo(
            "prerouting: in:ether1-WAN out:(unknown 0), src-mac 00:13:60:16:4f:c6, proto TCP"
                + " (SYN,ACK), 74.125.128.108:587->192.0.2.1:5462, len 40");
  }

  @Test
  void prioritiesAndIpv6() {
    priority = 5;
    Frames udp = Frames.udp("2001:db8::1", 53, "2001:db8::2", 1024).vlan(0x8100, 7, 1);
    Context context = context(ether(udp, "02:00:00:00:00:0a"), Hook.FORWARD, "a", "b");
    context.leaveConnection(TrackingState.UNTRACKED);
    assertThat(line(context, "forward", "six:"))
        .isEqualTo(
            "six: forward: in:a out:b, connection-state:untracked src-mac 02:00:00:00:00:0a,"
                + " proto UDP, [2001:db8::1]:53->[2001:db8::2]:1024, prio 1->5, len 48");
  }

  @Test
  void aProtocolWithoutANameIsANumber() {
    Context context = context(raw(Frames.ip("10.0.0.1", "10.0.0.2", 50)), Hook.FORWARD, "a", "b");
    context.leaveConnection(TrackingState.UNTRACKED);
    assertThat(line(context, "forward", ""))
        .isEqualTo(
            "forward: in:a out:b, connection-state:untracked proto 50, 10.0.0.1->10.0.0.2, len 20");
  }
}
