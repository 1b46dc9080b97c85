package dev.sluice.check;

import dev.sluice.config.Reading;
import dev.sluice.pattern.Dialect;
import dev.sluice.policy.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that can be said about a policy without traffic. */
public final class PolicyCheck {
  private PolicyCheck() {}

  /**
   * The problems of reading and those of meaning, in the order of the text.
   *
   * @param text what {@code reading} was read from
   */
  public static List<Problem> problems(byte[] text, Reading reading) {
    List<Problem> problems = new ArrayList<>(reading.problems());
    problems.addAll(PatternCheck.of(text, reading.policy().layer7(), Dialect.ROUTEROS));
    problems.sort(
        Comparator.comparingInt((Problem problem) -> problem.origin().line())
            .thenComparingInt(problem -> problem.origin().column()));
    return List.copyOf(problems);
  }
}
