package dev.sluice.engine.rules;

import dev.sluice.policy.Rule;

/**
 * Follows single packets on their walk through the chains. Told off the packet road: it may
 * allocate, and reads the {@link Context} as it is at the moment of the call. Asking on behalf of a
 * trace is asking: what matchers remember changes once, as for any other packet.
 */
public interface Trace {
  /** Whether rules that are passed over are told too, each with its reason; slow. */
  boolean explains();

  /** The walk is at the start of the chain that the context names; {@code depth} jumps deep. */
  default void entered(Context context, int depth) {}

  /** A rule did not match, because of its first matcher that said no. */
  default void passed(Context context, Rule rule, Failure failure) {}

  /** A matcher of this rule dropped the packet; {@link Context#hotDrop} says why. */
  default void stopped(Context context, Rule rule, Failure failure) {}

  /** A rule matched; what it does is about to happen. */
  void matched(Context context, Rule rule);

  /** No further rule of the present chain matched; back in the chain that jumped, if any. */
  default void ended(Context context, int depth) {}
}
