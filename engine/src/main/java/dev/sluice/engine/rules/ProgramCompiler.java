package dev.sluice.engine.rules;

import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv4Option;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.NatState;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the rules of one chain as instructions. Used once; not threadsafe. */
final class ProgramCompiler {
  /** An interface that no packet has. */
  private static final int NO_SUCH_INTERFACE = -2;

  private final Surroundings around;
  private final Family family;
  private final LocalClock clock;
  private int[] code = new int[64];
  private int length;
  private long[] numbers = new long[16];
  private int numberCount;
  private int[] pool = new int[16];
  private int pooled;
  private final List<RuleState> states = new ArrayList<>();
  private final List<Needle> needles = new ArrayList<>();
  private final List<TimeWindow> times = new ArrayList<>();
  private final List<PeerToPeer> peers = new ArrayList<>();
  private final List<ConnectionClass> classes = new ArrayList<>();

  private ProgramCompiler(Surroundings around, Family family) {
    this.around = around;
    this.family = family;
    clock = new LocalClock(around.zone());
  }

  static ChainProgram compile(
      List<Rule> rules, Family family, Surroundings around, @Nullable RuleState[][] states) {
    ProgramCompiler compiler = new ProgramCompiler(around, family);
    int[] starts = new int[rules.size() + 1];
    for (int i = 0; i < rules.size(); i++) {
      List<Matcher> matchers = rules.get(i).matchers();
      for (int j = 0; j < states[i].length; j++) {
        compiler.header(matchers.get(j), states[i][j]);
      }
      starts[i + 1] = compiler.length;
    }
    return new ChainProgram(compiler, starts, around);
  }

  int[] code() {
    return Arrays.copyOf(code, length);
  }

  long[] numbers() {
    return Arrays.copyOf(numbers, numberCount);
  }

  int[] pool() {
    return Arrays.copyOf(pool, pooled);
  }

  RuleState[] states() {
    return states.toArray(RuleState[]::new);
  }

  Needle[] needles() {
    return needles.toArray(Needle[]::new);
  }

  TimeWindow[] times() {
    return times.toArray(TimeWindow[]::new);
  }

  PeerToPeer[] peers() {
    return peers.toArray(PeerToPeer[]::new);
  }

  ConnectionClass[] classes() {
    return classes.toArray(ConnectionClass[]::new);
  }

  private void header(Matcher matcher, @Nullable RuleState state) {
    switch (matcher) {
      case Matcher.Protocol m -> emit(Op.PROTOCOL, m.number(), 0, m.negated());
      case Matcher.SourceAddress m -> range(m.range(), Op.SOURCE_4, Op.SOURCE_6, m.negated());
      case Matcher.DestinationAddress m ->
          range(m.range(), Op.DESTINATION_4, Op.DESTINATION_6, m.negated());
      case Matcher.SourceAddressList m ->
          emit(Op.SOURCE_LIST, around.lists().number(family, m.list()), 0, m.negated());
      case Matcher.DestinationAddressList m ->
          emit(Op.DESTINATION_LIST, around.lists().number(family, m.list()), 0, m.negated());
      case Matcher.SourceAddressType m -> emit(Op.SOURCE_TYPE, types(m.types()), 0, m.negated());
      case Matcher.DestinationAddressType m ->
          emit(Op.DESTINATION_TYPE, types(m.types()), 0, m.negated());
      case Matcher.InInterface m -> named(Op.IN_INTERFACE, m.name(), m.negated());
      case Matcher.OutInterface m -> named(Op.OUT_INTERFACE, m.name(), m.negated());
      case Matcher.InBridgePort m -> named(Op.IN_BRIDGE_PORT, m.name(), m.negated());
      case Matcher.OutBridgePort m -> named(Op.OUT_BRIDGE_PORT, m.name(), m.negated());
      case Matcher.InInterfaceList m -> list(Op.IN_LIST, m.list(), m.negated());
      case Matcher.OutInterfaceList m -> list(Op.OUT_LIST, m.list(), m.negated());
      case Matcher.InBridgePortList m -> list(Op.IN_BRIDGE_LIST, m.list(), m.negated());
      case Matcher.OutBridgePortList m -> list(Op.OUT_BRIDGE_LIST, m.list(), m.negated());
      case Matcher.SourceMac m -> emit(Op.SOURCE_MAC, number(m.mac()), 0, m.negated());
      case Matcher.SourcePort m -> ports(Op.SOURCE_PORT, Op.SOURCE_PORTS, m.ports(), m.negated());
      case Matcher.DestinationPort m ->
          ports(Op.DESTINATION_PORT, Op.DESTINATION_PORTS, m.ports(), m.negated());
      case Matcher.AnyPort m ->
          emit(Op.ANY_PORT, pooled(m.ports()), m.ports().ranges().size(), m.negated());
      case Matcher.TcpFlags m -> emit(Op.TCP_FLAGS, m.mask(), m.wanted(), m.negated());
      case Matcher.TcpMss m ->
          emit(Op.TCP_MSS, Math.max(0, m.sizes().first()), m.sizes().last(), m.negated());
      case Matcher.IcmpOptions m ->
          emit(Op.ICMP, pooled(m.type(), m.codes().first(), m.codes().last()), 0, m.negated());
      case Matcher.PacketSize m -> emit(Op.SIZE, m.sizes().first(), m.sizes().last(), m.negated());
      case Matcher.Dscp m -> emit(Op.TOS, m.value() << 2, 0xFC, m.negated());
      case Matcher.Tos m -> emit(Op.TOS, m.value(), m.mask(), m.negated());
      case Matcher.Ttl m -> ttl(m);
      case Matcher.Fragment m -> emit(Op.FRAGMENT, 0, 0, !m.wanted());
      case Matcher.Ipv4Options m -> option(m.option());
      case Matcher.Ipv6Headers m ->
          emit(
              Op.HEADERS,
              headers(m.headers()),
              m.exact() ? 0xFF : headers(m.headers()),
              m.negated());
      default -> deeper(matcher, state);
    }
  }

  private void deeper(Matcher matcher, @Nullable RuleState state) {
    switch (matcher) {
      case Matcher.Content m -> {
        needles.add(new Needle(m.bytes()));
        emit(Op.CONTENT, needles.size() - 1, 0, m.negated());
      }
      case Matcher.TlsHost m -> emit(Op.HOST, around.applications().glob(m.glob()), 0, m.negated());
      case Matcher.Time m -> {
        times.add(new TimeWindow(m, clock));
        emit(Op.TIME, times.size() - 1, 0, m.negated());
      }
      case Matcher.P2p m -> {
        peers.add(new PeerToPeer(m.kind()));
        emit(Op.P2P, peers.size() - 1, 0, m.negated());
      }
      case Matcher.PerConnectionClassifier m -> {
        classes.add(around.states().connectionClass(m));
        boolean ports = m.fields().sourcePort() || m.fields().destinationPort();
        emit(
            ports ? Op.CLASS_PORT : Op.CLASS,
            classes.size() - 1,
            number(m.remainder()),
            m.negated());
      }
      case Matcher.IngressPriority m -> emit(Op.INGRESS_PRIORITY, m.value(), 0, m.negated());
      case Matcher.Priority m -> emit(Op.PRIORITY, m.value(), 0, m.negated());
      case Matcher.PacketMark m -> marks(Op.PACKET_MARK, Op.PACKET_MARKS, m.marks(), m.negated());
      case Matcher.ConnectionMark m ->
          marks(Op.CONNECTION_MARK, Op.CONNECTION_MARKS, m.marks(), m.negated());
      case Matcher.RoutingMark m ->
          emit(Op.ROUTING_MARKS, pooledMarks(m.marks()), m.marks().size(), m.negated());
      case Matcher.Realm m -> emit(Op.REALM, number(m.realm()), 0, m.negated());
      case Matcher.HotspotState m -> emit(Op.HOTSPOT, m.mask(), m.wanted(), m.negated());
      case Matcher.IpsecPolicy m -> ipsec(m);
      case Matcher.ConnectionState m -> emit(Op.STATE, states(m.states()), 0, m.negated());
      case Matcher.ConnectionNatState m ->
          emit(Op.NAT_STATE, natStates(m.states()), 0, m.negated());
      case Matcher.ConnectionType m -> emit(Op.HELPER, m.helper().ordinal(), 0, m.negated());
      case Matcher.ConnectionBytes m -> emit(Op.BYTES, bounds(m.from(), m.to(), m.to()), 0, false);
      // RouterOS: bits per second are written, bytes compared.
      case Matcher.ConnectionRate m ->
          emit(Op.RATE, bounds(m.from() / 8, m.to() / 8, m.to()), 0, m.negated());
      case Matcher.Layer7 m ->
          emit(Op.LAYER7, pooledPatterns(m.names()), m.names().size(), m.negated());
      case Matcher.ConnectionLimit m -> emit(Op.COUNTING_CONNECTED, state(state), 0, m.negated());
      case Matcher.Limit m -> emit(Op.COUNTING, state(state), 0, m.negated());
      case Matcher.DestinationLimit m ->
          emit(
              m.flow().byDestinationPort() ? Op.COUNTING_PORT : Op.COUNTING,
              state(state),
              0,
              false);
      case Matcher.Nth m -> emit(Op.COUNTING, state(state), 0, m.negated());
      case Matcher.Random m -> emit(Op.COUNTING, state(state), 0, false);
      case Matcher.PortScan m -> emit(Op.COUNTING, state(state), 0, false);
      default -> throw new IllegalStateException("unknown matcher " + matcher);
    }
  }

  private void emit(int op, int a, int b, boolean negated) {
    if (length + ChainProgram.CELLS > code.length) {
      code = Arrays.copyOf(code, code.length * 2);
    }
    code[length++] = op;
    code[length++] = a;
    code[length++] = b;
    code[length++] = negated ? 1 : 0;
  }

  private int number(long value) {
    if (numberCount == numbers.length) {
      numbers = Arrays.copyOf(numbers, numberCount * 2);
    }
    numbers[numberCount] = value;
    return numberCount++;
  }

  private int pair(long first, long second) {
    int at = number(first);
    number(second);
    return at;
  }

  private int pooled(int... values) {
    int at = pooled;
    for (int value : values) {
      if (pooled == pool.length) {
        pool = Arrays.copyOf(pool, pooled * 2);
      }
      pool[pooled++] = value;
    }
    return at;
  }

  private int pooled(PortSet ports) {
    int at = pooled;
    for (IntRange range : ports.ranges()) {
      pooled(range.first(), range.last());
    }
    return at;
  }

  private int pooledMarks(List<String> names) {
    int at = pooled;
    names.forEach(name -> pooled(around.marks().number(name)));
    return at;
  }

  private int pooledPatterns(List<String> names) {
    int at = pooled;
    names.forEach(name -> pooled(around.applications().pattern(name)));
    return at;
  }

  private int state(@Nullable RuleState state) {
    if (state == null) {
      throw new IllegalStateException("a matcher that counts has no memory");
    }
    states.add(state);
    return states.size() - 1;
  }

  private void range(AddressRange range, int op4, int op6, boolean negated) {
    boolean sameFamily = range.family() == family;
    if (!sameFamily) {
      emit(negated ? Op.ALWAYS : Op.NEVER, 0, 0, false);
    } else if (family == Family.IPV4) {
      emit(op4, pair(range.first().low(), range.last().low()), 0, negated);
    } else {
      int at = pair(range.first().high(), range.first().low());
      pair(range.last().high(), range.last().low());
      emit(op6, at, 0, negated);
    }
  }

  private void named(int op, String name, boolean negated) {
    int index = around.routes().interfaceIndex(name);
    emit(op, index < 0 ? NO_SUCH_INTERFACE : index, 0, negated);
  }

  private void list(int op, String name, boolean negated) {
    emit(op, around.routes().list(name), 0, negated);
  }

  private void ports(int one, int many, PortSet ports, boolean negated) {
    if (ports.ranges().size() == 1) {
      IntRange only = ports.ranges().getFirst();
      emit(one, only.first(), only.last(), negated);
    } else {
      emit(many, pooled(ports), ports.ranges().size(), negated);
    }
  }

  private void marks(int one, int many, List<String> names, boolean negated) {
    if (names.size() == 1) {
      emit(one, around.marks().number(names.getFirst()), 0, negated);
    } else {
      emit(many, pooledMarks(names), names.size(), negated);
    }
  }

  private void ttl(Matcher.Ttl m) {
    switch (m.comparison()) {
      case EQUAL -> emit(Op.TTL, m.value(), 0, false);
      case NOT_EQUAL -> emit(Op.TTL, m.value(), 0, true);
      case LESS_THAN -> emit(Op.TTL_BELOW, m.value(), 0, false);
      case GREATER_THAN -> emit(Op.TTL_ABOVE, m.value(), 0, false);
    }
  }

  private void option(Ipv4Option option) {
    switch (option) {
      case ANY -> emit(Op.OPTION, 32, 1, false);
      case NONE -> emit(Op.OPTION, 32, 0, false);
      case LOOSE_SOURCE_ROUTING -> emit(Op.OPTION, 1, 1, false);
      case STRICT_SOURCE_ROUTING -> emit(Op.OPTION, 2, 1, false);
      case NO_SOURCE_ROUTING -> emit(Op.OPTION, 3, 0, false);
      case RECORD_ROUTE -> emit(Op.OPTION, 4, 1, false);
      case NO_RECORD_ROUTE -> emit(Op.OPTION, 4, 0, false);
      case TIMESTAMP -> emit(Op.OPTION, 8, 1, false);
      case NO_TIMESTAMP -> emit(Op.OPTION, 8, 0, false);
      case ROUTER_ALERT -> emit(Op.OPTION, 16, 1, false);
      case NO_ROUTER_ALERT -> emit(Op.OPTION, 16, 0, false);
    }
  }

  private void ipsec(Matcher.IpsecPolicy m) {
    int hooks =
        m.in()
            ? 1 << Hook.PREROUTING.ordinal() | 1 << Hook.INPUT.ordinal()
            : 1 << Hook.OUTPUT.ordinal() | 1 << Hook.POSTROUTING.ordinal();
    emit(m.in() ? Op.IPSEC_IN : Op.IPSEC_OUT, hooks | 1 << Hook.FORWARD.ordinal(), 0, !m.ipsec());
  }

  /** Two numbers, the second without end if zero is written. */
  private int bounds(long from, long to, long written) {
    return pair(from, written == 0 ? Long.MAX_VALUE : to);
  }

  private static int types(Set<AddressType> types) {
    int bits = 0;
    for (AddressType type : types) {
      bits |= 1 << type.ordinal();
    }
    return bits;
  }

  private static int headers(Set<Ipv6Header> headers) {
    int bits = 0;
    for (Ipv6Header header : headers) {
      bits |= 1 << header.ordinal();
    }
    return bits;
  }

  private static int states(Set<TrackingState> states) {
    int bits = 0;
    for (TrackingState state : states) {
      bits |= 1 << state.ordinal();
    }
    return bits;
  }

  private static int natStates(Set<NatState> states) {
    int bits = 0;
    for (NatState state : states) {
      bits |= 1 << state.ordinal();
    }
    return bits;
  }
}
