package dev.sluice.engine.rules;

import dev.sluice.policy.Matcher;
import dev.sluice.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes what matchers remember, and holds what is one for the whole router. All that is random in
 * it comes from the seed and from the order in which rules are compiled. Not threadsafe.
 */
public final class RuleStates {
  private final long seed;
  private final int mostLimitFlows;
  private final PortScans scans = new PortScans();
  private final List<ConnectionCounts> counts = new ArrayList<>();
  private int made;

  public RuleStates(long seed, int mostLimitFlows) {
    this.seed = seed;
    this.mostLimitFlows = mostLimitFlows;
  }

  /** Tracking has forgotten a connection, or dropped it before it was confirmed. */
  public void ended(int connection) {
    for (int i = 0; i < counts.size(); i++) {
      counts.get(i).ended(connection);
    }
  }

  /** The class of a packet is the same in all rules. */
  ConnectionClass connectionClass(Matcher.PerConnectionClassifier matcher) {
    return new ConnectionClass(matcher.fields(), matcher.denominator(), seed);
  }

  /** The memory of a chain: a row for each rule, a place for each of its matchers. */
  @Nullable RuleState[][] of(List<Rule> rules) {
    @Nullable RuleState[][] states = new RuleState[rules.size()][];
    for (int i = 0; i < states.length; i++) {
      List<Matcher> matchers = rules.get(i).matchers();
      @Nullable RuleState[] row = new @Nullable RuleState[matchers.size()];
      for (int j = 0; j < row.length; j++) {
        row[j] = of(matchers.get(j));
      }
      states[i] = row;
    }
    return states;
  }

  /** The memory of one matcher of one rule; null for a matcher that remembers nothing. */
  @Nullable RuleState of(Matcher matcher) {
    long own = Mix.of(seed, made);
    RuleState state =
        switch (matcher) {
          case Matcher.Limit m -> new TokenBucket(m.rate(), m.perSeconds(), m.burst(), m.bits());
          case Matcher.DestinationLimit m ->
              new FlowLimits(
                  m.rate(),
                  m.perSeconds(),
                  m.burst(),
                  m.flow(),
                  m.expireSeconds(),
                  mostLimitFlows,
                  seed);
          case Matcher.Nth m -> new NthCounter(m.every(), m.packet());
          case Matcher.Random m -> new Lots(m.percent(), own);
          case Matcher.PortScan m ->
              new PortScans.Rule(
                  scans,
                  m.weightThreshold(),
                  m.delayNanos(),
                  m.lowPortWeight(),
                  m.highPortWeight());
          case Matcher.ConnectionLimit m -> new ConnectionCounts(m.limit(), m.netmask(), seed);
          default -> null;
        };
    if (state instanceof ConnectionCounts counted) {
      counts.add(counted);
    }
    if (state != null) {
      made++;
    }
    return state;
  }
}
