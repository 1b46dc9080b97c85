package dev.sluice.replay;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.Observer;
import dev.sluice.engine.queues.QueueSecond;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.LogLine;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.engine.track.TcpState;
import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.PatternSet;
import dev.sluice.policy.Address;
import dev.sluice.policy.Rule;
import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.replay.Report.Application;
import dev.sluice.replay.Report.Connection;
import dev.sluice.replay.Report.ConnectionTotals;
import dev.sluice.replay.Report.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the engine and sums up: connections as they end, applications, the log. What grows
 * with the traffic goes to disk. Not threadsafe.
 */
final class Tally implements Observer {
  private static final BitSet NOTHING = new BitSet();
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  /** The most bytes first; of equals, the first in the order of the report. */
  private static final Comparator<Connection> LARGEST =
      Comparator.comparingLong(Connection::bytes).reversed().thenComparing(ConnectionSpool.ORDER);

  private final Listing listing;
  private final ConnectionSpool spool = new ConnectionSpool();
  private final LogSpool log;
  private final Extras extras;
  private final StringBuilder line = new StringBuilder();
  private final PriorityQueue<Connection> top = new PriorityQueue<>(LARGEST.reversed());
  private PatternSet patterns = PatternSet.compile(List.of(), Dialect.ROUTEROS, Limits.DEFAULT);
  private long[] applicationConnections = new long[0];
  private long[] applicationPackets = new long[0];
  private long[] applicationBytes = new long[0];
  private long tcp;
  private long udp;
  private long icmp;
  private long other;
  private @Nullable Datapath datapath;

  Tally(Listing listing, LogSpool log, Extras extras) {
    this.extras = extras;
    this.listing = listing;
    this.log = log;
  }

  /** The engine needs its observer first. */
  void attach(Datapath engine) {
    datapath = engine;
    patterns = engine.inspection().patterns();
    applicationConnections = new long[patterns.size()];
    applicationPackets = new long[patterns.size()];
    applicationBytes = new long[patterns.size()];
    engine
        .connections()
        .onDiscard((table, connection, reason, now) -> discarded(table, connection));
  }

  @Override
  public void log(Context context, Rule rule) {
    line.setLength(0);
    LogLine.append(context, rule, line);
    try {
      log.add(context.now(), line);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void sent(Context context, Rule rule, byte[] packet) {
    extras.sent(packet, context.now());
  }

  @Override
  public void timeExceeded(Context context, byte[] packet) {
    extras.sent(packet, context.now());
  }

  @Override
  public void sniffed(Context context, Rule rule) {
    extras.sniffed(context.packet(), context.now());
  }

  @Override
  public void queued(QueueSecond figures) {
    extras.queued(figures);
  }

  @Override
  public void connectionEnded(ConnectionTable table, int connection, EndReason reason, long now) {
    switch (table.protocol(connection)) {
      case TCP -> tcp++;
      case UDP -> udp++;
      case ICMP, ICMPV6 -> icmp++;
      default -> other++;
    }
    BitSet bits = matched(table, connection);
    addToApplications(table, connection, bits, 1);
    boolean listed = listing == Listing.ALL || (listing == Listing.MATCHED && !bits.isEmpty());
    if (!listed && !mayBeTop(table, connection)) {
      return;
    }
    Tracking tracking = Tracking.of(table, connection, reason != EndReason.INPUT_ENDED, now);
    Connection ended = read(table, connection, bits, tracking);
    if (listed) {
      try {
        spool.add(ended);
      } catch (IOException problem) {
        throw new UncheckedIOException(problem);
      }
    }
    top.add(ended);
    if (top.size() > Report.TOP) {
      top.remove();
    }
  }

  /** Its first packet was dropped: no connection, but the pattern has seen what it has seen. */
  private void discarded(ConnectionTable table, int connection) {
    addToApplications(table, connection, matched(table, connection), 0);
  }

  private BitSet matched(ConnectionTable table, int connection) {
    @Nullable BitSet found = null;
    for (int i = 0; i < applicationPackets.length && datapath != null; i++) {
      if (datapath.inspection().has(table, connection, i)) {
        found = found == null ? new BitSet() : found;
        found.set(i);
      }
    }
    return found == null ? NOTHING : found;
  }

  private void addToApplications(ConnectionTable table, int connection, BitSet bits, int count) {
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      applicationConnections[i] += count;
      applicationPackets[i] += table.packets(connection, false) + table.packets(connection, true);
      applicationBytes[i] += table.bytes(connection, false) + table.bytes(connection, true);
    }
  }

  private boolean mayBeTop(ConnectionTable table, int connection) {
    Connection least = top.peek();
    return top.size() < Report.TOP
        || least == null
        || table.bytes(connection, false) + table.bytes(connection, true) >= least.bytes();
  }

  private Connection read(ConnectionTable table, int c, BitSet bits, Tracking tracking) {
    int protocol = table.protocol(c);
    return new Connection(
        protocol,
        source(table, c, false),
        destination(table, c, false),
        source(table, c, true),
        destination(table, c, true),
        mark(table.mark(c)),
        bits,
        protocol == TCP ? TcpState.name(table.tcpState(c)) : "",
        table.packets(c, false),
        table.bytes(c, false),
        table.packets(c, true),
        table.bytes(c, true),
        table.accepted(c),
        table.dropped(c),
        table.firstSeen(c),
        table.lastSeen(c),
        tracking);
  }

  private String mark(int number) {
    return number == 0 || datapath == null ? "" : datapath.context().marks().name(number);
  }

  private static End source(ConnectionTable table, int c, boolean reply) {
    return end(
        table,
        c,
        table.sourceHigh(c, reply),
        table.sourceLow(c, reply),
        table.sourcePort(c, reply));
  }

  private static End destination(ConnectionTable table, int c, boolean reply) {
    return end(
        table,
        c,
        table.destinationHigh(c, reply),
        table.destinationLow(c, reply),
        table.destinationPort(c, reply));
  }

  private static End end(ConnectionTable table, int c, long high, long low, int port) {
    Address address = table.six(c) ? Address.ipv6(high, low) : Address.ipv4((int) low);
    return new End(address, Names.hasPorts(table.protocol(c)) ? port : -1);
  }

  ConnectionTotals connectionTotals() {
    return new ConnectionTotals(tcp, udp, icmp, other);
  }

  List<Connection> top() {
    List<Connection> sorted = new ArrayList<>(top);
    sorted.sort(LARGEST);
    return Collections.unmodifiableList(sorted);
  }

  List<Application> applications() {
    List<Application> all = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      all.add(
          new Application(
              patterns.name(i),
              applicationConnections[i],
              applicationPackets[i],
              applicationBytes[i]));
    }
    return all;
  }

  ConnectionSpool spool() {
    return spool;
  }

  LogSpool log() {
    return log;
  }
}
