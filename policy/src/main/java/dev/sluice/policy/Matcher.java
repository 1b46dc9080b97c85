package dev.sluice.policy;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Set;

/**
 * One condition of a rule. A rule matches a packet if all its matchers do, asked in the order of
 * {@link #rank}; that order is part of the meaning, because a limiter that is not reached spends
 * nothing.
 *
 * <p>{@code negated} is the {@code !} before the whole value. What a matcher answers when the
 * packet lacks the datum it asks for (no TCP header, no connection, a later fragment) is said at
 * each one; for most the answer is no, with {@code !} as well. Immutable.
 */
public sealed interface Matcher {

  /** RouterOS: src-address. */
  record SourceAddress(boolean negated, AddressRange range) implements Matcher {}

  /** RouterOS: dst-address. */
  record DestinationAddress(boolean negated, AddressRange range) implements Matcher {}

  /** RouterOS: src-address-list. An unknown or empty list contains nothing. */
  record SourceAddressList(boolean negated, String list) implements Matcher {}

  /** RouterOS: dst-address-list. */
  record DestinationAddressList(boolean negated, String list) implements Matcher {}

  /** RouterOS: src-address-type. IPv4: one of the types; IPv6: see {@code matchers.md} 3.1. */
  record SourceAddressType(boolean negated, Set<AddressType> types) implements Matcher {
    public SourceAddressType {
      types = Set.copyOf(types);
    }
  }

  /** RouterOS: dst-address-type. */
  record DestinationAddressType(boolean negated, Set<AddressType> types) implements Matcher {
    public DestinationAddressType {
      types = Set.copyOf(types);
    }
  }

  /** RouterOS: in-interface. Where the packet has no such side, {@code !x} matches. */
  record InInterface(boolean negated, String name) implements Matcher {}

  /** RouterOS: out-interface. */
  record OutInterface(boolean negated, String name) implements Matcher {}

  /** RouterOS: in-interface-list; built in are all, none, dynamic, static. */
  record InInterfaceList(boolean negated, String list) implements Matcher {}

  /** RouterOS: out-interface-list. */
  record OutInterfaceList(boolean negated, String list) implements Matcher {}

  /** RouterOS: in-bridge-port. Without bridge information only {@code !x} matches. */
  record InBridgePort(boolean negated, String name) implements Matcher {}

  /** RouterOS: out-bridge-port. */
  record OutBridgePort(boolean negated, String name) implements Matcher {}

  /** RouterOS: in-bridge-port-list. */
  record InBridgePortList(boolean negated, String list) implements Matcher {}

  /** RouterOS: out-bridge-port-list. */
  record OutBridgePortList(boolean negated, String list) implements Matcher {}

  /** RouterOS: src-mac-address. No Ethernet header: no, negated or not. 48 bits. */
  record SourceMac(boolean negated, long mac) implements Matcher {}

  /** RouterOS: protocol. IPv6: the header after the extension headers. */
  record Protocol(boolean negated, int number) implements Matcher {}

  /** RouterOS: src-port. Only TCP, UDP, UDP-Lite, DCCP, SCTP; no ports: no, negated or not. */
  record SourcePort(boolean negated, PortSet ports) implements Matcher {}

  /** RouterOS: dst-port. */
  record DestinationPort(boolean negated, PortSet ports) implements Matcher {}

  /** RouterOS: port, source or destination. */
  record AnyPort(boolean negated, PortSet ports) implements Matcher {}

  /**
   * RouterOS: tcp-flags; matches if {@code (flags & mask) == wanted}.
   *
   * @param mask bits of the TCP flags byte (FIN 1 … CWR 128) that are looked at
   */
  record TcpFlags(boolean negated, int mask, int wanted) implements Matcher {}

  /** RouterOS: tcp-mss. A TCP packet without the option: no, but yes when negated. */
  record TcpMss(boolean negated, IntRange sizes) implements Matcher {}

  /** RouterOS: icmp-options, for ICMP and ICMPv6 by the family of the table. */
  record IcmpOptions(boolean negated, int type, IntRange codes) implements Matcher {}

  /** RouterOS: packet-size, the IP total length in bytes. */
  record PacketSize(boolean negated, IntRange sizes) implements Matcher {}

  /** RouterOS: dscp. */
  record Dscp(boolean negated, int value) implements Matcher {}

  /** RouterOS: tos, undocumented: {@code (tos & mask) == value}. */
  record Tos(boolean negated, int value, int mask) implements Matcher {}

  /** RouterOS: ttl and hop-limit. */
  record Ttl(Comparison comparison, int value) implements Matcher {}

  /** RouterOS: fragment; yes means a fragment that is not the first. */
  record Fragment(boolean wanted) implements Matcher {}

  /** RouterOS: ipv4-options. */
  record Ipv4Options(Ipv4Option option) implements Matcher {}

  /** RouterOS: headers; {@code exact} compares the whole set, otherwise the named are contained. */
  record Ipv6Headers(boolean negated, Set<Ipv6Header> headers, boolean exact) implements Matcher {
    public Ipv6Headers {
      headers = Set.copyOf(headers);
    }
  }

  /**
   * RouterOS: content, a byte string searched from the IP header to the end of the packet, case
   * matters.
   *
   * @param bytes one character a byte (Latin-1)
   */
  record Content(boolean negated, String bytes) implements Matcher {}

  /** RouterOS: tls-host, a glob over the server name, case ignored. No name seen: no, both ways. */
  record TlsHost(boolean negated, String glob) implements Matcher {}

  /** RouterOS: random, each packet with {@code percent} in 100. */
  record Random(int percent) implements Matcher {}

  /** RouterOS: nth; the {@code packet}th (from 1) of each {@code every} packets that get here. */
  record Nth(boolean negated, int every, int packet) implements Matcher {}

  /** RouterOS: per-connection-classifier. */
  record PerConnectionClassifier(
      boolean negated, HashFields fields, long denominator, long remainder) implements Matcher {}

  /**
   * RouterOS: limit, one token bucket a rule.
   *
   * @param rate packets or bits in each {@code perSeconds}
   */
  record Limit(boolean negated, long rate, long perSeconds, long burst, boolean bits)
      implements Matcher {}

  /** RouterOS: dst-limit, one token bucket a flow. */
  record DestinationLimit(
      long rate, long perSeconds, long burst, LimitFlow flow, long expireSeconds)
      implements Matcher {}

  /** RouterOS: psd. The state is one for the whole router. */
  record PortScan(int weightThreshold, long delayNanos, int lowPortWeight, int highPortWeight)
      implements Matcher {}

  /**
   * RouterOS: time, in the router's zone; several ranges are an extension and mean their union.
   *
   * @param ranges seconds of the day; {@code first >= last} runs over midnight
   */
  record Time(boolean negated, List<TimeOfDayRange> ranges, Set<DayOfWeek> days)
      implements Matcher {
    public Time {
      ranges = List.copyOf(ranges);
      days = Set.copyOf(days);
    }
  }

  /** RouterOS: ingress-priority. */
  record IngressPriority(boolean negated, int value) implements Matcher {}

  /** RouterOS: priority. */
  record Priority(boolean negated, int value) implements Matcher {}

  /** RouterOS: packet-mark; {@link Mark#NO_MARK} for none. A list is an extension: one of them. */
  record PacketMark(boolean negated, List<String> marks) implements Matcher {
    public PacketMark {
      marks = List.copyOf(marks);
    }
  }

  /** RouterOS: connection-mark. No connection: no, negated or not, even for no-mark. */
  record ConnectionMark(boolean negated, List<String> marks) implements Matcher {
    public ConnectionMark {
      marks = List.copyOf(marks);
    }
  }

  /** RouterOS: routing-mark, {@code main} when nothing was marked. */
  record RoutingMark(boolean negated, List<String> marks) implements Matcher {
    public RoutingMark {
      marks = List.copyOf(marks);
    }
  }

  /** RouterOS: hotspot; {@code (state & mask) == wanted}, bits in the order of {@link Hotspot}. */
  record HotspotState(boolean negated, int mask, int wanted) implements Matcher {}

  /** RouterOS: ipsec-policy. */
  record IpsecPolicy(boolean in, boolean ipsec) implements Matcher {}

  /** RouterOS: connection-state. */
  record ConnectionState(boolean negated, Set<TrackingState> states) implements Matcher {
    public ConnectionState {
      states = Set.copyOf(states);
    }
  }

  /** RouterOS: connection-nat-state. No connection: no. */
  record ConnectionNatState(boolean negated, Set<NatState> states) implements Matcher {
    public ConnectionNatState {
      states = Set.copyOf(states);
    }
  }

  /** RouterOS: connection-type, the helper that expected this connection. No master: {@code !}. */
  record ConnectionType(boolean negated, Helper helper) implements Matcher {}

  /**
   * RouterOS: connection-bytes, both directions, IP lengths, this packet included; to 0 = no end.
   */
  record ConnectionBytes(long from, long to) implements Matcher {}

  /** RouterOS: connection-limit; more than {@code limit} connections of this source block. */
  record ConnectionLimit(boolean negated, int limit, int netmask) implements Matcher {}

  /** RouterOS: connection-rate in bit/s. */
  record ConnectionRate(boolean negated, long from, long to) implements Matcher {}

  /** RouterOS: layer7-protocol. A list is an extension: one of them has matched. */
  record Layer7(boolean negated, List<String> names) implements Matcher {
    public Layer7 {
      names = List.copyOf(names);
    }
  }

  /** RouterOS: realm. */
  record Realm(boolean negated, long realm) implements Matcher {}

  /** RouterOS: p2p, deprecated. */
  record P2p(boolean negated, P2pKind kind) implements Matcher {}

  /**
   * The place of this matcher in the order in which RouterOS asks. Lower is asked first. Source:
   * the published matcher order of each family; what that list leaves out (protocol, fragment,
   * time, routing-mark, bridge ports, p2p, tos) is placed before everything that keeps state.
   */
  default int rank(Family family) {
    return MatcherOrder.rank(this, family);
  }
}
