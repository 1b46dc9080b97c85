package dev.sluice.replay.expect;

import dev.sluice.engine.Observer;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Trace;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Address;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.replay.Lane;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report.End;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.diff.QueueChoice;
import dev.sluice.replay.explain.PacketLine;
import dev.sluice.wire.PacketView;
import java.util.ArrayList;
import java.util.List;

/** An engine whose packets are looked at closely. Not threadsafe. */
final class Watch implements Observer, Trace {
  private final Lane lane;
  private final QueueChoice queues;
  private final List<RuleRef> matched = new ArrayList<>();
  private String mark = "";
  private List<String> applications = List.of();

  Watch(Policy policy, ReplaySettings settings) {
    lane = new Lane(policy, settings, this);
    lane.datapath().trace(this);
    queues = new QueueChoice(lane);
  }

  Lane lane() {
    return lane;
  }

  /** The rules that the last packet has matched. */
  List<RuleRef> matched() {
    return matched;
  }

  void advance(long timestamp) {
    lane.advance(timestamp);
  }

  Verdict captured(PacketView view, int capturedAt) {
    forget();
    return lane.captured(view, capturedAt);
  }

  Verdict arrived(PacketView view, int in) {
    forget();
    return lane.arrived(view, in);
  }

  private void forget() {
    matched.clear();
    mark = "";
    applications = List.of();
  }

  @Override
  public boolean explains() {
    return false;
  }

  /** A connection that is dropped at once is gone when the packet is done; so it is read here. */
  @Override
  public void matched(Context context, Rule rule) {
    matched.add(new RuleRef(context.family(), context.table(), rule));
    read(context);
  }

  private void read(Context context) {
    if (context.connection() != ConnectionTable.NONE) {
      int number = context.connectionMark();
      mark = number == 0 ? "" : context.marks().name(number);
      applications =
          lane.datapath().inspection().applications(context.connections(), context.connection());
    }
  }

  /** What became of the packet just shown; {@code line} says what it was. */
  Observed observed(long number, String line, Verdict verdict) {
    Context c = lane.datapath().context();
    read(c);
    Rule rule = c.rule();
    boolean passed = verdict == Verdict.ACCEPTED;
    return new Observed(
        number,
        line,
        verdict,
        rule == null ? null : new RuleRef(c.family(), c.ruleTable(), rule),
        matched,
        mark,
        c.packetMark() == 0 ? "" : c.marks().name(c.packetMark()),
        c.routingMark() == 0 ? "" : c.marks().name(c.routingMark()),
        applications,
        passed ? queues.names() : List.of(),
        end(c.six(), c.sourceHigh(), c.sourceLow(), c.sourcePort()),
        end(c.six(), c.destinationHigh(), c.destinationLow(), c.destinationPort()));
  }

  static String line(PacketView view) {
    return PacketLine.of(view);
  }

  private static String end(boolean six, long high, long low, int port) {
    Address address = six ? Address.ipv6(high, low) : Address.ipv4((int) low);
    return new End(address, port).toString();
  }
}
