package dev.sluice.config.meaning;

import dev.sluice.config.syntax.Source;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Helper;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv4Option;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
import dev.sluice.policy.P2pKind;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties of a rule that are conditions. Null with a complaint is a bad value, null
 * without one is a value that asks for nothing. Stateless.
 */
final class MatcherReader {
  private static final int CONTENT_LIMIT = 128;
  private static final String BROKEN_MAC = "AA:BB:CC:DD:EE:FF";

  private MatcherReader() {}

  /** Whether a property of a rule is a condition. */
  static boolean knows(String property) {
    return MatcherNames.ALL.contains(property);
  }

  static @Nullable Matcher read(Family family, Piece whole) {
    boolean not = whole.negated();
    Piece piece = whole.positive();
    return switch (whole.property()) {
      case "src-address" -> address(family, piece, not, true);
      case "dst-address" -> address(family, piece, not, false);
      case "src-address-list" -> new Matcher.SourceAddressList(not, name(piece));
      case "dst-address-list" -> new Matcher.DestinationAddressList(not, name(piece));
      case "src-address-type" -> addressType(family, piece, not, true);
      case "dst-address-type" -> addressType(family, piece, not, false);
      case "in-interface" -> new Matcher.InInterface(not, name(piece));
      case "out-interface" -> new Matcher.OutInterface(not, name(piece));
      case "in-interface-list" -> new Matcher.InInterfaceList(not, name(piece));
      case "out-interface-list" -> new Matcher.OutInterfaceList(not, name(piece));
      case "in-bridge-port" -> new Matcher.InBridgePort(not, name(piece));
      case "out-bridge-port" -> new Matcher.OutBridgePort(not, name(piece));
      case "in-bridge-port-list" -> new Matcher.InBridgePortList(not, name(piece));
      case "out-bridge-port-list" -> new Matcher.OutBridgePortList(not, name(piece));
      case "src-mac-address" -> mac(piece, not);
      case "protocol" -> {
        Integer number = Protocols.read(piece);
        yield number == null ? null : new Matcher.Protocol(not, number);
      }
      case "src-port", "dst-port", "port" -> ports(whole.property(), piece, not);
      case "content" -> content(piece, not);
      case "tls-host" -> new Matcher.TlsHost(not, name(piece));
      case "packet-mark" -> new Matcher.PacketMark(not, names(piece));
      case "connection-mark" -> new Matcher.ConnectionMark(not, names(piece));
      case "routing-mark" -> new Matcher.RoutingMark(not, names(piece));
      case "layer7-protocol" -> new Matcher.Layer7(not, names(piece));
      case "connection-state" -> {
        Set<TrackingState> states = set(piece, TrackingState.values(), TrackingState.class);
        yield states.isEmpty() ? null : new Matcher.ConnectionState(not, states);
      }
      case "connection-nat-state" -> {
        Set<NatState> states = set(piece, NatState.values(), NatState.class);
        yield states.isEmpty() ? null : new Matcher.ConnectionNatState(not, states);
      }
      case "connection-type" -> {
        Helper helper = piece.constant(Helper.values());
        yield helper == null ? null : new Matcher.ConnectionType(not, helper);
      }
      case "p2p" -> {
        P2pKind kind = piece.constant(P2pKind.values());
        yield kind == null ? null : new Matcher.P2p(not, kind);
      }
      case "ipv4-options" -> {
        Ipv4Option option = whole.constant(Ipv4Option.values());
        yield option == null ? null : new Matcher.Ipv4Options(option);
      }
      case "fragment" -> {
        Boolean wanted = whole.yes();
        yield wanted == null ? null : new Matcher.Fragment(wanted);
      }
      default -> numeric(whole, piece, not);
    };
  }

  /** The matchers that compare small numbers. */
  private static @Nullable Matcher numeric(Piece whole, Piece piece, boolean not) {
    return switch (whole.property()) {
      case "dscp" -> {
        Integer value = piece.integer(0, 63);
        yield value == null ? null : new Matcher.Dscp(not, value);
      }
      case "ingress-priority" -> {
        Integer value = piece.integer(0, 63);
        yield value == null ? null : new Matcher.IngressPriority(not, value);
      }
      case "priority" -> {
        Integer value = piece.integer(0, 63);
        yield value == null ? null : new Matcher.Priority(not, value);
      }
      case "random" -> {
        Integer value = whole.integer(1, 99);
        yield value == null ? null : new Matcher.Random(value);
      }
      case "realm" -> {
        Long value = piece.number(0, 0xFFFF_FFFFL);
        yield value == null ? null : new Matcher.Realm(not, value);
      }
      case "tcp-mss" -> {
        IntRange sizes = piece.range(0, 65_535);
        yield sizes == null ? null : new Matcher.TcpMss(not, sizes);
      }
      case "packet-size" -> {
        IntRange sizes = piece.range(0, 65_535);
        yield sizes == null ? null : new Matcher.PacketSize(not, sizes);
      }
      default -> ComposedMatchers.read(whole, piece, not);
    };
  }

  private static @Nullable Matcher address(
      Family family, Piece piece, boolean not, boolean source) {
    AddressRange range = Addresses.range(family, piece.text());
    if (range == null || family == Family.IPV6 && piece.text().indexOf('-') >= 0) {
      piece.invalid();
      return null;
    }
    return source
        ? new Matcher.SourceAddress(not, range)
        : new Matcher.DestinationAddress(not, range);
  }

  private static @Nullable Matcher addressType(
      Family family, Piece piece, boolean not, boolean source) {
    Set<AddressType> types = set(piece, AddressType.values(), AddressType.class);
    if (types.isEmpty()) {
      return null;
    }
    AddressType foreign = family == Family.IPV4 ? AddressType.ANYCAST : AddressType.BROADCAST;
    if (types.contains(foreign)) {
      piece.fault(
          "unknown-value",
          "input does not match any value of " + piece.property(),
          Piece.name(foreign) + " is a type of the other family");
      return null;
    }
    return source
        ? new Matcher.SourceAddressType(not, types)
        : new Matcher.DestinationAddressType(not, types);
  }

  private static @Nullable Matcher mac(Piece piece, boolean not) {
    String text = piece.text();
    String hex = text.replace(":", "").replace("-", "");
    if (hex.length() != 12
        || text.length() != 17 && text.length() != 12
        || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      piece.fault(
          "invalid-value",
          "invalid value for argument " + piece.property(),
          "a MAC address is written " + BROKEN_MAC);
      return null;
    }
    return new Matcher.SourceMac(not, Long.parseLong(hex, 16));
  }

  private static @Nullable Matcher ports(String property, Piece piece, boolean not) {
    PortSet ports = portSet(piece);
    if (ports == null) {
      return null;
    }
    return switch (property) {
      case "src-port" -> new Matcher.SourcePort(not, ports);
      case "dst-port" -> new Matcher.DestinationPort(not, ports);
      default -> new Matcher.AnyPort(not, ports);
    };
  }

  static @Nullable PortSet portSet(Piece piece) {
    List<IntRange> ranges = new ArrayList<>();
    for (Piece part : piece.split(',')) {
      IntRange range = part.range(0, 65_535);
      if (range == null) {
        return null;
      }
      ranges.add(range);
    }
    return new PortSet(ranges);
  }

  private static @Nullable Matcher content(Piece piece, boolean not) {
    if (piece.text().isEmpty() || piece.text().length() > CONTENT_LIMIT) {
      piece.fault(
          "out-of-range",
          "invalid value for argument content",
          "content is 1 to " + CONTENT_LIMIT + " bytes long");
      return null;
    }
    return new Matcher.Content(not, piece.text());
  }

  static String name(Piece piece) {
    return Source.display(piece.text());
  }

  /** A list of names is an extension: any of them. */
  private static List<String> names(Piece piece) {
    return piece.split(',').stream().map(MatcherReader::name).filter(n -> !n.isEmpty()).toList();
  }

  private static <E extends Enum<E>> Set<E> set(Piece piece, E[] constants, Class<E> type) {
    Set<E> set = EnumSet.noneOf(type);
    for (Piece part : piece.split(',')) {
      E constant = part.constant(constants);
      if (constant == null) {
        return EnumSet.noneOf(type);
      }
      set.add(constant);
    }
    return set;
  }
}
