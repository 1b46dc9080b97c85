package dev.sluice.config.meaning;

import dev.sluice.config.model.Value;
import dev.sluice.config.syntax.Problems;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Severity;

/**
 * Where readers of values complain. Counts errors, so that a caller knows whether an item is whole.
 * Not threadsafe.
 */
public final class Faults {
  private final Problems problems;
  private int errors;

  public Faults(Problems problems) {
    this.problems = problems;
  }

  public int errors() {
    return errors;
  }

  /** About characters of a value. */
  void error(Value value, int from, int to, String code, String message, String help) {
    boolean exact = value.plain() && to > from;
    Origin origin = value.origin();
    int column = origin.column() + (exact ? from : 0);
    int length = exact ? to - from : value.length();
    error(new Origin(origin.file(), origin.line(), column), length, code, message, help);
  }

  public void error(Origin origin, int length, String code, String message, String help) {
    errors++;
    problems.add(Severity.ERROR, origin, length, code, message, help);
  }

  public void warning(Value value, String code, String message, String help) {
    problems.add(Severity.WARNING, value.origin(), value.length(), code, message, help);
  }
}
