package dev.sluice.replay.explain;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.TcpState;
import dev.sluice.policy.Address;
import dev.sluice.policy.TrackingState;
import dev.sluice.replay.Report.End;
import dev.sluice.replay.explain.Step.Change;
import dev.sluice.wire.PacketView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is true of a packet at one moment of its road, by RouterOS's names. Immutable. */
final class Facts {
  static final String SOURCE = "src-address";
  static final String DESTINATION = "dst-address";
  static final String IN = "in-interface";
  static final String OUT = "out-interface";
  static final String STATE = "connection-state";
  static final String TTL = "ttl";

  /** Facts that the road changes between chains, and no mark or header rule does. */
  static final Set<String> OF_THE_ROAD = Set.of(IN, OUT, STATE, "direction", "tcp-state");

  private static final int TCP = 6;

  private final Map<String, String> values;

  private Facts(Map<String, String> values) {
    this.values = values;
  }

  /** What the packet brings. */
  static Facts of(PacketView view) {
    Map<String, String> values = new LinkedHashMap<>();
    int from = view.hasPorts() ? view.sourcePort() : -1;
    int to = view.hasPorts() ? view.destinationPort() : -1;
    values.put(SOURCE, end(view.six(), view.sourceHigh(), view.sourceLow(), from));
    values.put(DESTINATION, end(view.six(), view.destinationHigh(), view.destinationLow(), to));
    values.put(TTL, Integer.toString(view.ttl()));
    values.put("dscp", Integer.toString(view.dscp()));
    return new Facts(values);
  }

  /** What the engine knows of it now. */
  static Facts of(Context c, Datapath datapath) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(SOURCE, end(c.six(), c.sourceHigh(), c.sourceLow(), c.sourcePort()));
    values.put(
        DESTINATION, end(c.six(), c.destinationHigh(), c.destinationLow(), c.destinationPort()));
    put(values, IN, c.inInterface() < 0 ? "" : c.interfaceName(c.inInterface()));
    put(values, OUT, c.outInterface() < 0 ? "" : c.interfaceName(c.outInterface()));
    values.put(TTL, Integer.toString(c.ttl()));
    values.put("dscp", Integer.toString(c.tos() >> 2));
    connection(values, c, datapath);
    put(values, "packet-mark", c.packetMark() == 0 ? "" : c.marks().name(c.packetMark()));
    put(values, "routing-mark", c.routingMark() == 0 ? "" : c.marks().name(c.routingMark()));
    put(values, "priority", c.priority() == 0 ? "" : Integer.toString(c.priority()));
    put(values, "tcp-mss", c.tcpMss() < 0 ? "" : Integer.toString(c.tcpMss()));
    return new Facts(values);
  }

  private static void connection(Map<String, String> values, Context c, Datapath datapath) {
    ConnectionTable table = c.connections();
    int connection = c.connection();
    if (connection == ConnectionTable.NONE) {
      if (c.hook() != dev.sluice.engine.rules.Hook.PREROUTING || c.untracked()) {
        put(values, STATE, word(TrackingState.values()[c.state()]));
      }
      return;
    }
    put(values, STATE, word(TrackingState.values()[c.state()]));
    put(values, "direction", c.reply() ? "reply" : "original");
    if (table.protocol(connection) == TCP) {
      put(values, "tcp-state", TcpState.name(table.tcpState(connection)));
    }
    put(values, "connection-mark", c.connectionMark() == 0 ? "" : mark(c));
    List<String> seen = datapath.inspection().applications(table, connection);
    put(values, "layer7-protocol", String.join(",", seen));
    put(values, "fasttrack", table.fasttracked(connection) ? "yes" : "");
  }

  private static String mark(Context c) {
    return c.marks().name(c.connectionMark());
  }

  private static void put(Map<String, String> values, String name, String value) {
    if (!value.isEmpty()) {
      values.put(name, value);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String end(boolean six, long high, long low, int port) {
    Address address = six ? Address.ipv6(high, low) : Address.ipv4((int) low);
    return new End(address, port).toString();
  }

  /** What is different now. A fact that is gone becomes {@code none}. */
  List<Change> changesTo(Facts later) {
    List<Change> changes = new ArrayList<>();
    later.values.forEach((name, value) -> {
      String before = values.getOrDefault(name, "");
      if (!before.equals(value)) {
        changes.add(new Change(name, before, value));
      }
    });
    values.forEach((name, value) -> {
      boolean sides = name.equals(IN) || name.equals(OUT);
      if (!later.values.containsKey(name) && !sides) {
        changes.add(new Change(name, value, "none"));
      }
    });
    return changes;
  }
}
