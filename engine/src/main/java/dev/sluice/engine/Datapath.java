package dev.sluice.engine;

import dev.sluice.engine.route.Routes;
import dev.sluice.engine.rules.AddressLists;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Marks;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TableName;
import dev.sluice.wire.PacketView;

/**
 * The road of one packet, from the wire to a verdict, in the order of RouterOS's packet flow. What
 * is not written here does not happen. Owns all state of its worker. Not threadsafe.
 */
public final class Datapath {
  private final ConnectionTable connections;
  private final AddressLists addressLists;
  private final Context context;
  private int released = 1;

  public Datapath(Policy policy, Topology topology, EngineSettings settings, Observer observer) {
    connections =
        new ConnectionTable(
            policy.tracking(), settings.profile(), settings.maxConnections(), settings.seed());
    addressLists =
        new AddressLists(policy.ipv4(), policy.ipv6(), settings.maxListEntries(), settings.seed());
    context =
        new Context(connections, new Routes(topology, policy), settings.assumptions(), new Marks());
    connections.onEnd(observer::connectionEnded);
  }

  /**
   * Takes one packet along the road.
   *
   * @param packet with status OK
   * @param inInterface index in the topology, or -1: the interface that leads to its source
   */
  public Verdict process(PacketView packet, int inInterface, long now) {
    context.begin(packet, inInterface, now);
    released = 1;
    return Verdict.ACCEPTED;
  }

  /** The end of the input: held fragments and live connections are told to the observer. */
  public void finish(long now) {}

  /** Facts about the packet just processed. */
  public Context context() {
    return context;
  }

  public ConnectionTable connections() {
    return connections;
  }

  public AddressLists addressLists() {
    return addressLists;
  }

  /** How many packets matched a rule. */
  public long packets(Family family, TableName table, int ruleNumber) {
    return 0;
  }

  /** The IP bytes of the packets that matched a rule. */
  public long bytes(Family family, TableName table, int ruleNumber) {
    return 0;
  }

  /** How many frames the last verdict was for: more than one when a datagram was put together. */
  public int released() {
    return released;
  }
}
