package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that are searched for together. A faulty one is refused and never matches; the others
 * run. Immutable.
 */
public final class PatternSet {
  private final List<Pattern> patterns;
  private final Dialect dialect;
  private final Limits limits;
  private final List<PatternProblem> problems;
  private final @Nullable Tree[] trees;
  private final Nfa nfa;

  private PatternSet(
      List<Pattern> patterns,
      Dialect dialect,
      Limits limits,
      List<PatternProblem> problems,
      @Nullable Tree[] trees,
      Nfa nfa) {
    this.patterns = patterns;
    this.dialect = dialect;
    this.limits = limits;
    this.problems = problems;
    this.trees = trees;
    this.nfa = nfa;
  }

  /** Reads all patterns. What is wrong with them is said by {@link #problems}. */
  public static PatternSet compile(List<Pattern> patterns, Dialect dialect, Limits limits) {
    List<PatternProblem> problems = new ArrayList<>();
    List<@Nullable Positions> parts = new ArrayList<>();
    @Nullable Tree[] trees = new @Nullable Tree[patterns.size()];
    long states = 0;
    for (int p = 0; p < patterns.size(); p++) {
      Parsed parsed = Parsed.of(p, patterns.get(p).text(), dialect, limits);
      problems.addAll(parsed.problems());
      Tree tree = parsed.tree();
      Positions part = null;
      if (tree != null) {
        Findings findings = new Findings(p);
        try {
          part = Positions.of(tree, limits, findings);
          long total = states + part.count() + 2;
          if (total > limits.setStates()) {
            throw findings.limit(
                0,
                patterns.get(p).text().length(),
                "set-states",
                total,
                limits.setStates(),
                "states of all patterns up to this one");
          }
          states = total;
          trees[p] = tree;
        } catch (Findings.Refused refused) {
          part = null;
        }
        problems.addAll(findings.list());
      }
      parts.add(part);
    }
    Nfa nfa = new Nfa(parts, dialect == Dialect.L7_FILTER);
    return new PatternSet(
        List.copyOf(patterns), dialect, limits, List.copyOf(problems), trees, nfa);
  }

  /** Everything found wrong, in the order of the patterns. */
  public List<PatternProblem> problems() {
    return problems;
  }

  /** How many patterns there are, refused ones included. */
  public int size() {
    return patterns.size();
  }

  /** Whether the pattern was accepted. */
  public boolean valid(int pattern) {
    return trees[pattern] != null;
  }

  /** What the configuration calls the pattern. */
  public String name(int pattern) {
    return patterns.get(pattern).name();
  }

  /** The text of the pattern. */
  public String text(int pattern) {
    return patterns.get(pattern).text();
  }

  /** How the texts were read. */
  public Dialect dialect() {
    return dialect;
  }

  /** How many longs a bit set of all patterns takes. */
  public int words() {
    return Math.max(1, (patterns.size() + 63) >>> 6);
  }

  /** What the pattern means, or null if it was refused. */
  public @Nullable Tree tree(int pattern) {
    return trees[pattern];
  }

  /**
   * For each pattern one of another set that means the same, of the same name if possible, or -1.
   */
  int[] twins(PatternSet other) {
    int[] twins = new int[size()];
    Arrays.fill(twins, -1);
    if (dialect != other.dialect) {
      return twins;
    }
    Map<String, Integer> byText = new HashMap<>();
    Map<Pattern, Integer> exact = new HashMap<>();
    for (int p = 0; p < other.size(); p++) {
      byText.putIfAbsent(other.text(p), p);
      exact.putIfAbsent(other.patterns.get(p), p);
    }
    for (int p = 0; p < twins.length; p++) {
      Integer twin = exact.getOrDefault(patterns.get(p), byText.get(text(p)));
      twins[p] = twin == null ? -1 : twin;
    }
    return twins;
  }

  Limits limits() {
    return limits;
  }

  Nfa nfa() {
    return nfa;
  }
}
