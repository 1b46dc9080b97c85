package dev.sluice.engine.rules;

import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.wire.PacketView;

/**
 * A chain's rules as one array of instructions, asked without allocation. A rule is a run of
 * instructions that must all hold; {@link ProgramCompiler} writes them. Not threadsafe, because of
 * what matchers remember.
 */
final class ChainProgram implements CompiledChain {
  static final int CELLS = 4;
  static final int MISS = 0;
  static final int MATCH = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DCCP = 33;
  private static final int SCTP = 132;
  private static final int UDP_LITE = 136;

  /** The instructions of each rule in the order of the rule. */
  private final int[] written;

  /** The same, cheapest first. */
  private final int[] code;

  private final int[] starts;
  private final long[] numbers;
  private final int[] pool;
  private final RuleState[] states;
  private final Needle[] needles;
  private final TimeWindow[] times;
  private final PeerToPeer[] peers;
  private final ConnectionClass[] classes;
  private final Routes routes;
  private final AddressLists lists;
  private final Applications applications;

  ChainProgram(ProgramCompiler parts, int[] starts, Surroundings around) {
    written = parts.code();
    code = CheapestFirst.of(written, starts);
    this.starts = starts;
    numbers = parts.numbers();
    pool = parts.pool();
    states = parts.states();
    needles = parts.needles();
    times = parts.times();
    peers = parts.peers();
    classes = parts.classes();
    routes = around.routes();
    lists = around.lists();
    applications = around.applications();
  }

  int rules() {
    return starts.length - 1;
  }

  @Override
  public int firstMatch(Context c, int from) {
    int end = starts.length - 1;
    // A broken header makes matchers drop, and the first one that reads it says why.
    int[] order = c.broken() || c.laterFragment() ? written : code;
    for (int rule = from; rule < end; rule++) {
      int answer = test(c, order, rule);
      if (answer != MISS) {
        return answer == MATCH ? rule : DROP;
      }
    }
    return NONE;
  }

  /** 1 if the rule matches a packet whose headers are whole, 0 if not, {@link #DROP} for a drop. */
  int test(Context c, int rule) {
    return test(c, code, rule);
  }

  private int test(Context c, int[] code, int rule) {
    int end = starts[rule + 1];
    for (int at = starts[rule]; at < end; at += CELLS) {
      int answer = holds(c, code[at], code[at + 1], code[at + 2]);
      if (answer >= 0) {
        if (answer == code[at + 3]) {
          return MISS;
        }
      } else {
        return answer == DROP ? DROP : MISS;
      }
    }
    return MATCH;
  }

  /** 1 or 0 before inversion; NONE for no, inverted or not; DROP. */
  private int holds(Context c, int op, int a, int b) {
    return switch (op) {
      case Op.PROTOCOL -> bit(c.protocol() == a);
      case Op.SOURCE_4 -> bit(c.sourceLow() >= numbers[a] && c.sourceLow() <= numbers[a + 1]);
      case Op.DESTINATION_4 ->
          bit(c.destinationLow() >= numbers[a] && c.destinationLow() <= numbers[a + 1]);
      case Op.SOURCE_6 -> within(a, c.sourceHigh(), c.sourceLow());
      case Op.DESTINATION_6 -> within(a, c.destinationHigh(), c.destinationLow());
      case Op.SOURCE_LIST ->
          bit(lists.contains(c.six(), a, c.sourceHigh(), c.sourceLow(), c.now()));
      case Op.DESTINATION_LIST ->
          bit(lists.contains(c.six(), a, c.destinationHigh(), c.destinationLow(), c.now()));
      case Op.SOURCE_TYPE -> bit(routes.isOneOf(a, c.sourceHigh(), c.sourceLow(), c.six()));
      case Op.DESTINATION_TYPE ->
          bit(routes.isOneOf(a, c.destinationHigh(), c.destinationLow(), c.six()));
      case Op.IN_INTERFACE -> bit(c.inInterface() == a);
      case Op.OUT_INTERFACE -> bit(c.outInterface() == a);
      case Op.IN_LIST -> bit(routes.inList(a, c.inInterface()));
      case Op.OUT_LIST -> bit(routes.inList(a, c.outInterface()));
      case Op.SOURCE_PORT ->
          c.sourcePort() < 0 ? noPort(c) : bit(c.sourcePort() >= a && c.sourcePort() <= b);
      case Op.DESTINATION_PORT ->
          c.sourcePort() < 0
              ? noPort(c)
              : bit(c.destinationPort() >= a && c.destinationPort() <= b);
      case Op.SOURCE_PORTS -> c.sourcePort() < 0 ? noPort(c) : bit(inPool(c.sourcePort(), a, b));
      case Op.DESTINATION_PORTS ->
          c.sourcePort() < 0 ? noPort(c) : bit(inPool(c.destinationPort(), a, b));
      case Op.ANY_PORT ->
          c.sourcePort() < 0
              ? noPort(c)
              : bit(inPool(c.sourcePort(), a, b) || inPool(c.destinationPort(), a, b));
      case Op.TCP_FLAGS -> c.tcpFlags() < 0 ? noTcp(c) : bit((c.tcpFlags() & a) == b);
      case Op.STATE -> a >>> c.state() & 1;
      case Op.CONNECTION_MARK ->
          c.connection() == ConnectionTable.NONE ? NONE : bit(c.connectionMark() == a);
      case Op.PACKET_MARK -> bit(c.packetMark() == a);
      case Op.NEVER -> NONE;
      case Op.ALWAYS -> 1;
      default -> rare(c, op, a, b);
    };
  }

  private int rare(Context c, int op, int a, int b) {
    return switch (op) {
      case Op.CONNECTION_MARKS ->
          c.connection() == ConnectionTable.NONE ? NONE : bit(among(c.connectionMark(), a, b));
      case Op.PACKET_MARKS -> bit(among(c.packetMark(), a, b));
      case Op.ROUTING_MARKS -> bit(among(c.routingMark(), a, b));
      case Op.LAYER7 -> c.connection() == ConnectionTable.NONE ? NONE : bit(recognised(c, a, b));
      case Op.COUNTING -> asked(c, a);
      case Op.COUNTING_CONNECTED -> c.connection() == ConnectionTable.NONE ? NONE : asked(c, a);
      case Op.COUNTING_PORT -> shortPorts(c) ? noPort(c) : asked(c, a);
      case Op.IN_BRIDGE_PORT -> bit(c.inBridgePort() == a);
      case Op.OUT_BRIDGE_PORT -> bit(c.outBridgePort() == a);
      case Op.IN_BRIDGE_LIST -> bit(routes.inList(a, c.inBridgePort()));
      case Op.OUT_BRIDGE_LIST -> bit(routes.inList(a, c.outBridgePort()));
      case Op.SOURCE_MAC -> c.hasMac() ? bit(c.packet().sourceMac() == numbers[a]) : NONE;
      case Op.TCP_MSS -> c.tcpFlags() < 0 ? noTcp(c) : between(c.tcpMss(), a, b);
      case Op.ICMP -> icmp(c, a);
      case Op.SIZE -> between(c.length(), a, b);
      case Op.TOS -> bit((c.tos() & b) == a);
      case Op.TTL -> bit(c.ttl() == a);
      case Op.TTL_BELOW -> bit(c.ttl() < a);
      case Op.TTL_ABOVE -> bit(c.ttl() > a);
      case Op.FRAGMENT -> bit(c.laterFragment());
      case Op.OPTION -> option(c.ipv4Options(), a, b);
      case Op.HEADERS -> bit((c.packet().extensionHeaders() & b) == a);
      case Op.CONTENT -> content(c.packet(), needles[a]);
      case Op.HOST -> applications.named(a, c);
      case Op.TIME -> bit(times[a].holds(c.now()));
      case Op.INGRESS_PRIORITY -> bit(c.ingressPriority() == a);
      case Op.PRIORITY -> bit(c.priority() == a);
      case Op.REALM -> bit((c.hasRoute() ? c.assumptions().realm() : 0) == numbers[a]);
      case Op.HOTSPOT -> bit((c.assumptions().hotspot() & a) == b);
      case Op.IPSEC_IN -> bit(c.assumptions().ipsecIn() && (a >> c.hook().ordinal() & 1) != 0);
      case Op.IPSEC_OUT -> bit(c.assumptions().ipsecOut() && (a >> c.hook().ordinal() & 1) != 0);
      default -> connection(c, op, a, b);
    };
  }

  /** One bit an ordinal of {@link dev.sluice.policy.NatState}. */
  private static int natStates(ConnectionTable table, int connection) {
    int sides = (table.sourceNat(connection) ? 1 : 0) | (table.destinationNat(connection) ? 2 : 0);
    return table.endpointIndependent(connection) ? sides | sides << 2 : sides;
  }

  private int connection(Context c, int op, int a, int b) {
    int connection = c.connection();
    boolean connected = connection != ConnectionTable.NONE;
    ConnectionTable table = c.connections();
    return switch (op) {
      case Op.NAT_STATE -> connected ? bit((a & natStates(table, connection)) != 0) : NONE;
      case Op.HELPER ->
          bit(connected && table.expected(connection) && table.helper(connection) == a);
      case Op.BYTES ->
          connected
              ? inside(a, table.bytes(connection, false) + table.bytes(connection, true))
              : NONE;
      case Op.RATE -> connected ? inside(a, table.rate(connection, c.now())) : NONE;
      case Op.P2P -> bit(peers[a].matches(c.packet()));
      case Op.CLASS -> bit(classes[a].of(c) == numbers[b]);
      case Op.CLASS_PORT -> shortPorts(c) ? noPort(c) : bit(classes[a].of(c) == numbers[b]);
      default -> throw new IllegalStateException("unknown instruction " + op);
    };
  }

  private static int bit(boolean holds) {
    return holds ? 1 : 0;
  }

  private int within(int a, long high, long low) {
    return bit(
        AddressSet.compare(high, low, numbers[a], numbers[a + 1]) >= 0
            && AddressSet.compare(high, low, numbers[a + 2], numbers[a + 3]) <= 0);
  }

  /** From a number to the next. */
  private int inside(int a, long value) {
    return bit(numbers[a] <= value && value <= numbers[a + 1]);
  }

  private static int between(int value, int first, int last) {
    return bit(first <= value && value <= last);
  }

  private boolean inPool(int value, int a, int pairs) {
    int end = a + 2 * pairs;
    for (int at = a; at < end; at += 2) {
      if (pool[at] <= value && value <= pool[at + 1]) {
        return true;
      }
    }
    return false;
  }

  private boolean among(int value, int a, int count) {
    for (int at = a; at < a + count; at++) {
      if (pool[at] == value) {
        return true;
      }
    }
    return false;
  }

  private boolean recognised(Context c, int a, int count) {
    for (int at = a; at < a + count; at++) {
      if (pool[at] >= 0 && applications.matched(pool[at], c)) {
        return true;
      }
    }
    return false;
  }

  private int asked(Context c, int state) {
    boolean fits = states[state].test(c);
    return c.hotDrop() == HotDrop.NONE ? bit(fits) : DROP;
  }

  private static boolean shortPorts(Context c) {
    if (!c.broken() || c.sourcePort() >= 0) {
      return false;
    }
    int protocol = c.protocol();
    return protocol == TCP
        || protocol == UDP
        || protocol == DCCP
        || protocol == SCTP
        || protocol == UDP_LITE;
  }

  private static int noPort(Context c) {
    if (!shortPorts(c)) {
      return NONE;
    }
    c.hotDrop(HotDrop.SHORT_HEADER);
    return DROP;
  }

  private static int noTcp(Context c) {
    if (c.protocol() == TCP && c.broken()) {
      c.hotDrop(HotDrop.SHORT_HEADER);
      return DROP;
    }
    if (c.protocol() == TCP && c.laterFragment() && c.packet().fragmentOffset() == 8) {
      c.hotDrop(HotDrop.TINY_FRAGMENT);
      return DROP;
    }
    return NONE;
  }

  private int icmp(Context c, int a) {
    if (c.protocol() != (c.six() ? 58 : 1)) {
      return NONE;
    }
    if (c.broken()) {
      c.hotDrop(HotDrop.SHORT_HEADER);
      return DROP;
    }
    PacketView packet = c.packet();
    if (c.laterFragment() || !packet.transport()) {
      return NONE;
    }
    int type = pool[a];
    boolean any = type == 255 && !c.six();
    boolean same = type == packet.icmpType();
    return bit(
        any || (same && pool[a + 1] <= packet.icmpCode() && packet.icmpCode() <= pool[a + 2]));
  }

  /** Bits that decide, and whether one of them must be there. */
  private static int option(int bits, int asked, int present) {
    boolean walked = (bits & 64) == 0 || asked == 32;
    return bit(walked && ((bits & asked) != 0) == (present != 0));
  }

  private static int content(PacketView packet, Needle needle) {
    return bit(needle.in(packet.bytes(), packet.ipOffset(), packet.ipOffset() + packet.captured()));
  }
}
