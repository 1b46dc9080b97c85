package dev.sluice.check;

import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import java.util.List;

/** The RouterOS properties that conditions come from. Stateless. */
final class Properties {
  private Properties() {}

  static String of(Matcher matcher, Family family) {
    return switch (matcher) {
      case Matcher.SourceAddress _ -> "src-address";
      case Matcher.DestinationAddress _ -> "dst-address";
      case Matcher.SourceAddressList _ -> "src-address-list";
      case Matcher.DestinationAddressList _ -> "dst-address-list";
      case Matcher.SourceAddressType _ -> "src-address-type";
      case Matcher.DestinationAddressType _ -> "dst-address-type";
      case Matcher.SourceMac _ -> "src-mac-address";
      case Matcher.SourcePort _ -> "src-port";
      case Matcher.DestinationPort _ -> "dst-port";
      case Matcher.AnyPort _ -> "port";
      case Matcher.Ttl _ -> family == Family.IPV4 ? "ttl" : "hop-limit";
      case Matcher.Ipv6Headers _ -> "headers";
      case Matcher.DestinationLimit _ -> "dst-limit";
      case Matcher.PortScan _ -> "psd";
      case Matcher.HotspotState _ -> "hotspot";
      case Matcher.Layer7 _ -> "layer7-protocol";
      case Matcher.P2p _ -> "p2p";
      case Matcher.TlsHost _ -> "tls-host";
      default -> hyphenated(matcher.getClass().getSimpleName());
    };
  }

  private static String hyphenated(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether the condition makes clear which traffic is meant, so that few packets go further. */
  static boolean narrows(Matcher matcher) {
    return !(matcher instanceof Matcher.Layer7
        || matcher instanceof Matcher.ConnectionState
        || matcher instanceof Matcher.Time
        || matcher instanceof Matcher.Content);
  }

  static <T> List<T> all(List<Matcher> matchers, Class<T> kind) {
    return matchers.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
