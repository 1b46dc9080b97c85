package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one pattern while it is read. Not threadsafe. */
final class Findings {
  /** Ends the reading of a pattern; what is wrong was noted before. Never leaves the package. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("the pattern was refused", null, false, false);
    }
  }

  private final int pattern;
  private final List<PatternProblem> problems = new ArrayList<>();

  Findings(int pattern) {
    this.pattern = pattern;
  }

  List<PatternProblem> list() {
    return List.copyOf(problems);
  }

  void warn(int start, int end, String code, String message, String help) {
    problems.add(new PatternProblem(pattern, start, end, false, code, message, help));
  }

  Refused error(int start, int end, String code, String message, String help) {
    problems.add(new PatternProblem(pattern, start, end, true, code, message, help));
    return new Refused();
  }

  /** Something is larger than the named limit. */
  Refused limit(int start, int end, String name, long found, long bound, String unit) {
    return error(
        start,
        end,
        "limit-" + name,
        "%d %s are %d over the limit %s=%d".formatted(found, unit, found - bound, name, bound),
        "make the pattern smaller or raise the limit " + name);
  }
}
