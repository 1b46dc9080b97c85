package dev.sluice.pattern;

import java.lang.foreign.MemorySegment;

/**
 * Searches streams for all patterns of a set at once. A stream is nothing but the {@code long} that
 * {@link #start} and {@link #scan} return; it belongs to the scanner that returned it. One a
 * worker; not threadsafe.
 */
public final class Scanner {
  /** Makes an empty cache for the set. */
  public Scanner(PatternSet set) {}

  /** The state of a stream that has seen no byte. */
  public long start() {
    return 0;
  }

  /**
   * Feeds one packet's bytes and asks {@code $} at their end.
   *
   * @param matched gets the bits of all patterns that have matched in the stream up to here; other
   *     bits are left alone
   * @return the stream's new state
   */
  public long scan(long state, MemorySegment bytes, long from, long to, long[] matched) {
    return state;
  }

  /** Whether no byte can make another pattern match. */
  public boolean dead(long state) {
    return false;
  }

  /** Sets the bits of all patterns that have matched in the stream. */
  public void matched(long state, long[] matched) {}

  /**
   * Takes over a stream of another scanner, for instance after the patterns were changed. A pattern
   * that both sets hold goes on where it was; a new one is searched for from here on, and cannot
   * match if it is bound to the first byte.
   */
  public long adopt(Scanner other, long state) {
    return start();
  }
}
