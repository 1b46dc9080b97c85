package dev.sluice.replay.expect;

import dev.sluice.policy.Problem;
import dev.sluice.replay.RuleRef;
import java.util.List;

/**
 * What came of one file of expectations. Immutable.
 *
 * @param rules the policy's active rules
 * @param idle those of them that no expectation exercises
 */
public record TestReport(
    String file, String policy, List<Result> results, int rules, List<RuleRef> idle) {
  public TestReport {
    results = List.copyOf(results);
    idle = List.copyOf(idle);
  }

  /** One test; it holds if nothing failed. */
  public record Result(String name, int line, long expectations, List<Problem> failures) {
    public Result {
      failures = List.copyOf(failures);
    }

    public boolean holds() {
      return failures.isEmpty();
    }
  }

  public boolean holds() {
    return results.stream().allMatch(Result::holds);
  }

  public long expectations() {
    return results.stream().mapToLong(Result::expectations).sum();
  }
}
