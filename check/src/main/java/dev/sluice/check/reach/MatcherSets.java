package dev.sluice.check.reach;

import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.TimeOfDayRange;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sets that conditions ask for, as the engine's explaining evaluator understands them. The
 * result is a union of boxes; none at all for a condition that no packet meets. Stateless but for
 * the facts that it asks for.
 */
final class MatcherSets {
  private static final Numbers PORTS = Numbers.range(0, Fields.NO_PORT - 1);
  private static final Numbers FLAGS = Numbers.range(0, Fields.NO_FLAGS - 1);
  private static final Numbers PORTFUL =
      new Numbers.Builder().add(6, 6).add(17, 17).add(33, 33).add(132, 132).add(136, 136).build();
  private static final int DAY = 86_400;

  private final Vocabulary known;
  private final Family family;

  MatcherSets(Vocabulary known) {
    this.known = known;
    this.family = known.firewall.family();
  }

  /** A question that only the packet itself answers, the same for every rule that asks. */
  record Asked(String kind, Object what) {}

  /** Whether a condition counts or draws lots, so that its answer is no property of the packet. */
  static boolean counts(Matcher matcher) {
    return switch (matcher) {
      case Matcher.Random _,
          Matcher.Nth _,
          Matcher.Limit _,
          Matcher.DestinationLimit _,
          Matcher.PortScan _,
          Matcher.ConnectionLimit _ ->
          true;
      default -> false;
    };
  }

  List<Box> of(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddress m ->
          one(Fields.SOURCE, m.negated(), known.addresses.of(m.range()));
      case Matcher.DestinationAddress m ->
          one(Fields.DESTINATION, m.negated(), known.addresses.of(m.range()));
      case Matcher.SourceAddressList m -> list(Fields.SOURCE, "src-list", m.negated(), m.list());
      case Matcher.DestinationAddressList m ->
          list(Fields.DESTINATION, "dst-list", m.negated(), m.list());
      case Matcher.SourceAddressType m ->
          type(Fields.SOURCE_TYPE, "src-type", m.negated(), m.types());
      case Matcher.DestinationAddressType m ->
          type(Fields.DESTINATION_TYPE, "dst-type", m.negated(), m.types());
      case Matcher.InInterface m -> side(Fields.IN, m.negated(), m.name());
      case Matcher.OutInterface m -> side(Fields.OUT, m.negated(), m.name());
      case Matcher.InInterfaceList m -> sideList(Fields.IN, "in-list", m.negated(), m.list());
      case Matcher.OutInterfaceList m -> sideList(Fields.OUT, "out-list", m.negated(), m.list());
      case Matcher.SourceMac m ->
          boxes(
              known.fields.all(Fields.MAC).minus(Numbers.of(known.names.noMac())),
              Fields.MAC,
              m.negated(),
              Numbers.of(known.names.macOf(m.mac())));
      case Matcher.Protocol m -> one(Fields.PROTOCOL, m.negated(), Numbers.of(m.number()));
      case Matcher.SourcePort m ->
          ported(boxes(PORTS, Fields.SOURCE_PORT, m.negated(), ports(m.ports())));
      case Matcher.DestinationPort m ->
          ported(boxes(PORTS, Fields.DESTINATION_PORT, m.negated(), ports(m.ports())));
      case Matcher.AnyPort m -> anyPort(m);
      case Matcher.TcpFlags m -> tcp(flags(m));
      case Matcher.TcpMss m ->
          both(tcp(fact("tcp-mss", m.sizes(), m.negated())), some(Box.of(Fields.TCP_FLAGS, FLAGS)));
      case Matcher.IcmpOptions m -> icmp(m);
      case Matcher.PacketSize m -> one(Fields.LENGTH, m.negated(), numbers(m.sizes()));
      case Matcher.Dscp m ->
          one(Fields.TOS, m.negated(), Numbers.range(m.value() << 2, m.value() << 2 | 3));
      case Matcher.Tos m -> one(Fields.TOS, m.negated(), masked(m.mask(), m.value()));
      case Matcher.Ttl m -> ttl(m);
      case Matcher.Fragment m -> one(Fields.LATER_FRAGMENT, false, Numbers.of(m.wanted() ? 1 : 0));
      case Matcher.IngressPriority m ->
          one(Fields.INGRESS_PRIORITY, m.negated(), Numbers.of(m.value()));
      case Matcher.Priority m -> one(Fields.PRIORITY, m.negated(), Numbers.of(m.value()));
      case Matcher.Time m -> one(Fields.TIME, m.negated(), times(m));
      default -> connection(matcher);
    };
  }

  private List<Box> connection(Matcher matcher) {
    return switch (matcher) {
      case Matcher.PacketMark m -> one(Fields.PACKET_MARK, m.negated(), marks(m.marks()));
      case Matcher.RoutingMark m -> one(Fields.ROUTING_MARK, m.negated(), marks(m.marks()));
      case Matcher.ConnectionMark m ->
          tracked(
              boxes(known.names.marks(), Fields.CONNECTION_MARK, m.negated(), marks(m.marks())));
      case Matcher.ConnectionState m -> {
        Numbers.Builder set = new Numbers.Builder();
        m.states().forEach(state -> set.add(state.ordinal(), state.ordinal()));
        yield one(Fields.STATE, m.negated(), set.build());
      }
      case Matcher.ConnectionNatState m -> tracked(natState(m));
      case Matcher.ConnectionBytes m -> tracked(fact("bytes", m, false));
      case Matcher.ConnectionRate m ->
          tracked(strict("rate", List.of(m.from(), m.to()), m.negated()));
      case Matcher.Layer7 m -> tracked(layer7(m));
      case Matcher.TlsHost m -> strict("tls-host", m.glob(), m.negated());
      case Matcher.PerConnectionClassifier m ->
          strict("pcc", List.of(m.fields(), m.denominator(), m.remainder()), m.negated());
      case Matcher.Content m -> fact("content", m.bytes(), m.negated());
      case Matcher.ConnectionType m -> fact("connection-type", m.helper(), m.negated());
      case Matcher.Realm m -> fact("realm", m.realm(), m.negated());
      case Matcher.P2p m -> fact("p2p", m.kind(), m.negated());
      case Matcher.InBridgePort m -> fact("in-bridge-port", m.name(), m.negated());
      case Matcher.OutBridgePort m -> fact("out-bridge-port", m.name(), m.negated());
      case Matcher.InBridgePortList m -> fact("in-bridge-port-list", m.list(), m.negated());
      case Matcher.OutBridgePortList m -> fact("out-bridge-port-list", m.list(), m.negated());
      case Matcher.Ipv6Headers m -> fact("headers", List.of(m.headers(), m.exact()), m.negated());
      case Matcher.Ipv4Options m -> fact("ipv4-options", m.option(), false);
      case Matcher.HotspotState m -> fact("hotspot", List.of(m.mask(), m.wanted()), m.negated());
      case Matcher.IpsecPolicy m -> fact("ipsec", m.in(), !m.ipsec());
      default -> {
        if (!counts(matcher)) {
          throw new IllegalStateException("unknown matcher " + matcher);
        }
        yield matcher instanceof Matcher.ConnectionLimit
            ? tracked(List.of(Box.ALL))
            : List.of(Box.ALL);
      }
    };
  }

  private List<Box> one(int field, boolean negated, Numbers set) {
    return boxes(known.fields.all(field), field, negated, set);
  }

  private static List<Box> boxes(Numbers all, int field, boolean negated, Numbers set) {
    return some(Box.of(field, negated ? all.minus(set) : all.and(set)));
  }

  private static List<Box> some(@Nullable Box box) {
    return box == null ? List.of() : List.of(box);
  }

  /** What both ask for. */
  static List<Box> both(List<Box> some, List<Box> others) {
    List<Box> both = new ArrayList<>();
    for (Box one : some) {
      for (Box other : others) {
        Box common = one.and(other);
        if (common != null) {
          both.add(common);
        }
      }
    }
    return both;
  }

  /** A question whose negation is answered yes where there is nothing to ask. */
  private List<Box> fact(String kind, Object what, boolean negated) {
    int field = known.fields.fact(new Asked(kind, what));
    Numbers set =
        negated ? Numbers.of(Fields.NO).or(Numbers.of(Fields.ABSENT)) : Numbers.of(Fields.YES);
    return some(Box.of(field, set));
  }

  /** A question that is answered no, negated or not, where there is nothing to ask. */
  private List<Box> strict(String kind, Object what, boolean negated) {
    int field = known.fields.fact(new Asked(kind, what));
    return some(Box.of(field, Numbers.of(negated ? Fields.NO : Fields.YES)));
  }

  private List<Box> list(int field, String kind, boolean negated, String list) {
    return known.fixedList(list)
        ? one(field, negated, known.list(list))
        : fact(kind, list, negated);
  }

  private List<Box> type(int field, String kind, boolean negated, Set<AddressType> types) {
    if (family == Family.IPV6) {
      return fact(kind, types, negated);
    }
    Numbers.Builder set = new Numbers.Builder();
    types.forEach(type -> set.add(type.ordinal(), type.ordinal()));
    return one(field, negated, set.build());
  }

  private List<Box> side(int field, boolean negated, String name) {
    return known.names.single(name)
        ? one(field, negated, known.names.interfaceOf(name))
        : fact(field == Fields.IN ? "in-interface" : "out-interface", name, negated);
  }

  private List<Box> sideList(int field, String kind, boolean negated, String list) {
    if (known.names.knowsList(list)) {
      return one(field, negated, known.names.list(list));
    }
    List<Box> asked = fact(kind, list, negated);
    Numbers there = known.fields.all(field).minus(Numbers.of(Names.NO_INTERFACE));
    return negated ? asked : both(asked, some(Box.of(field, there)));
  }

  private static Numbers numbers(IntRange range) {
    return Numbers.range(range.first(), range.last());
  }

  private static Numbers ports(PortSet ports) {
    Numbers.Builder set = new Numbers.Builder();
    ports.ranges().forEach(range -> set.add(range.first(), range.last()));
    return set.build();
  }

  private static List<Box> ported(List<Box> boxes) {
    List<Box> whole = both(boxes, some(Box.of(Fields.PROTOCOL, PORTFUL)));
    return both(whole, some(Box.of(Fields.LATER_FRAGMENT, Numbers.of(0))));
  }

  private static List<Box> anyPort(Matcher.AnyPort m) {
    List<Box> source = boxes(PORTS, Fields.SOURCE_PORT, m.negated(), ports(m.ports()));
    List<Box> destination = boxes(PORTS, Fields.DESTINATION_PORT, m.negated(), ports(m.ports()));
    return ported(
        m.negated()
            ? both(source, destination)
            : Stream.concat(source.stream(), destination.stream()).toList());
  }

  private static List<Box> flags(Matcher.TcpFlags m) {
    return boxes(FLAGS, Fields.TCP_FLAGS, m.negated(), masked(m.mask(), m.wanted()));
  }

  private static List<Box> tcp(List<Box> boxes) {
    return both(boxes, some(Box.of(Fields.PROTOCOL, Numbers.of(6))));
  }

  private static Numbers masked(int mask, int wanted) {
    Numbers.Builder set = new Numbers.Builder();
    for (int value = 0; value < 256; value++) {
      if ((value & mask) == wanted) {
        set.add(value, value);
      }
    }
    return set.build();
  }

  private List<Box> icmp(Matcher.IcmpOptions m) {
    boolean any = m.type() == 255 && family == Family.IPV4;
    Numbers set =
        any
            ? Numbers.range(0, Fields.NO_ICMP - 1)
            : Numbers.range(m.type() << 8 | m.codes().first(), m.type() << 8 | m.codes().last());
    List<Box> boxes = boxes(Numbers.range(0, Fields.NO_ICMP - 1), Fields.ICMP, m.negated(), set);
    int protocol = family == Family.IPV4 ? 1 : 58;
    return both(boxes, some(Box.of(Fields.PROTOCOL, Numbers.of(protocol))));
  }

  private List<Box> ttl(Matcher.Ttl m) {
    return switch (m.comparison()) {
      case EQUAL -> one(Fields.TTL, false, Numbers.of(m.value()));
      case NOT_EQUAL -> one(Fields.TTL, true, Numbers.of(m.value()));
      case LESS_THAN -> one(Fields.TTL, false, Numbers.range(0, m.value() - 1));
      case GREATER_THAN -> one(Fields.TTL, false, Numbers.range(m.value() + 1, 255));
    };
  }

  private static Numbers times(Matcher.Time m) {
    Numbers.Builder set = new Numbers.Builder();
    for (DayOfWeek day : DayOfWeek.values()) {
      if (!m.days().isEmpty() && !m.days().contains(day)) {
        continue;
      }
      int midnight = day.ordinal() * DAY;
      if (m.ranges().isEmpty()) {
        set.add(midnight, midnight + DAY - 1);
      }
      for (TimeOfDayRange range : m.ranges()) {
        int last = Math.min(range.last(), DAY - 1);
        if (range.first() < range.last()) {
          set.add(midnight + range.first(), midnight + last);
        } else {
          set.add(midnight + range.first(), midnight + DAY - 1).add(midnight, midnight + last);
        }
      }
    }
    return set.build();
  }

  private Numbers marks(List<String> marks) {
    Numbers.Builder set = new Numbers.Builder();
    for (String mark : marks) {
      int number = known.names.markOf(mark);
      set.add(number, number);
    }
    return set.build();
  }

  /** RouterOS: invalid and untracked packets have no connection to ask. */
  private static List<Box> tracked(List<Box> boxes) {
    return both(boxes, some(Box.of(Fields.STATE, Fields.TRACKED)));
  }

  private static List<Box> natState(Matcher.ConnectionNatState m) {
    Numbers.Builder set = new Numbers.Builder();
    for (int bits = 0; bits < Fields.NO_NAT_STATE; bits++) {
      for (NatState state : m.states()) {
        if ((bits >> state.ordinal() & 1) != 0) {
          set.add(bits, bits);
        }
      }
    }
    Numbers all = Numbers.range(0, Fields.NO_NAT_STATE - 1);
    return boxes(all, Fields.NAT_STATE, m.negated(), set.build());
  }

  private List<Box> layer7(Matcher.Layer7 m) {
    List<Box> boxes = m.negated() ? List.of(Box.ALL) : new ArrayList<>();
    for (String name : m.names()) {
      List<Box> asked = strict("layer7-protocol", name, m.negated());
      if (m.negated()) {
        boxes = both(boxes, asked);
      } else {
        boxes.addAll(asked);
      }
    }
    return boxes;
  }

  /** The questions whose answers change when an address is added to a list. */
  List<Integer> listFacts(String list) {
    return Arrays.asList(
        known.fields.fact(new Asked("src-list", Objects.requireNonNull(list))),
        known.fields.fact(new Asked("dst-list", list)));
  }
}
