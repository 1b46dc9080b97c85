package dev.sluice.policy;

/** The published order in which matchers of one rule are asked, as numbers. */
final class MatcherOrder {
  private MatcherOrder() {}

  static int rank(Matcher matcher, Family family) {
    int rank = common(matcher);
    if (family == Family.IPV6 && rank < 20) {
      // IPv6 asks address type and lists before MAC and interfaces.
      return switch (matcher) {
        case Matcher.SourceAddressType m -> 3;
        case Matcher.DestinationAddressType m -> 3;
        case Matcher.SourceAddressList m -> 4;
        case Matcher.DestinationAddressList m -> 4;
        default -> rank;
      };
    }
    return rank;
  }

  private static int common(Matcher matcher) {
    return switch (matcher) {
      // The fixed header of an xtables rule, before any extension.
      case Matcher.Protocol m -> 0;
      case Matcher.Fragment m -> 1;
      case Matcher.SourceMac m -> 5;
      case Matcher.InInterface m -> 6;
      case Matcher.OutInterface m -> 7;
      case Matcher.InInterfaceList m -> 8;
      case Matcher.OutInterfaceList m -> 9;
      case Matcher.InBridgePort m -> 10;
      case Matcher.OutBridgePort m -> 10;
      case Matcher.InBridgePortList m -> 10;
      case Matcher.OutBridgePortList m -> 10;
      case Matcher.SourceAddress m -> 11;
      case Matcher.DestinationAddress m -> 12;
      case Matcher.SourceAddressType m -> 13;
      case Matcher.DestinationAddressType m -> 14;
      case Matcher.SourceAddressList m -> 15;
      case Matcher.DestinationAddressList m -> 16;
      case Matcher.Ttl m -> 20;
      case Matcher.Dscp m -> 21;
      case Matcher.Tos m -> 21;
      case Matcher.PacketSize m -> 22;
      case Matcher.TlsHost m -> 23;
      case Matcher.Ipv4Options m -> 24;
      case Matcher.Ipv6Headers m -> 24;
      case Matcher.DestinationPort m -> 25;
      case Matcher.SourcePort m -> 26;
      case Matcher.AnyPort m -> 27;
      case Matcher.TcpFlags m -> 28;
      case Matcher.TcpMss m -> 29;
      case Matcher.IcmpOptions m -> 30;
      case Matcher.IngressPriority m -> 31;
      case Matcher.Priority m -> 32;
      case Matcher.PacketMark m -> 33;
      case Matcher.Realm m -> 34;
      case Matcher.HotspotState m -> 35;
      case Matcher.ConnectionMark m -> 36;
      case Matcher.ConnectionState m -> 37;
      case Matcher.ConnectionNatState m -> 38;
      case Matcher.RoutingMark m -> 39;
      case Matcher.Time m -> 40;
      case Matcher.ConnectionBytes m -> 41;
      case Matcher.ConnectionLimit m -> 42;
      case Matcher.ConnectionRate m -> 43;
      case Matcher.IpsecPolicy m -> 44;
      case Matcher.ConnectionType m -> 45;
      case Matcher.Content m -> 46;
      case Matcher.PortScan m -> 47;
      case Matcher.P2p m -> 48;
      case Matcher.Layer7 m -> 49;
      case Matcher.Random m -> 50;
      case Matcher.Nth m -> 51;
      case Matcher.PerConnectionClassifier m -> 52;
      case Matcher.Limit m -> 53;
      case Matcher.DestinationLimit m -> 54;
    };
  }
}
