package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;

/** What the packet on the road has where a matcher looks, as text. For reports only. */
final class PacketText {
  private static final String NOTHING = "none";

  private PacketText() {}

  static String of(Matcher matcher, Context c, Surroundings around) {
    return switch (matcher) {
      case Matcher.SourceAddress m -> source(c);
      case Matcher.SourceAddressList m -> source(c);
      case Matcher.DestinationAddress m -> destination(c);
      case Matcher.DestinationAddressList m -> destination(c);
      case Matcher.SourceAddressType m -> type(around, c.sourceHigh(), c.sourceLow(), c);
      case Matcher.DestinationAddressType m ->
          type(around, c.destinationHigh(), c.destinationLow(), c);
      case Matcher.InInterface m -> name(c, c.inInterface());
      case Matcher.InInterfaceList m -> name(c, c.inInterface());
      case Matcher.OutInterface m -> name(c, c.outInterface());
      case Matcher.OutInterfaceList m -> name(c, c.outInterface());
      case Matcher.InBridgePort m -> name(c, c.inBridgePort());
      case Matcher.InBridgePortList m -> name(c, c.inBridgePort());
      case Matcher.OutBridgePort m -> name(c, c.outBridgePort());
      case Matcher.OutBridgePortList m -> name(c, c.outBridgePort());
      case Matcher.SourceMac m -> c.hasMac() ? MatcherText.mac(c.packet().sourceMac()) : NOTHING;
      case Matcher.Protocol m -> MatcherText.protocol(c.protocol());
      case Matcher.SourcePort m -> number(c.sourcePort());
      case Matcher.DestinationPort m -> number(c.destinationPort());
      case Matcher.AnyPort m -> number(c.sourcePort()) + "," + number(c.destinationPort());
      case Matcher.TcpFlags m -> c.tcpFlags() < 0 ? NOTHING : MatcherText.flags(c.tcpFlags());
      case Matcher.TcpMss m -> c.tcpFlags() < 0 ? NOTHING : number(c.tcpMss());
      case Matcher.IcmpOptions m ->
          c.protocol() == (c.six() ? 58 : 1)
              ? c.packet().icmpType() + ":" + c.packet().icmpCode()
              : NOTHING;
      case Matcher.PacketSize m -> Integer.toString(c.length());
      case Matcher.Dscp m -> Integer.toString(c.tos() >> 2);
      case Matcher.Tos m -> Integer.toString(c.tos());
      case Matcher.Ttl m -> Integer.toString(c.ttl());
      case Matcher.Fragment m -> c.laterFragment() ? "yes" : "no";
      case Matcher.Ipv4Options m -> options(c.ipv4Options());
      case Matcher.Ipv6Headers m -> headers(c.packet().extensionHeaders());
      default -> connection(matcher, c, around);
    };
  }

  private static String connection(Matcher matcher, Context c, Surroundings around) {
    boolean connected = c.connection() != ConnectionTable.NONE;
    ConnectionTable table = c.connections();
    return switch (matcher) {
      case Matcher.TlsHost m -> host(c, around);
      case Matcher.Time m -> time(c, around);
      case Matcher.IngressPriority m -> Integer.toString(c.ingressPriority());
      case Matcher.Priority m -> Integer.toString(c.priority());
      case Matcher.PacketMark m -> around.marks().name(c.packetMark());
      case Matcher.RoutingMark m ->
          c.routingMark() == 0 ? "main" : around.marks().name(c.routingMark());
      case Matcher.ConnectionMark m ->
          connected ? around.marks().name(c.connectionMark()) : "no connection";
      case Matcher.ConnectionState m -> MatcherText.word(TrackingState.values()[c.state()]);
      case Matcher.ConnectionNatState m -> connected ? nat(c) : "no connection";
      case Matcher.ConnectionBytes m ->
          connected
              ? Long.toString(
                  table.bytes(c.connection(), false) + table.bytes(c.connection(), true))
              : "no connection";
      case Matcher.ConnectionRate m ->
          connected ? Long.toString(8 * table.rate(c.connection(), c.now())) : "no connection";
      case Matcher.ConnectionType m ->
          connected && table.expected(c.connection()) ? "another helper" : NOTHING;
      case Matcher.Layer7 m -> connected ? layer7(m, c, around) : "no connection";
      case Matcher.Realm m -> Long.toString(c.hasRoute() ? c.assumptions().realm() : 0);
      case Matcher.HotspotState m -> Integer.toString(c.assumptions().hotspot());
      case Matcher.IpsecPolicy m -> m.ipsec() ? NOTHING : "ipsec";
      case Matcher.Content m -> "not the text asked for";
      case Matcher.PerConnectionClassifier m ->
          Long.toString(around.states().connectionClass(m).of(c));
      default -> "not this packet";
    };
  }

  private static String source(Context c) {
    return new Address(c.family(), c.sourceHigh(), c.sourceLow()).toString();
  }

  private static String destination(Context c) {
    return new Address(c.family(), c.destinationHigh(), c.destinationLow()).toString();
  }

  private static String type(Surroundings around, long high, long low, Context c) {
    return MatcherText.word(AddressType.values()[around.routes().addressType(high, low, c.six())]);
  }

  private static String name(Context c, int index) {
    return index < 0 ? NOTHING : c.interfaceName(index);
  }

  private static String number(int value) {
    return value < 0 ? NOTHING : Integer.toString(value);
  }

  private static String options(int bits) {
    if ((bits & 32) == 0) {
      return NOTHING;
    }
    List<String> names = new ArrayList<>();
    List<String> known =
        List.of(
            "loose-source-routing",
            "strict-source-routing",
            "record-route",
            "timestamp",
            "router-alert");
    for (int i = 0; i < known.size(); i++) {
      if ((bits >> i & 1) != 0) {
        names.add(known.get(i));
      }
    }
    return names.isEmpty() ? "any" : String.join(",", names);
  }

  private static String headers(int bits) {
    List<String> names = new ArrayList<>();
    for (Ipv6Header header : Ipv6Header.values()) {
      if ((bits >> header.ordinal() & 1) != 0) {
        names.add(MatcherText.word(header));
      }
    }
    return names.isEmpty() ? NOTHING : String.join(",", names);
  }

  private static String host(Context c, Surroundings around) {
    String name = around.applications().serverName(c);
    return name.isEmpty() ? NOTHING : name;
  }

  private static String time(Context c, Surroundings around) {
    LocalClock clock = new LocalClock(around.zone());
    String day = MatcherText.word(DayOfWeek.of(clock.dayOfWeek(c.now()) + 1)).substring(0, 3);
    return MatcherText.clock(clock.secondOfDay(c.now())) + "," + day;
  }

  private static String nat(Context c) {
    ConnectionTable table = c.connections();
    List<String> states = new ArrayList<>();
    if (table.sourceNat(c.connection())) {
      states.add(table.endpointIndependent(c.connection()) ? "srcnat,ein-snat" : "srcnat");
    }
    if (table.destinationNat(c.connection())) {
      states.add(table.endpointIndependent(c.connection()) ? "dstnat,ein-dnat" : "dstnat");
    }
    return states.isEmpty() ? NOTHING : String.join(",", states);
  }

  /** A rule whose patterns are all unknown shows the packet to none, so its text must not. */
  private static String layer7(Matcher.Layer7 m, Context c, Surroundings around) {
    if (m.names().stream().allMatch(name -> around.applications().pattern(name) < 0)) {
      return "no such pattern";
    }
    List<String> names = new ArrayList<>();
    for (Layer7Protocol protocol : around.layer7()) {
      int pattern = around.applications().pattern(protocol.name());
      if (pattern >= 0 && around.applications().matched(pattern, c)) {
        names.add(protocol.name());
      }
    }
    return names.isEmpty() ? "unknown" : String.join(",", names);
  }
}
