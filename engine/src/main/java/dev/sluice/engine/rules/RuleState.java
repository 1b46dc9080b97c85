package dev.sluice.engine.rules;

/**
 * What one matcher of one rule remembers from packet to packet. It is asked once for each packet
 * that has got past the rule's earlier matchers, and asking changes it.
 */
sealed interface RuleState
    permits TokenBucket, FlowLimits, NthCounter, Lots, PortScans.Rule, ConnectionCounts {

  /** Whether the packet on the road fits; the {@code !} of the rule is not applied here. */
  boolean test(Context context);
}
