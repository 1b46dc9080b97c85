package dev.sluice.config;

import dev.sluice.config.model.Config;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.util.List;
import java.util.Map;

/**
 * What came of reading one text. Immutable.
 *
 * @param statements how many commands the text holds, applied or not
 * @param applied how many of them took effect, or ask for nothing that has an effect
 * @param outside menu → statements of menus that have no meaning for a firewall
 */
public record Reading(
    Config config,
    Policy policy,
    List<Problem> problems,
    int statements,
    int applied,
    Map<String, Integer> outside) {

  public Reading {
    problems = List.copyOf(problems);
    outside = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(outside));
  }

  public boolean hasErrors() {
    return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }
}
