package dev.sluice.engine.rules;

/**
 * When each peer was last answered, so that it gets at most one answer a second. A peer has one of
 * a fixed number of places and takes it from another one: then that one may be answered a little
 * sooner. Not threadsafe.
 */
final class AnswerPace {
  static final int PLACES = 1 << 12;

  private static final long SECOND = 1_000_000_000L;

  private final long[] highs = new long[PLACES];
  private final long[] lows = new long[PLACES];
  private final long[] answered = new long[PLACES];
  private final boolean[] used = new boolean[PLACES];

  /** Whether the peer may be answered now; if so, it is. */
  boolean allows(long high, long low, long now) {
    int at = (int) Mix.of(high, low) & PLACES - 1;
    if (used[at] && highs[at] == high && lows[at] == low && now - answered[at] < SECOND) {
      return false;
    }
    used[at] = true;
    highs[at] = high;
    lows[at] = low;
    answered[at] = now;
    return true;
  }
}
