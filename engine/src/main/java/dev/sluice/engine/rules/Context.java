package dev.sluice.engine.rules;

import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;
import dev.sluice.wire.PacketView;
import org.jspecify.annotations.Nullable;

/**
 * Everything a matcher may read about the packet on the road, as it is seen at the present hook:
 * addresses and ports after the translations so far, TTL after the decrement, interfaces where that
 * side exists. Reused for every packet. Matchers read this, not the {@link PacketView}, for all
 * that a rule before them may have changed. Not threadsafe.
 */
public final class Context {
  /** No such interface, or not known at this hook. */
  public static final int NO_INTERFACE = -1;

  /** No port: the protocol has none, or the header is not there. */
  public static final int NO_PORT = -1;

  private static final int UNREAD = -2;
  private static final int NO_OPTIONS_BUT_PADDING = 32;

  private final ConnectionTable table;
  private final Assumptions assumptions;
  private final Routes routes;
  private final Marks marks;

  private PacketView packet = new PacketView();
  private long now;
  private boolean six;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int sourcePort;
  private int destinationPort;
  private int protocol;
  private int length;
  private int tos;
  private int ttl;
  private int tcpFlags;
  private int tcpMss;
  private int ipv4Options;
  private int changes;
  private int markChanges;
  private boolean untracked;
  private boolean laterFragment;
  private boolean broken;
  private HotDrop hotDrop = HotDrop.NONE;
  private int packetMark;
  private int routingMark;
  private int priority;
  private int ingressPriority;

  private int arrival;
  private int departure;
  private int inInterface;
  private int outInterface;
  private int inBridgePort;
  private int outBridgePort;

  private int connection;
  private boolean reply;
  private int state;

  private Hook hook = Hook.PREROUTING;
  private TableName tableName = TableName.RAW;
  private String chain = "";
  private @Nullable Rule rule;
  private TableName ruleTable = TableName.RAW;
  private boolean routed;
  private boolean local;
  private long routeHigh;
  private long routeLow;

  public Context(ConnectionTable table, Routes routes, Assumptions assumptions, Marks marks) {
    this.table = table;
    this.assumptions = assumptions;
    this.routes = routes;
    this.marks = marks;
  }

  /** Moves to the next packet; what rules had done to the one before is forgotten. */
  public void begin(PacketView next, int arrivalInterface, long time) {
    now = time;
    arrival = arrivalInterface;
    departure = NO_INTERFACE;
    packetMark = 0;
    routingMark = 0;
    priority = 0;
    ingressPriority = next.priorityCodePoint();
    routed = false;
    local = false;
    rule = null;
    hotDrop = HotDrop.NONE;
    load(next);
    untracked = false;
    leaveConnection(TrackingState.INVALID);
  }

  /** The same packet in another form: the whole datagram of a fragment. Marks stay. */
  public void load(PacketView next) {
    changes++;
    packet = next;
    six = next.six();
    sourceHigh = next.sourceHigh();
    sourceLow = next.sourceLow();
    destinationHigh = next.destinationHigh();
    destinationLow = next.destinationLow();
    protocol = next.protocol();
    length = next.totalLength();
    tos = next.tos();
    ttl = next.ttl();
    laterFragment = next.laterFragment();
    ipv4Options = next.ipv4Options();
    tcpMss = UNREAD;
    boolean ports = next.hasPorts();
    sourcePort = ports ? next.sourcePort() : NO_PORT;
    destinationPort = ports ? next.destinationPort() : NO_PORT;
    PacketView.TransportProblem problem = next.transportProblem();
    broken =
        problem == PacketView.TransportProblem.TRUNCATED
            || problem == PacketView.TransportProblem.BAD_DATA_OFFSET
            || problem == PacketView.TransportProblem.BAD_LENGTH;
    tcpFlags = protocol == 6 && next.transport() ? next.tcpFlags() : -1;
  }

  /** Tracking has found or made the connection. */
  public void enterConnection(int id, boolean inReply, int trackingState) {
    connection = id;
    reply = inReply;
    state = trackingState;
  }

  /** The packet has no connection: it is invalid or untracked. */
  public void leaveConnection(TrackingState without) {
    connection = ConnectionTable.NONE;
    reply = false;
    state = without.ordinal();
  }

  /** Comes to a hook; which interfaces can be seen depends on it. */
  public void arrive(Hook next) {
    hook = next;
    changes++;
    inInterface = next == Hook.OUTPUT ? NO_INTERFACE : arrival;
    outInterface = next == Hook.PREROUTING || next == Hook.INPUT ? NO_INTERFACE : departure;
  }

  /** The routing decision. */
  public void departBy(int outgoing) {
    departure = outgoing;
  }

  /** The packet comes from the router itself: it has no interface of arrival. */
  public void originate() {
    arrival = NO_INTERFACE;
    inInterface = NO_INTERFACE;
    local = true;
  }

  public void bridgePorts(int in, int out) {
    inBridgePort = in;
    outBridgePort = out;
  }

  /** The walk is now in this table and chain. */
  public void walk(TableName inTable, String inChain) {
    tableName = inTable;
    chain = inChain;
  }

  /** This rule of the present table decides the packet's fate. */
  public void deciding(Rule terminal) {
    rule = terminal;
    ruleTable = tableName;
  }

  /** Translation has given the packet another source. */
  public void source(long high, long low, int port) {
    changes++;
    sourceHigh = high;
    sourceLow = low;
    sourcePort = port;
  }

  public void destination(long high, long low, int port) {
    changes++;
    destinationHigh = high;
    destinationLow = low;
    destinationPort = port;
  }

  /** A rule has set the packet's mark. */
  public void markPacket(int mark) {
    markChanges++;
    packetMark = mark;
  }

  /** A rule has set the connection's mark; without a connection nothing happens. */
  public void markConnection(int mark) {
    if (connection != ConnectionTable.NONE) {
      markChanges++;
      table.setMark(connection, mark);
    }
  }

  /** Counts what rules change that the choice of candidates depends on. */
  int changes() {
    return changes;
  }

  /** The same for marks alone. */
  int markChanges() {
    return markChanges;
  }

  /** A rule has decided that the packet will have no connection. */
  public void untrack() {
    untracked = true;
  }

  public boolean untracked() {
    return untracked;
  }

  public void markRouting(int mark) {
    routingMark = mark;
  }

  public void prioritise(int value) {
    priority = value;
  }

  public void ttl(int value) {
    ttl = value;
  }

  public void tos(int value) {
    tos = value;
  }

  /** The routing decision will look up this address instead of the destination. */
  public void routeTo(long high, long low) {
    routed = true;
    routeHigh = high;
    routeLow = low;
  }

  /** This rule has ended the present table's walk without harm; only the filter's decides. */
  public void accepting(Rule terminal) {
    if (tableName == TableName.FILTER) {
      deciding(terminal);
    }
  }

  public PacketView packet() {
    return packet;
  }

  public ConnectionTable connections() {
    return table;
  }

  public Routes routes() {
    return routes;
  }

  public Assumptions assumptions() {
    return assumptions;
  }

  public Marks marks() {
    return marks;
  }

  public long now() {
    return now;
  }

  public boolean six() {
    return six;
  }

  public Family family() {
    return six ? Family.IPV6 : Family.IPV4;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** {@link #NO_PORT} where there is none. */
  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }

  /** The maximum segment size that the packet announces, or -1. */
  public int tcpMss() {
    if (tcpMss == UNREAD) {
      tcpMss = packet.tcpMss();
    }
    return tcpMss;
  }

  /** A rule has changed the announced segment size; {@code longer} by so many bytes. */
  public void tcpMss(int size, int longer) {
    tcpMss = size;
    length += longer;
  }

  /** The bits of {@link PacketView#ipv4Options}. */
  public int ipv4Options() {
    return ipv4Options;
  }

  /** A rule has overwritten all options. */
  public void stripOptions() {
    if (ipv4Options != 0) {
      ipv4Options = NO_OPTIONS_BUT_PADDING;
    }
  }

  public int protocol() {
    return protocol;
  }

  /** The IP packet's length in bytes. */
  public int length() {
    return length;
  }

  public int tos() {
    return tos;
  }

  public int ttl() {
    return ttl;
  }

  /** The flags byte, or -1 when this is no TCP packet with a readable header. */
  public int tcpFlags() {
    return tcpFlags;
  }

  public boolean laterFragment() {
    return laterFragment;
  }

  /**
   * Whether the header above IP is too short for its protocol. Matchers that read it drop the
   * packet then. A header that only the capture has cut is not broken, just unknown.
   */
  public boolean broken() {
    return broken;
  }

  /** A matcher drops the packet itself; the first reason stays. */
  public void hotDrop(HotDrop reason) {
    if (hotDrop == HotDrop.NONE) {
      hotDrop = reason;
    }
  }

  public HotDrop hotDrop() {
    return hotDrop;
  }

  /** Whether the packet has a link header with a source MAC address at this hook. */
  public boolean hasMac() {
    return packet.hasMac() && !local;
  }

  /** Whether the routing decision has been made. */
  public boolean hasRoute() {
    return hook != Hook.PREROUTING;
  }

  public int packetMark() {
    return packetMark;
  }

  public int routingMark() {
    return routingMark;
  }

  public int priority() {
    return priority;
  }

  public int ingressPriority() {
    return ingressPriority;
  }

  /** Index of the interface the packet came in by, {@link #NO_INTERFACE} where unknown here. */
  public int inInterface() {
    return inInterface;
  }

  public int outInterface() {
    return outInterface;
  }

  public int inBridgePort() {
    return inBridgePort;
  }

  public int outBridgePort() {
    return outBridgePort;
  }

  /** The name of an interface by index; empty for {@link #NO_INTERFACE}. */
  public String interfaceName(int index) {
    return routes.interfaceName(index);
  }

  /** Handle of the connection, or {@link ConnectionTable#NONE}. */
  public int connection() {
    return connection;
  }

  public boolean reply() {
    return reply;
  }

  /** Ordinal of {@link TrackingState}. */
  public int state() {
    return state;
  }

  /** The connection's mark; 0 when there is none, or no connection. */
  public int connectionMark() {
    return connection == ConnectionTable.NONE ? 0 : table.mark(connection);
  }

  public Hook hook() {
    return hook;
  }

  public TableName table() {
    return tableName;
  }

  /** The chain of the rule that acts now. */
  public String chain() {
    return chain;
  }

  /** The table of {@link #rule}. */
  public TableName ruleTable() {
    return ruleTable;
  }

  /** The rule that dropped the packet, or accepted it in the filter; null where no rule did. */
  public @Nullable Rule rule() {
    return rule;
  }

  /** The upper half of the address that the routing decision looks up. */
  public long lookupHigh() {
    return routed ? routeHigh : destinationHigh;
  }

  public long lookupLow() {
    return routed ? routeLow : destinationLow;
  }
}
