package dev.sluice.engine.rules;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Hotspot;
import dev.sluice.policy.Matcher;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A matcher as RouterOS writes it: {@code dst-port=!80,443}. For reports, not for parsing. */
final class MatcherText {
  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");

  private MatcherText() {}

  static String of(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddress m -> text("src-address", m.negated(), m.range());
      case Matcher.DestinationAddress m -> text("dst-address", m.negated(), m.range());
      case Matcher.SourceAddressList m -> text("src-address-list", m.negated(), m.list());
      case Matcher.DestinationAddressList m -> text("dst-address-list", m.negated(), m.list());
      case Matcher.SourceAddressType m -> text("src-address-type", m.negated(), words(m.types()));
      case Matcher.DestinationAddressType m ->
          text("dst-address-type", m.negated(), words(m.types()));
      case Matcher.InInterface m -> text("in-interface", m.negated(), m.name());
      case Matcher.OutInterface m -> text("out-interface", m.negated(), m.name());
      case Matcher.InInterfaceList m -> text("in-interface-list", m.negated(), m.list());
      case Matcher.OutInterfaceList m -> text("out-interface-list", m.negated(), m.list());
      case Matcher.InBridgePort m -> text("in-bridge-port", m.negated(), m.name());
      case Matcher.OutBridgePort m -> text("out-bridge-port", m.negated(), m.name());
      case Matcher.InBridgePortList m -> text("in-bridge-port-list", m.negated(), m.list());
      case Matcher.OutBridgePortList m -> text("out-bridge-port-list", m.negated(), m.list());
      case Matcher.SourceMac m -> text("src-mac-address", m.negated(), mac(m.mac()));
      case Matcher.Protocol m -> text("protocol", m.negated(), protocol(m.number()));
      case Matcher.SourcePort m -> text("src-port", m.negated(), m.ports());
      case Matcher.DestinationPort m -> text("dst-port", m.negated(), m.ports());
      case Matcher.AnyPort m -> text("port", m.negated(), m.ports());
      case Matcher.TcpFlags m -> text("tcp-flags", m.negated(), bits(FLAGS, m.mask(), m.wanted()));
      case Matcher.TcpMss m -> text("tcp-mss", m.negated(), m.sizes());
      case Matcher.IcmpOptions m -> text("icmp-options", m.negated(), m.type() + ":" + m.codes());
      case Matcher.PacketSize m -> text("packet-size", m.negated(), m.sizes());
      case Matcher.Dscp m -> text("dscp", m.negated(), m.value());
      case Matcher.Tos m -> text("tos", m.negated(), m.value() + "/" + m.mask());
      case Matcher.Ttl m -> text("ttl", false, word(m.comparison()) + ":" + m.value());
      case Matcher.Fragment m -> text("fragment", false, m.wanted() ? "yes" : "no");
      case Matcher.Ipv4Options m -> text("ipv4-options", false, word(m.option()));
      case Matcher.Ipv6Headers m ->
          text("headers", m.negated(), words(m.headers()) + (m.exact() ? ":exact" : ":contains"));
      default -> other(matcher);
    };
  }

  private static String other(Matcher matcher) {
    return switch (matcher) {
      case Matcher.Content m -> text("content", m.negated(), m.bytes());
      case Matcher.TlsHost m -> text("tls-host", m.negated(), m.glob());
      case Matcher.Random m -> text("random", false, m.percent());
      case Matcher.Nth m -> text("nth", m.negated(), m.every() + "," + m.packet());
      case Matcher.PerConnectionClassifier m ->
          text(
              "per-connection-classifier",
              m.negated(),
              fields(m) + ":" + m.denominator() + "/" + m.remainder());
      case Matcher.Limit m ->
          text(
              "limit",
              m.negated(),
              rate(m.rate(), m.perSeconds(), m.burst()) + (m.bits() ? ":bit" : ":packet"));
      case Matcher.DestinationLimit m ->
          text(
              "dst-limit",
              false,
              rate(m.rate(), m.perSeconds(), m.burst())
                  + ","
                  + word(m.flow())
                  + "/"
                  + m.expireSeconds()
                  + "s");
      case Matcher.PortScan m ->
          text(
              "psd",
              false,
              m.weightThreshold()
                  + ","
                  + m.delayNanos() / 1_000_000
                  + "ms,"
                  + m.lowPortWeight()
                  + ","
                  + m.highPortWeight());
      case Matcher.Time m -> text("time", m.negated(), time(m));
      case Matcher.IngressPriority m -> text("ingress-priority", m.negated(), m.value());
      case Matcher.Priority m -> text("priority", m.negated(), m.value());
      case Matcher.PacketMark m -> text("packet-mark", m.negated(), String.join(",", m.marks()));
      case Matcher.ConnectionMark m ->
          text("connection-mark", m.negated(), String.join(",", m.marks()));
      case Matcher.RoutingMark m -> text("routing-mark", m.negated(), String.join(",", m.marks()));
      case Matcher.HotspotState m ->
          text("hotspot", m.negated(), bits(hotspots(), m.mask(), m.wanted()));
      case Matcher.IpsecPolicy m ->
          text("ipsec-policy", false, (m.in() ? "in," : "out,") + (m.ipsec() ? "ipsec" : "none"));
      case Matcher.ConnectionState m -> text("connection-state", m.negated(), words(m.states()));
      case Matcher.ConnectionNatState m ->
          text("connection-nat-state", m.negated(), words(m.states()));
      case Matcher.ConnectionType m -> text("connection-type", m.negated(), helper(m.helper()));
      case Matcher.ConnectionBytes m -> text("connection-bytes", false, m.from() + "-" + m.to());
      case Matcher.ConnectionLimit m ->
          text("connection-limit", m.negated(), m.limit() + "," + m.netmask());
      case Matcher.ConnectionRate m ->
          text("connection-rate", m.negated(), m.from() + "-" + m.to());
      case Matcher.Layer7 m -> text("layer7-protocol", m.negated(), String.join(",", m.names()));
      case Matcher.Realm m -> text("realm", m.negated(), m.realm());
      case Matcher.P2p m -> text("p2p", m.negated(), word(m.kind()));
      default -> throw new IllegalStateException("unknown matcher " + matcher);
    };
  }

  private static String text(String property, boolean negated, Object value) {
    return property + "=" + (negated ? "!" : "") + value;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String helper(Helper helper) {
    return word(helper);
  }

  private static String words(Collection<? extends Enum<?>> values) {
    List<Enum<?>> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.comparingInt(Enum::ordinal));
    return sorted.stream().map(MatcherText::word).collect(Collectors.joining(","));
  }

  private static List<String> hotspots() {
    List<String> names = new ArrayList<>();
    for (Hotspot one : Hotspot.values()) {
      names.add(word(one));
    }
    return names;
  }

  private static String bits(List<String> names, int mask, int wanted) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if ((mask >> i & 1) != 0) {
        items.add(((wanted >> i & 1) != 0 ? "" : "!") + names.get(i));
      }
    }
    return String.join(",", items);
  }

  /** The names of the set bits of the TCP flags byte. */
  static String flags(int flags) {
    return flags == 0 ? "none" : bits(FLAGS, flags, flags);
  }

  private static String fields(Matcher.PerConnectionClassifier m) {
    List<String> names = new ArrayList<>();
    if (m.fields().sourceAddress()) {
      names.add("src-address");
    }
    if (m.fields().destinationAddress()) {
      names.add("dst-address");
    }
    if (m.fields().sourcePort()) {
      names.add("src-port");
    }
    if (m.fields().destinationPort()) {
      names.add("dst-port");
    }
    return String.join("+", names);
  }

  private static String rate(long rate, long perSeconds, long burst) {
    return rate + (perSeconds == 1 ? "" : "/" + perSeconds + "s") + "," + burst;
  }

  private static String time(Matcher.Time m) {
    List<String> parts = new ArrayList<>();
    m.ranges().forEach(range -> parts.add(clock(range.first()) + "-" + clock(range.last())));
    for (DayOfWeek day : DayOfWeek.values()) {
      if (m.days().contains(day)) {
        parts.add(word(day).substring(0, 3));
      }
    }
    return String.join(",", parts);
  }

  static String clock(int second) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
  }

  static String mac(long mac) {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(String.format(Locale.ROOT, "%02X", mac >>> shift & 0xFF));
      text.append(shift == 0 ? "" : ":");
    }
    return text.toString();
  }

  static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 2 -> "igmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 33 -> "dccp";
      case 47 -> "gre";
      case 50 -> "ipsec-esp";
      case 51 -> "ipsec-ah";
      case 58 -> "icmpv6";
      case 132 -> "sctp";
      case 136 -> "udp-lite";
      default -> Integer.toString(number);
    };
  }
}
