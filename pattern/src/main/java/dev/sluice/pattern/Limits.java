package dev.sluice.pattern;

/**
 * How much patterns and traffic may use. Immutable.
 *
 * @param patternLength bytes of one pattern's text
 * @param nesting groups inside one another
 * @param repeat the largest number in an interval
 * @param patternStates automaton states of one pattern
 * @param patternTransitions steps between states of one pattern
 * @param setStates automaton states of all patterns of a set together
 * @param cacheBytes what a scanner may keep of the transitions that it has worked out
 * @param openBytes what a scanner may keep, beyond the cache, of the states that open streams hold
 * @param groups into how many automata a scanner may split a set whose states multiply
 */
public record Limits(
    int patternLength,
    int nesting,
    int repeat,
    int patternStates,
    int patternTransitions,
    int setStates,
    int cacheBytes,
    int openBytes,
    int groups) {
  /** Room for several thousand real patterns and their traffic. */
  public static final Limits DEFAULT =
      new Limits(8_192, 100, 1_000, 20_000, 1_000_000, 1_000_000, 16 << 20, 8 << 20, 8);

  /** The same with another bound on the transition cache. */
  public Limits withCacheBytes(int bytes) {
    return new Limits(
        patternLength,
        nesting,
        repeat,
        patternStates,
        patternTransitions,
        setStates,
        bytes,
        openBytes,
        groups);
  }
}
