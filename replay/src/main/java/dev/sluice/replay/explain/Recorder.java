package dev.sluice.replay.explain;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.Observer;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Failure;
import dev.sluice.engine.rules.LogLine;
import dev.sluice.engine.rules.Trace;
import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.explain.Step.Change;
import dev.sluice.wire.PacketView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the road of the packet that is being traced. Whatever changed since the last event
 * belongs to the rule that matched last, or to the road between two chains. Not threadsafe.
 */
final class Recorder implements Observer, Trace {
  private static final Set<String> ADDRESSES = Set.of(Facts.SOURCE, Facts.DESTINATION);

  private final List<Step> steps = new ArrayList<>();
  private final List<Change> told = new ArrayList<>();
  private boolean active;
  private @Nullable Datapath datapath;
  private @Nullable Facts facts;
  private @Nullable RuleRef pending;

  /** The engine needs its observer first. */
  void attach(Datapath engine) {
    datapath = engine;
  }

  void begin(PacketView view) {
    steps.clear();
    told.clear();
    pending = null;
    facts = Facts.of(view);
    active = true;
  }

  /** The road that has been written, once the engine has its verdict. */
  List<Step> end(Context context, boolean accepted) {
    if (accepted) {
      settle(context, true);
    } else {
      close();
    }
    active = false;
    return List.copyOf(steps);
  }

  @Override
  public boolean explains() {
    return true;
  }

  @Override
  public void entered(Context context, int depth) {
    settle(context, depth == 0);
    String menu = RuleRef.menu(context.family(), context.table());
    steps.add(new Step.Entered(context.hook(), menu, context.chain(), depth));
  }

  @Override
  public void passed(Context context, Rule rule, Failure failure) {
    settle(context, false);
    steps.add(new Step.Passed(ref(context, rule), failure.wanted(), failure.packet(), false));
  }

  @Override
  public void stopped(Context context, Rule rule, Failure failure) {
    settle(context, false);
    String reason = context.hotDrop().reason();
    steps.add(new Step.Passed(ref(context, rule), failure.wanted(), reason, true));
  }

  @Override
  public void matched(Context context, Rule rule) {
    settle(context, false);
    pending = ref(context, rule);
  }

  @Override
  public void ended(Context context, int depth) {
    settle(context, false);
    steps.add(new Step.Ended(context.chain(), depth));
  }

  @Override
  public void log(Context context, Rule rule) {
    if (active) {
      StringBuilder line = new StringBuilder();
      LogLine.append(context, rule, line);
      told.add(new Change("log", "", line.toString()));
    }
  }

  @Override
  public void sent(Context context, Rule rule, byte[] packet) {
    if (active) {
      told.add(new Change("answers with a packet of", "", packet.length + " bytes"));
    }
  }

  @Override
  public void sniffed(Context context, Rule rule) {
    if (active) {
      told.add(new Change("copied to", "", "the sniffer"));
    }
  }

  @Override
  public void listed(Context context, Rule rule, String list, long high, long low) {
    if (active) {
      Address address = new Address(context.family(), high, low);
      told.add(new Change("address-list " + list, "", "+ " + address));
    }
  }

  private static RuleRef ref(Context context, Rule rule) {
    return new RuleRef(context.family(), context.table(), rule);
  }

  /** Finds what changed, and whose it is; {@code moved}: the packet has come to another chain. */
  private void settle(Context context, boolean moved) {
    if (facts == null || datapath == null) {
      return;
    }
    Facts now = Facts.of(context, datapath);
    List<Change> byRoad = new ArrayList<>();
    RuleRef rule = pending;
    for (Change change : facts.changesTo(now)) {
      if (rule == null || (moved && ofTheRoad(change, rule))) {
        byRoad.add(change);
      } else {
        told.add(change);
      }
    }
    facts = now;
    close();
    if (!byRoad.isEmpty()) {
      steps.add(new Step.Changed(byRoad));
    }
  }

  private void close() {
    if (pending != null) {
      steps.add(new Step.Matched(pending, told));
      told.clear();
      pending = null;
    }
  }

  private static boolean ofTheRoad(Change change, RuleRef rule) {
    if (change.what().equals(Facts.TTL)) {
      return !(rule.rule().action() instanceof Action.ChangeTtl);
    }
    if (ADDRESSES.contains(change.what())) {
      return rule.table() != TableName.NAT
          && !(rule.rule().action() instanceof Action.SourcePrefixTranslation)
          && !(rule.rule().action() instanceof Action.DestinationPrefixTranslation);
    }
    return Facts.OF_THE_ROAD.contains(change.what());
  }
}
