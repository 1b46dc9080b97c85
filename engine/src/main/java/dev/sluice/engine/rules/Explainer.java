package dev.sluice.engine.rules;

import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TimeOfDayRange;
import dev.sluice.policy.TrackingState;
import dev.sluice.wire.PacketView;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a chain's rules one matcher after the other, straight from the policy's records. This is the
 * meaning of the language, and what the faster forms are tested against; it is slow, allocates, and
 * shares nothing with them but what matchers remember. Not threadsafe.
 */
public final class Explainer implements CompiledChain {
  private static final int TCP = 6;

  private final Surroundings around;
  private final Family family;
  private final List<Rule> rules;
  private final @Nullable RuleState[][] states;

  /**
   * Asks these rules.
   *
   * @param states what each matcher of each rule remembers, made by {@link RuleStates#of(List)}
   */
  Explainer(Surroundings around, Family family, List<Rule> rules, @Nullable RuleState[][] states) {
    this.around = around;
    this.family = family;
    this.rules = List.copyOf(rules);
    this.states = states;
  }

  @Override
  public int firstMatch(Context context, int from) {
    for (int i = from; i < rules.size(); i++) {
      int failed = firstFailed(context, i);
      if (failed == NONE) {
        return i;
      }
      if (context.hotDrop() != HotDrop.NONE) {
        return DROP;
      }
    }
    return NONE;
  }

  /** The same, telling of every rule that is passed over. */
  int firstMatch(Context context, int from, Trace trace) {
    for (int i = from; i < rules.size(); i++) {
      Optional<Failure> failure = explain(context, i);
      if (failure.isEmpty()) {
        return i;
      }
      if (context.hotDrop() != HotDrop.NONE) {
        trace.stopped(context, rules.get(i), failure.get());
        return DROP;
      }
      trace.passed(context, rules.get(i), failure.get());
    }
    return NONE;
  }

  /**
   * Asks one rule, and says why it does not match. Asking changes what matchers remember, exactly
   * as a packet does.
   *
   * @param rule place among the chain's active rules
   */
  public Optional<Failure> explain(Context context, int rule) {
    int failed = firstFailed(context, rule);
    if (failed == NONE) {
      return Optional.empty();
    }
    Matcher matcher = rules.get(rule).matchers().get(failed);
    return Optional.of(
        new Failure(matcher, PacketText.of(matcher, context, around), MatcherText.of(matcher)));
  }

  private int firstFailed(Context context, int rule) {
    List<Matcher> matchers = rules.get(rule).matchers();
    for (int j = 0; j < matchers.size(); j++) {
      boolean held = holds(matchers.get(j), states[rule][j], context);
      if (!held || context.hotDrop() != HotDrop.NONE) {
        return j;
      }
    }
    return NONE;
  }

  private boolean holds(Matcher matcher, @Nullable RuleState state, Context c) {
    return switch (matcher) {
      case Matcher.SourceAddress m -> m.range().contains(source(c)) != m.negated();
      case Matcher.DestinationAddress m -> m.range().contains(destination(c)) != m.negated();
      case Matcher.SourceAddressList m ->
          listed(m.list(), c.sourceHigh(), c.sourceLow(), c) != m.negated();
      case Matcher.DestinationAddressList m ->
          listed(m.list(), c.destinationHigh(), c.destinationLow(), c) != m.negated();
      case Matcher.SourceAddressType m ->
          typed(m.types(), c.sourceHigh(), c.sourceLow(), c) != m.negated();
      case Matcher.DestinationAddressType m ->
          typed(m.types(), c.destinationHigh(), c.destinationLow(), c) != m.negated();
      case Matcher.InInterface m -> named(m.name(), c.inInterface()) != m.negated();
      case Matcher.OutInterface m -> named(m.name(), c.outInterface()) != m.negated();
      case Matcher.InBridgePort m -> named(m.name(), c.inBridgePort()) != m.negated();
      case Matcher.OutBridgePort m -> named(m.name(), c.outBridgePort()) != m.negated();
      case Matcher.InInterfaceList m -> inList(m.list(), c.inInterface()) != m.negated();
      case Matcher.OutInterfaceList m -> inList(m.list(), c.outInterface()) != m.negated();
      case Matcher.InBridgePortList m -> inList(m.list(), c.inBridgePort()) != m.negated();
      case Matcher.OutBridgePortList m -> inList(m.list(), c.outBridgePort()) != m.negated();
      case Matcher.SourceMac m -> c.hasMac() && (c.packet().sourceMac() == m.mac()) != m.negated();
      case Matcher.Protocol m -> (c.protocol() == m.number()) != m.negated();
      case Matcher.SourcePort m -> ports(c) && m.ports().contains(c.sourcePort()) != m.negated();
      case Matcher.DestinationPort m ->
          ports(c) && m.ports().contains(c.destinationPort()) != m.negated();
      case Matcher.AnyPort m -> ports(c) && either(m.ports(), c) != m.negated();
      case Matcher.TcpFlags m ->
          tcpHeader(c) && ((c.tcpFlags() & m.mask()) == m.wanted()) != m.negated();
      case Matcher.TcpMss m -> tcpHeader(c) && mss(m, c);
      case Matcher.IcmpOptions m -> icmpHeader(c) && icmp(m, c) != m.negated();
      case Matcher.PacketSize m -> m.sizes().contains(c.length()) != m.negated();
      case Matcher.Dscp m -> (c.tos() >> 2 == m.value()) != m.negated();
      case Matcher.Tos m -> ((c.tos() & m.mask()) == m.value()) != m.negated();
      case Matcher.Ttl m -> compare(m, c.ttl());
      case Matcher.Fragment m -> c.laterFragment() == m.wanted();
      case Matcher.Ipv4Options m -> option(m, c.ipv4Options());
      case Matcher.Ipv6Headers m -> headers(m, c.packet().extensionHeaders()) != m.negated();
      case Matcher.Content _,
          Matcher.TlsHost _,
          Matcher.Time _,
          Matcher.IngressPriority _,
          Matcher.Priority _,
          Matcher.PacketMark _,
          Matcher.RoutingMark _,
          Matcher.ConnectionMark _,
          Matcher.Realm _,
          Matcher.HotspotState _,
          Matcher.IpsecPolicy _,
          Matcher.ConnectionState _,
          Matcher.ConnectionNatState _,
          Matcher.ConnectionType _,
          Matcher.ConnectionBytes _,
          Matcher.ConnectionRate _,
          Matcher.Layer7 _,
          Matcher.P2p _,
          Matcher.PerConnectionClassifier _,
          Matcher.ConnectionLimit _,
          Matcher.Limit _,
          Matcher.DestinationLimit _,
          Matcher.Nth _,
          Matcher.Random _,
          Matcher.PortScan _ ->
          remembers(matcher, state, c);
    };
  }

  /** The matchers of marks, connections, payload and time, and those that count. */
  private boolean remembers(Matcher matcher, @Nullable RuleState state, Context c) {
    return switch (matcher) {
      case Matcher.Content m -> content(m, c.packet()) != m.negated();
      case Matcher.TlsHost m -> host(m, c);
      case Matcher.Time m -> time(m, c.now()) != m.negated();
      case Matcher.IngressPriority m -> (c.ingressPriority() == m.value()) != m.negated();
      case Matcher.Priority m -> (c.priority() == m.value()) != m.negated();
      case Matcher.PacketMark m -> marked(m.marks(), c.packetMark()) != m.negated();
      case Matcher.RoutingMark m -> marked(m.marks(), c.routingMark()) != m.negated();
      case Matcher.ConnectionMark m ->
          connected(c) && marked(m.marks(), c.connectionMark()) != m.negated();
      case Matcher.Realm m ->
          ((c.hasRoute() ? c.assumptions().realm() : 0) == m.realm()) != m.negated();
      case Matcher.HotspotState m ->
          ((c.assumptions().hotspot() & m.mask()) == m.wanted()) != m.negated();
      case Matcher.IpsecPolicy m -> transformed(m.in(), c) == m.ipsec();
      case Matcher.ConnectionState m ->
          m.states().contains(TrackingState.values()[c.state()]) != m.negated();
      case Matcher.ConnectionNatState m -> connected(c) && translated(m, c) != m.negated();
      case Matcher.ConnectionType m -> helped(m, c) != m.negated();
      case Matcher.ConnectionBytes m -> connected(c) && bytes(m, c);
      case Matcher.ConnectionRate m -> connected(c) && rate(m, c) != m.negated();
      case Matcher.Layer7 m -> connected(c) && recognised(m, c) != m.negated();
      case Matcher.P2p m -> new PeerToPeer(m.kind()).matches(c.packet()) != m.negated();
      case Matcher.PerConnectionClassifier m ->
          !(classifiesPorts(m) && shortHeader(c))
              && (around.states().connectionClass(m).of(c) == m.remainder()) != m.negated();
      case Matcher.ConnectionLimit m -> connected(c) && asked(state, c) != m.negated();
      case Matcher.Limit m -> asked(state, c) != m.negated();
      case Matcher.DestinationLimit m ->
          !(m.flow().byDestinationPort() && shortHeader(c)) && asked(state, c);
      case Matcher.Nth m -> asked(state, c) != m.negated();
      case Matcher.Random m -> asked(state, c);
      case Matcher.PortScan m -> asked(state, c);
      default -> throw new IllegalStateException("unknown matcher " + matcher);
    };
  }

  private static boolean asked(@Nullable RuleState state, Context c) {
    if (state == null) {
      throw new IllegalStateException("a matcher that counts has lost its memory");
    }
    return state.test(c);
  }

  private static boolean connected(Context c) {
    return c.connection() != ConnectionTable.NONE;
  }

  private static Address source(Context c) {
    return new Address(c.family(), c.sourceHigh(), c.sourceLow());
  }

  private static Address destination(Context c) {
    return new Address(c.family(), c.destinationHigh(), c.destinationLow());
  }

  private boolean listed(String list, long high, long low, Context c) {
    return around
        .lists()
        .contains(c.six(), around.lists().number(family, list), high, low, c.now());
  }

  private boolean typed(Set<AddressType> types, long high, long low, Context c) {
    int bits = 0;
    for (AddressType type : types) {
      bits |= 1 << type.ordinal();
    }
    return around.routes().isOneOf(bits, high, low, c.six());
  }

  private boolean named(String interfaceName, int index) {
    return index != Routes.NONE && around.routes().interfaceName(index).equals(interfaceName);
  }

  private boolean inList(String list, int index) {
    return index != Routes.NONE && around.routes().inList(around.routes().list(list), index);
  }

  /** Whether there are ports. Linux: a header too short to have them is a reason to drop. */
  private static boolean ports(Context c) {
    return !shortHeader(c) && c.sourcePort() != Context.NO_PORT;
  }

  /** Drops a packet whose transport header is too short for its ports. */
  private static boolean shortHeader(Context c) {
    boolean shortened = c.sourcePort() == Context.NO_PORT && c.broken() && portful(c.protocol());
    if (shortened) {
      c.hotDrop(HotDrop.SHORT_HEADER);
    }
    return shortened;
  }

  private static boolean classifiesPorts(Matcher.PerConnectionClassifier m) {
    return m.fields().sourcePort() || m.fields().destinationPort();
  }

  private static boolean portful(int protocol) {
    return switch (protocol) {
      case 6, 17, 33, 132, 136 -> true;
      default -> false;
    };
  }

  private static boolean either(PortSet ports, Context c) {
    return ports.contains(c.sourcePort()) || ports.contains(c.destinationPort());
  }

  private static boolean tcpHeader(Context c) {
    if (c.protocol() == TCP && c.broken()) {
      c.hotDrop(HotDrop.SHORT_HEADER);
    }
    if (c.protocol() == TCP && c.laterFragment() && c.packet().fragmentOffset() == 8) {
      c.hotDrop(HotDrop.TINY_FRAGMENT);
    }
    return c.tcpFlags() >= 0;
  }

  private static boolean mss(Matcher.TcpMss m, Context c) {
    int mss = c.tcpMss();
    return mss < 0 ? m.negated() : m.sizes().contains(mss) != m.negated();
  }

  private static boolean icmpHeader(Context c) {
    boolean icmp = c.protocol() == (c.six() ? 58 : 1);
    if (icmp && c.broken()) {
      c.hotDrop(HotDrop.SHORT_HEADER);
    }
    return icmp && !c.laterFragment() && c.packet().transport();
  }

  private static boolean icmp(Matcher.IcmpOptions m, Context c) {
    boolean any = m.type() == 255 && !c.six();
    return any || (m.type() == c.packet().icmpType() && m.codes().contains(c.packet().icmpCode()));
  }

  private static boolean compare(Matcher.Ttl m, int ttl) {
    return switch (m.comparison()) {
      case EQUAL -> ttl == m.value();
      case NOT_EQUAL -> ttl != m.value();
      case LESS_THAN -> ttl < m.value();
      case GREATER_THAN -> ttl > m.value();
    };
  }

  private static boolean option(Matcher.Ipv4Options m, int bits) {
    boolean walked = (bits & 64) == 0;
    return switch (m.option()) {
      case ANY -> (bits & 32) != 0;
      case NONE -> (bits & 32) == 0;
      case LOOSE_SOURCE_ROUTING -> walked && (bits & 1) != 0;
      case STRICT_SOURCE_ROUTING -> walked && (bits & 2) != 0;
      case NO_SOURCE_ROUTING -> walked && (bits & 3) == 0;
      case RECORD_ROUTE -> walked && (bits & 4) != 0;
      case NO_RECORD_ROUTE -> walked && (bits & 4) == 0;
      case TIMESTAMP -> walked && (bits & 8) != 0;
      case NO_TIMESTAMP -> walked && (bits & 8) == 0;
      case ROUTER_ALERT -> walked && (bits & 16) != 0;
      case NO_ROUTER_ALERT -> walked && (bits & 16) == 0;
    };
  }

  private static boolean headers(Matcher.Ipv6Headers m, int bits) {
    for (Ipv6Header header : Ipv6Header.values()) {
      boolean present = (bits >> header.ordinal() & 1) != 0;
      boolean wanted = m.headers().contains(header);
      if ((wanted && !present) || (m.exact() && present && !wanted)) {
        return false;
      }
    }
    return true;
  }

  private static boolean content(Matcher.Content m, PacketView packet) {
    return new Needle(m.bytes())
        .in(packet.bytes(), packet.ipOffset(), packet.ipOffset() + packet.captured());
  }

  private boolean host(Matcher.TlsHost m, Context c) {
    int fits = around.applications().named(around.applications().glob(m.glob()), c);
    return fits != Applications.NO_NAME && (fits == 1) != m.negated();
  }

  private boolean time(Matcher.Time m, long now) {
    ZonedDateTime local =
        Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000_000L)).atZone(around.zone());
    boolean day = m.days().isEmpty() || m.days().contains(local.getDayOfWeek());
    boolean hour = m.ranges().isEmpty();
    for (TimeOfDayRange range : m.ranges()) {
      hour |= range.contains(local.toLocalTime().toSecondOfDay());
    }
    return day && hour;
  }

  private boolean marked(List<String> names, int mark) {
    for (String wanted : names) {
      if (around.marks().number(wanted) == mark) {
        return true;
      }
    }
    return false;
  }

  private static boolean transformed(boolean in, Context c) {
    return switch (c.hook()) {
      case PREROUTING, INPUT -> in && c.assumptions().ipsecIn();
      case FORWARD -> in ? c.assumptions().ipsecIn() : c.assumptions().ipsecOut();
      case OUTPUT, POSTROUTING -> !in && c.assumptions().ipsecOut();
    };
  }

  private static boolean translated(Matcher.ConnectionNatState m, Context c) {
    ConnectionTable table = c.connections();
    for (NatState wanted : m.states()) {
      boolean is =
          switch (wanted) {
            case SRCNAT -> table.sourceNat(c.connection());
            case DSTNAT -> table.destinationNat(c.connection());
            case EIN_SNAT ->
                table.endpointIndependent(c.connection()) && table.sourceNat(c.connection());
            case EIN_DNAT ->
                table.endpointIndependent(c.connection()) && table.destinationNat(c.connection());
          };
      if (is) {
        return true;
      }
    }
    return false;
  }

  private static boolean helped(Matcher.ConnectionType m, Context c) {
    return connected(c)
        && c.connections().expected(c.connection())
        && c.connections().helper(c.connection()) == m.helper().ordinal();
  }

  private static boolean bytes(Matcher.ConnectionBytes m, Context c) {
    long sum =
        c.connections().bytes(c.connection(), false) + c.connections().bytes(c.connection(), true);
    return m.from() <= sum && (m.to() == 0 || sum <= m.to());
  }

  private static boolean rate(Matcher.ConnectionRate m, Context c) {
    long bytes = c.connections().rate(c.connection(), c.now());
    return bytes >= m.from() / 8 && (m.to() == 0 || bytes <= m.to() / 8);
  }

  private boolean recognised(Matcher.Layer7 m, Context c) {
    for (String protocol : m.names()) {
      int pattern = around.applications().pattern(protocol);
      if (pattern >= 0 && around.applications().matched(pattern, c)) {
        return true;
      }
    }
    return false;
  }
}
