package dev.sluice.engine;

import dev.sluice.engine.inspect.Inspection;
import dev.sluice.engine.inspect.ServerNames;
import dev.sluice.engine.nat.Translation;
import dev.sluice.engine.queues.QueuedPacket;
import dev.sluice.engine.queues.Queues;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.rules.AddressLists;
import dev.sluice.engine.rules.ChainWalker;
import dev.sluice.engine.rules.ChainWalker.Outcome;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Hook;
import dev.sluice.engine.rules.Marks;
import dev.sluice.engine.rules.RuleStates;
import dev.sluice.engine.rules.RuleTable;
import dev.sluice.engine.rules.Surroundings;
import dev.sluice.engine.rules.Trace;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Defragmenter;
import dev.sluice.engine.track.EndReason;
import dev.sluice.engine.track.InvalidReason;
import dev.sluice.engine.track.ServicePorts;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.wire.PacketView;
import org.jspecify.annotations.Nullable;

/**
 * The road of one packet, from the wire to a verdict, in the order of RouterOS's packet flow. What
 * is not written here does not happen. Owns all state of its worker. Not threadsafe.
 */
public final class Datapath {
  /** How many packets are worth announcing at a time. */
  public static final int GROUP = ConnectionTable.MOST_ANNOUNCED;

  private static final int EXPIRED_PER_PACKET = 4;

  private final Observer observer;
  private final ConnectionTable connections;
  private final Defragmenter defragmenter = new Defragmenter();
  private final AddressLists lists;
  private final Routes routes;
  private final NatRoad nat;
  private final FastRoad fast;
  private final Inspection inspection;
  private final ServerNames names;
  private final ChainWalker walker;
  private final Context context;
  private final @Nullable Queues queues;
  private final QueuedPacket queued = new QueuedPacket();
  private final FamilyRules four;
  private final FamilyRules six;
  private final boolean tracksFour;
  private final boolean tracksSix;
  private final boolean asksNames;
  private final int[] routingTables;
  private final Drops drops = new Drops();
  private int released = 1;

  /** The route of the packet on the road, once it is known. */
  private int route = Routes.NONE;

  /** What became of a packet that tracking kept from going on. */
  private Verdict untracked = Verdict.DROPPED;

  public Datapath(Policy policy, Topology topology, EngineSettings settings, Observer observer) {
    this.observer = observer;
    connections =
        new ConnectionTable(
            policy.tracking(),
            settings.profile(),
            settings.limits().connections(),
            settings.seed());
    connections.helpers(ServicePorts.of(policy.servicePorts()));
    lists =
        new AddressLists(
            policy.ipv4(), policy.ipv6(), settings.limits().listEntries(), settings.seed());
    routes = new Routes(topology, policy);
    Translation translation = new Translation(routes, settings);
    inspection = new Inspection(policy, settings);
    names = new ServerNames();
    InspectedApplications applications = new InspectedApplications(inspection, names);
    Marks marks = new Marks();
    RuleStates states = new RuleStates(settings.seed(), settings.limits().limitFlows());
    Surroundings around =
        new Surroundings(
            routes, lists, marks, applications, policy.layer7(), policy.zone(), states);
    four = new FamilyRules(policy.ipv4(), around, settings.evaluator());
    six = new FamilyRules(policy.ipv6(), around, settings.evaluator());
    walker = new ChainWalker(around, observer);
    context = new Context(connections, routes, settings.assumptions(), marks);
    nat = new NatRoad(translation, walker, connections, context);
    fast = new FastRoad(connections, context);
    Queues all = new Queues(policy, routes, marks::number, settings.seed(), observer::queued);
    queues = all.used() ? all : null;
    TrackingSettings.Enabled tracking = policy.tracking().enabled();
    boolean on = tracking == TrackingSettings.Enabled.YES;
    boolean auto = tracking == TrackingSettings.Enabled.AUTO;
    tracksFour = on || auto && four.wantsTracking;
    tracksSix = on || auto && six.wantsTracking;
    asksNames = four.asksNames || six.asksNames;
    if (four.asksRates || six.asksRates) {
      connections.keepRates();
    }
    routingTables = new int[marks.size()];
    for (int i = 1; i < routingTables.length; i++) {
      routingTables[i] = routes.table(marks.name(i));
    }
    connections.onEnd((table, connection, reason, now) -> {
      observer.connectionEnded(table, connection, reason, now);
      states.ended(connection);
    });
    connections.onDiscard((table, connection, reason, now) -> states.ended(connection));
  }

  /**
   * Takes one packet along the road.
   *
   * @param packet with status OK
   * @param inInterface index in the topology, or -1: the interface that leads to its source, none
   *     if the source is the router itself
   */
  public Verdict process(PacketView packet, int inInterface, long now) {
    released = 1;
    inspection.begin();
    names.begin();
    lists.start(now);
    connections.expire(now, EXPIRED_PER_PACKET);
    int from = routes.place(packet.sourceHigh(), packet.sourceLow(), packet.six());
    boolean local = inInterface < 0 && Routes.local(from);
    int arrivedBy = local ? nat.inside(packet, routes, now) : inInterface;
    local &= arrivedBy == Routes.NONE;
    if (local) {
      context.bridgePorts(Context.NO_INTERFACE, Context.NO_INTERFACE);
    }
    context.begin(packet, local ? Context.NO_INTERFACE : arrival(from, arrivedBy), now);
    FamilyRules rules = packet.six() ? six : four;
    queued.onlyInterfaces = false;
    Verdict verdict = local ? output(rules) : prerouting(rules);
    return settle(verdict, now);
  }

  /**
   * A hint that changes nothing: these packets will be processed next, in this order, and are not
   * moved before that. Spares most of the waiting for memory.
   *
   * @param packets of any status; as many as {@link #GROUP} are looked at
   */
  public void announce(PacketView[] packets, int count) {
    connections.announce(packets, count);
  }

  private int arrival(int from, int given) {
    int in = given >= 0 ? given : Routes.interfaceOf(Routes.route(from));
    int bridge = routes.bridge(in);
    if (bridge == Routes.NONE) {
      context.bridgePorts(Context.NO_INTERFACE, Context.NO_INTERFACE);
      return in;
    }
    context.bridgePorts(in, Context.NO_INTERFACE);
    return bridge;
  }

  /** Every packet that comes in. */
  private Verdict prerouting(FamilyRules rules) {
    context.arrive(Hook.PREROUTING);
    if (rules.fasttracks && fasttracked()) {
      return Verdict.ACCEPTED;
    }
    Outcome raw = walker.walk(rules.raw, rules.rawPrerouting, context);
    if (raw != Outcome.ON) {
      return verdict(raw);
    }
    if (!track()) {
      return untracked;
    }
    Outcome mangle = walker.walk(rules.mangle, rules.manglePrerouting, context);
    if (mangle != Outcome.ON) {
      return verdict(mangle);
    }
    if (rules.translates && !nat.destination(rules, rules.destinationNat)) {
      return drop(Drops.Reason.NO_FREE_PORT);
    }
    return route() ? forward(rules) : input(rules);
  }

  /** Whether the packet goes on to another host; finds the interface that it leaves by. */
  private boolean route() {
    long high = context.lookupHigh();
    long low = context.lookupLow();
    int to = routes.place(high, low, context.six());
    if (Routes.deliveredHere(to)) {
      return false;
    }
    int table = routingTables[context.routingMark()];
    route =
        table == Routes.MAIN_TABLE
            ? Routes.route(to)
            : routes.route(high, low, context.six(), table);
    context.departBy(depart(Routes.interfaceOf(route)));
    return true;
  }

  private int depart(int out) {
    int bridge = routes.bridge(out);
    if (bridge == Routes.NONE) {
      return out;
    }
    context.bridgePorts(context.inBridgePort(), out);
    return bridge;
  }

  private Verdict forward(FamilyRules rules) {
    if (Routes.leadsNowhere(route)) {
      return drop(Drops.Reason.NO_ROUTE);
    }
    // RouterOS: the TTL box stands before mangle forward; rules there see the lower value.
    if (context.ttl() <= 1) {
      byte[] answer = walker.timeExceeded(context);
      if (answer != null) {
        observer.timeExceeded(context, answer);
      }
      return drop(Drops.Reason.TTL_EXPIRED);
    }
    context.ttl(context.ttl() - 1);
    context.arrive(Hook.FORWARD);
    Outcome mangle = walker.walk(rules.mangle, rules.mangleForward, context);
    if (mangle != Outcome.ON) {
      return verdict(mangle);
    }
    Outcome filter = walker.walk(rules.filter, rules.filterForward, context);
    if (filter != Outcome.ON) {
      return verdict(filter);
    }
    return postrouting(rules);
  }

  private Verdict input(FamilyRules rules) {
    context.arrive(Hook.INPUT);
    Outcome mangle = walker.walk(rules.mangle, rules.mangleInput, context);
    if (mangle != Outcome.ON) {
      return verdict(mangle);
    }
    Outcome filter = walker.walk(rules.filter, rules.filterInput, context);
    if (filter != Outcome.ON) {
      return verdict(filter);
    }
    return departing(rules, rules.inputNat);
  }

  /** A packet of the router itself. */
  private Verdict output(FamilyRules rules) {
    context.originate();
    route();
    context.arrive(Hook.OUTPUT);
    Outcome raw = walker.walk(rules.raw, rules.rawOutput, context);
    if (raw != Outcome.ON) {
      return verdict(raw);
    }
    if (!track()) {
      return untracked;
    }
    Outcome mangle = walker.walk(rules.mangle, rules.mangleOutput, context);
    if (mangle != Outcome.ON) {
      return verdict(mangle);
    }
    if (rules.translates && !nat.destination(rules, rules.outputNat)) {
      return drop(Drops.Reason.NO_FREE_PORT);
    }
    Outcome filter = walker.walk(rules.filter, rules.filterOutput, context);
    if (filter != Outcome.ON) {
      return verdict(filter);
    }
    route();
    return postrouting(rules);
  }

  private Verdict postrouting(FamilyRules rules) {
    context.arrive(Hook.POSTROUTING);
    Outcome mangle = walker.walk(rules.mangle, rules.manglePostrouting, context);
    if (mangle != Outcome.ON) {
      return verdict(mangle);
    }
    return departing(rules, rules.sourceNat);
  }

  /** Puts fragments together and finds the connection. False: the packet ends here. */
  private boolean track() {
    boolean tracks = context.six() ? tracksSix : tracksFour;
    if (!tracks || context.untracked()) {
      context.leaveConnection(TrackingState.UNTRACKED);
      return true;
    }
    if (context.packet().fragment()) {
      PacketView whole = defragmenter.offer(context.packet(), context.now());
      if (whole == null) {
        untracked = defragmenter.held() ? Verdict.HELD : Verdict.DROPPED;
        return false;
      }
      released = defragmenter.released();
      context.load(whole);
    }
    int connection = connections.track(context.packet(), context.now());
    InvalidReason problem = connections.invalidReason();
    if (problem.fatal()) {
      drops.count(problem);
      untracked = Verdict.DROPPED;
      return false;
    }
    context.enterConnection(
        connection, connection != ConnectionTable.NONE && connections.reply(), connections.state());
    if (connection != ConnectionTable.NONE && connections.restored()) {
      nat.showArrival();
    }
    if (asksNames) {
      names.see(context.packet(), connections, connection, context.reply(), context.now());
    }
    return true;
  }

  private boolean fasttracked() {
    if (!fast.takes()) {
      return false;
    }
    if (queues != null) {
      // RouterOS: what is fasttracked is still translated, and shaped by trees of interfaces.
      nat.showDestination();
      route();
      context.arrive(Hook.POSTROUTING);
      queued.onlyInterfaces = true;
    }
    return true;
  }

  private Verdict departing(FamilyRules rules, int chain) {
    return !rules.translates || nat.source(rules, chain)
        ? Verdict.ACCEPTED
        : drop(Drops.Reason.NO_FREE_PORT);
  }

  private Verdict drop(Drops.Reason reason) {
    drops.count(reason);
    return Verdict.DROPPED;
  }

  private static Verdict verdict(Outcome outcome) {
    return outcome == Outcome.REJECTED ? Verdict.REJECTED : Verdict.DROPPED;
  }

  /** What an end may read otherwise than inspection did goes no further. */
  private Verdict inspected() {
    Drops.Reason reason = Drops.Reason.of(inspection, names);
    return reason == null ? Verdict.ACCEPTED : drop(reason);
  }

  /** The end of the road: a new connection stays only if its first packet got here. */
  private Verdict settle(Verdict decided, long now) {
    int connection = context.connection();
    Verdict verdict = decided;
    if (verdict == Verdict.ACCEPTED) {
      verdict = inspected();
    }
    drops.count(context.hotDrop());
    if (verdict == Verdict.ACCEPTED && queues != null) {
      queue(queues, now);
    }
    if (connection == ConnectionTable.NONE) {
      return verdict;
    }
    if (verdict == Verdict.ACCEPTED) {
      if (connections.fresh() && !connections.confirm(connection, now)) {
        drops.count(InvalidReason.TUPLE_CLASH);
        return Verdict.DROPPED;
      }
    } else {
      connections.countDropped(connection);
      if (connections.fresh()) {
        connections.discard(connection);
        context.leaveConnection(TrackingState.NEW);
      }
    }
    return verdict;
  }

  /**
   * RouterOS: queues stand behind srcnat, and at the end of input. What they lose was accepted by
   * the firewall all the same, and a policed sender's reaction is in no capture: the verdict stays.
   */
  private void queue(Queues all, long now) {
    if (!all.wants(context.packetMark())) {
      all.pass(now);
      return;
    }
    queued.load(context);
    all.offer(queued, now);
  }

  /** The end of the input: what has timed out by now ends, and fragments still held are dropped. */
  public void finish(long now) {
    if (queues != null) {
      queues.finish();
    }
    connections.expire(now, Integer.MAX_VALUE);
    defragmenter.expire(now);
    defragmenter.finish();
    connections.forEach((table, connection) -> {
      if (table.confirmed(connection)) {
        observer.connectionEnded(table, connection, EndReason.INPUT_ENDED, now);
      }
    });
  }

  /** Follows the packets that are processed from now on; null for nobody. For reports. */
  public void trace(@Nullable Trace follower) {
    walker.trace(follower);
  }

  /** Facts about the packet just processed. */
  public Context context() {
    return context;
  }

  public ConnectionTable connections() {
    return connections;
  }

  public AddressLists addressLists() {
    return lists;
  }

  public Defragmenter defragmenter() {
    return defragmenter;
  }

  public Inspection inspection() {
    return inspection;
  }

  public ServerNames serverNames() {
    return names;
  }

  /** The queues that packets pass at the end of their road; null if the policy has none. */
  public @Nullable Queues queues() {
    return queues;
  }

  public Routes routes() {
    return routes;
  }

  /** Packets that no rule dropped, and that went nowhere all the same. */
  public Drops drops() {
    return drops;
  }

  /** How many packets matched a rule. */
  public long packets(Family family, TableName table, int ruleNumber) {
    return table(family, table).packets(ruleNumber);
  }

  /** The IP bytes of the packets that matched a rule. */
  public long bytes(Family family, TableName table, int ruleNumber) {
    return table(family, table).bytes(ruleNumber);
  }

  private RuleTable table(Family family, TableName name) {
    return (family == Family.IPV4 ? four : six).table(name);
  }

  /** Whether a rule of the family fasttracks, so that RouterOS shows its dummy rules. */
  public boolean fasttracks(Family family) {
    return (family == Family.IPV4 ? four : six).fasttracks;
  }

  /** Packets of both families that passed the tables by. */
  public long fasttrackPackets() {
    return fasttrackPackets(Family.IPV4) + fasttrackPackets(Family.IPV6);
  }

  /** What the dummy rules show: packets that passed the tables by. */
  public long fasttrackPackets(Family family) {
    return fast.packets(family);
  }

  public long fasttrackBytes(Family family) {
    return fast.bytes(family);
  }

  /** How many frames the last verdict was for: more than one when a datagram was put together. */
  public int released() {
    return released;
  }
}
