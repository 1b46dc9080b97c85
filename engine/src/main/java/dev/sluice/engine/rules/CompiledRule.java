package dev.sluice.engine.rules;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.Rule;
import java.util.Map;

/** What a rule does, as numbers, and how often it did. Not threadsafe. */
final class CompiledRule {
  private static final long NANOS = 1_000_000_000L;

  /** Beyond this a timeout is until the restart: nanoseconds would overflow. */
  private static final long MOST_SECONDS = 4_000_000_000L;

  /** What {@link ChainWalker} does. */
  enum Act {
    ACCEPT,
    DROP,
    REJECT,
    TARPIT,
    NOTHING,
    JUMP,
    RETURN,
    LIST_SOURCE,
    LIST_DESTINATION,
    FASTTRACK,
    NOTRACK,
    MARK_CONNECTION,
    MARK_PACKET,
    MARK_ROUTING,
    CHANGE_MSS,
    CHANGE_DSCP,
    CHANGE_TTL,
    SET_PRIORITY,
    STRIP_OPTIONS,
    SNIFF,
    ROUTE,
    TRANSLATE_SOURCE_PREFIX,
    TRANSLATE_DESTINATION_PREFIX,
    /** A rule of nat that binds the connection. */
    BIND
  }

  /** change-mss: to the path's MTU. */
  static final int CLAMP = -1;

  final Rule rule;
  final Act act;

  /** A mark, chain, list, or value, as the act says. */
  final int operand;

  /** Where the value comes from: the ordinal of the action's source or change. */
  final int source;

  /** A timeout, or the upper half of an address. */
  final long high;

  final long low;
  final boolean goesOn;
  final boolean logs;
  final PrefixChange prefix;
  long packets;
  long bytes;

  private CompiledRule(Rule rule, Act act, int operand, int source, boolean goesOn) {
    this(rule, act, operand, source, 0, 0, goesOn, PrefixChange.NONE);
  }

  private CompiledRule(
      Rule rule,
      Act act,
      int operand,
      int source,
      long high,
      long low,
      boolean goesOn,
      PrefixChange prefix) {
    this.rule = rule;
    this.act = act;
    this.operand = operand;
    this.source = source;
    this.high = high;
    this.low = low;
    this.goesOn = goesOn;
    this.prefix = prefix;
    logs = rule.log() || rule.action() instanceof Action.Log;
  }

  /**
   * Compiles one rule.
   *
   * @param chains numbers the chains of its table; -1 for a chain without rules
   */
  static CompiledRule of(
      Rule rule, Family family, Surroundings around, Map<String, Integer> chains) {
    Marks marks = around.marks();
    return switch (rule.action()) {
      case Action.Accept a -> new CompiledRule(rule, Act.ACCEPT, 0, 0, false);
      case Action.Drop a -> new CompiledRule(rule, Act.DROP, 0, 0, false);
      case Action.Reject a -> new CompiledRule(rule, Act.REJECT, a.with().ordinal(), 0, false);
      case Action.Tarpit a -> new CompiledRule(rule, Act.TARPIT, 0, 0, false);
      case Action.Passthrough a -> new CompiledRule(rule, Act.NOTHING, 0, 0, true);
      case Action.Log a -> new CompiledRule(rule, Act.NOTHING, 0, 0, true);
      case Action.Jump a ->
          new CompiledRule(rule, Act.JUMP, chains.getOrDefault(a.target(), -1), 0, true);
      case Action.Return a -> new CompiledRule(rule, Act.RETURN, 0, 0, false);
      case Action.AddSourceToAddressList a ->
          listing(rule, Act.LIST_SOURCE, around.lists().number(family, a.list()), a.timeout());
      case Action.AddDestinationToAddressList a ->
          listing(rule, Act.LIST_DESTINATION, around.lists().number(family, a.list()), a.timeout());
      case Action.FasttrackConnection a -> new CompiledRule(rule, Act.FASTTRACK, 0, 0, true);
      case Action.Notrack a -> new CompiledRule(rule, Act.NOTRACK, 0, 0, true);
      case Action.MarkConnection a ->
          new CompiledRule(rule, Act.MARK_CONNECTION, marks.number(a.mark()), 0, a.passthrough());
      case Action.MarkPacket a ->
          new CompiledRule(rule, Act.MARK_PACKET, marks.number(a.mark()), 0, a.passthrough());
      case Action.MarkRouting a ->
          new CompiledRule(rule, Act.MARK_ROUTING, marks.number(a.mark()), 0, a.passthrough());
      case Action.ChangeMss a ->
          new CompiledRule(rule, Act.CHANGE_MSS, a.mss().orElse(CLAMP), 0, a.passthrough());
      case Action.ChangeDscp a ->
          new CompiledRule(rule, Act.CHANGE_DSCP, a.value(), a.source().ordinal(), a.passthrough());
      case Action.ChangeTtl a ->
          new CompiledRule(rule, Act.CHANGE_TTL, a.value(), a.change().ordinal(), a.passthrough());
      case Action.SetPriority a -> priority(rule, a);
      // No matcher can see the don't-fragment bit.
      case Action.ClearDf a -> new CompiledRule(rule, Act.NOTHING, 0, 0, a.passthrough());
      case Action.StripIpv4Options a ->
          new CompiledRule(rule, Act.STRIP_OPTIONS, 0, 0, a.passthrough());
      case Action.SniffTzsp a -> new CompiledRule(rule, Act.SNIFF, 0, 0, true);
      case Action.SniffPc a -> new CompiledRule(rule, Act.SNIFF, 0, 0, true);
      case Action.Route a ->
          new CompiledRule(
              rule,
              Act.ROUTE,
              0,
              0,
              a.destination().high(),
              a.destination().low(),
              a.passthrough(),
              PrefixChange.NONE);
      case Action.SourcePrefixTranslation a ->
          prefix(rule, Act.TRANSLATE_SOURCE_PREFIX, PrefixChange.of(a.from(), a.to()));
      case Action.DestinationPrefixTranslation a ->
          prefix(rule, Act.TRANSLATE_DESTINATION_PREFIX, PrefixChange.of(a.from(), a.to()));
      case Action.SourceNat a -> binding(rule);
      case Action.Masquerade a -> binding(rule);
      case Action.DestinationNat a -> binding(rule);
      case Action.Redirect a -> binding(rule);
      case Action.Netmap a -> binding(rule);
      case Action.Same a -> binding(rule);
      case Action.EndpointIndependentNat a -> binding(rule);
      case Action.Socksify a -> binding(rule);
    };
  }

  private static CompiledRule binding(Rule rule) {
    return new CompiledRule(rule, Act.BIND, 0, 0, false);
  }

  private static CompiledRule prefix(Rule rule, Act act, PrefixChange change) {
    return new CompiledRule(rule, act, 0, 0, 0, 0, true, change);
  }

  private static CompiledRule priority(Rule rule, Action.SetPriority a) {
    int value = a.source() == PrioritySource.VALUE ? a.value() : 0;
    return new CompiledRule(rule, Act.SET_PRIORITY, value, a.source().ordinal(), a.passthrough());
  }

  private static CompiledRule listing(Rule rule, Act act, int list, ListTimeout timeout) {
    long nanos =
        switch (timeout) {
          case ListTimeout.NoneDynamic none -> AddedAddresses.UNTIL_RESTART;
          case ListTimeout.NoneStatic none -> AddedAddresses.PERMANENT;
          case ListTimeout.Seconds time ->
              time.seconds() > MOST_SECONDS ? AddedAddresses.UNTIL_RESTART : time.seconds() * NANOS;
        };
    return new CompiledRule(rule, act, list, 0, nanos, 0, true, PrefixChange.NONE);
  }

  /** When an address that is listed now leaves the list. */
  long until(long now) {
    return high >= AddedAddresses.UNTIL_RESTART ? high : now + high;
  }

  void count(int length) {
    packets++;
    bytes += length;
  }
}
