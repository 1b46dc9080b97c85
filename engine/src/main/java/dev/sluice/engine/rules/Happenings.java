package dev.sluice.engine.rules;

import dev.sluice.policy.Rule;

/**
 * What rules do that is seen outside the router. Called on the packet road: an implementation that
 * keeps anything copies it, and the packet road stays free of allocation only as long as it does
 * not. Each method does nothing by default.
 */
public interface Happenings {
  /** A rule writes a log line; {@link LogLine} formats it. */
  default void log(Context context, Rule rule) {}

  /** The router answers on its own: a reject's ICMP error or reset, a tarpit's acknowledgment. */
  default void sent(Context context, Rule rule, byte[] packet) {}

  /** A rule has copied the packet to a sniffer. */
  default void sniffed(Context context, Rule rule) {}

  /** A rule has put an address into a list where it was not before. */
  default void listed(Context context, Rule rule, String list, long high, long low) {}
}
