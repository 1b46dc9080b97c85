package dev.sluice.check;

import dev.sluice.check.reach.Reachability;
import dev.sluice.config.Reading;
import dev.sluice.pattern.Dialect;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that can be said about a policy without traffic. */
public final class PolicyCheck {
  private PolicyCheck() {}

  /**
   * The problems of reading and those of meaning, in the order of the text.
   *
   * @param text what {@code reading} was read from
   */
  public static List<Problem> problems(byte[] text, Reading reading) {
    return problems(text, reading, Optional.empty());
  }

  /**
   * The same, and what one version of RouterOS would not accept.
   *
   * @param text what {@code reading} was read from
   */
  public static List<Problem> problems(byte[] text, Reading reading, Optional<RouterOs> version) {
    List<Problem> problems = new ArrayList<>(reading.problems());
    problems.addAll(PatternCheck.of(text, reading.policy().layer7(), Dialect.ROUTEROS));
    problems.addAll(rules(text, reading, version));
    return inOrder(problems);
  }

  /**
   * What keeps a policy from being run: the problems of reading and patterns with errors, in the
   * order of the text. Advice is left out, and so is the work of finding it.
   *
   * @param text what {@code reading} was read from
   */
  public static List<Problem> beforeRunning(byte[] text, Reading reading) {
    List<Problem> problems = new ArrayList<>(reading.problems());
    PatternCheck.of(text, reading.policy().layer7(), Dialect.ROUTEROS).stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .forEach(problems::add);
    return inOrder(problems);
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    problems.sort(
        Comparator.comparingInt((Problem problem) -> problem.origin().line())
            .thenComparingInt(problem -> problem.origin().column()));
    return List.copyOf(problems);
  }

  private static List<Problem> rules(byte[] text, Reading reading, Optional<RouterOs> version) {
    Findings findings = new Findings(text, reading);
    Policy policy = reading.policy();
    for (Family family : Family.values()) {
      Firewall firewall = policy.firewall(family);
      if (firewall.tables().stream().allMatch(table -> table.rules().isEmpty())) {
        continue;
      }
      Reachability reach = new Reachability(policy, family);
      for (Table table : firewall.tables()) {
        Set<Integer> dead = DeadRules.check(table, reach, findings);
        new Layer7Rules(firewall, reach, dead, findings).check(table);
        if (findings.whole()) {
          ChainUse.check(table, findings);
        }
      }
      Neighbours.natExceptions(firewall.nat(), reach, findings);
      if (findings.whole()) {
        Neighbours.forwards(policy, firewall, reach, findings);
      }
    }
    if (findings.whole()) {
      new NameUse(policy, findings).check();
      new MarkUse(policy, findings).check();
    }
    new Queues(findings).check(policy);
    Neighbours.twins(policy, findings);
    version.ifPresent(one -> Versions.check(policy, one, findings));
    // The profile says it as an error.
    return findings.list().stream()
        .filter(one -> version.isEmpty() || !one.code().equals(Code.SEVERAL_NAMES.code()))
        .toList();
  }
}
