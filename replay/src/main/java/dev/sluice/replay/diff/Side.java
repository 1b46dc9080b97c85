package dev.sluice.replay.diff;

import dev.sluice.engine.Observer;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Trace;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.replay.Lane;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.RuleRef;
import dev.sluice.wire.PacketView;
import java.util.Arrays;

/** One of the two policies, and the rules that its present packet has matched. Not threadsafe. */
final class Side implements Observer, Trace {
  private final Lane lane;
  private final QueueChoice queues;
  private Rule[] rules = new Rule[64];
  private TableName[] tables = new TableName[64];
  private int count;
  private long connections;
  private Verdict verdict = Verdict.ACCEPTED;

  Side(Policy policy, ReplaySettings settings) {
    lane = new Lane(policy, settings, this);
    lane.datapath().trace(this);
    queues = new QueueChoice(lane);
  }

  void show(PacketView view, int capturedAt, long timestamp) {
    count = 0;
    lane.advance(timestamp);
    verdict = lane.captured(view, capturedAt);
  }

  /** Moves the time past a packet that is not IP. */
  void skip(long timestamp) {
    lane.advance(timestamp);
  }

  @Override
  public boolean explains() {
    return false;
  }

  @Override
  public void matched(Context context, Rule rule) {
    if (count == rules.length) {
      rules = Arrays.copyOf(rules, count * 2);
      tables = Arrays.copyOf(tables, count * 2);
    }
    rules[count] = rule;
    tables[count] = context.table();
    count++;
  }

  @Override
  public void connectionEnded(ConnectionTable table, int connection, EndReason reason, long now) {
    connections++;
  }

  Lane lane() {
    return lane;
  }

  Context context() {
    return lane.datapath().context();
  }

  QueueChoice queues() {
    return queues;
  }

  Verdict verdict() {
    return verdict;
  }

  int matches() {
    return count;
  }

  Rule match(int i) {
    return rules[i];
  }

  RuleRef ref(int i) {
    return new RuleRef(context().family(), tables[i], rules[i]);
  }

  long connections() {
    return connections;
  }
}
