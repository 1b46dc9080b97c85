package dev.sluice.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a table. Immutable.
 *
 * @param number its place in the table as {@code print} numbers it, from 0
 * @param matchers in the order in which they are asked
 * @param log whether a log line is written when the rule matches, whatever its action
 * @param invalid why RouterOS would show it with the flag I and skip it, if so
 */
public record Rule(
    int number,
    String chain,
    List<Matcher> matchers,
    Action action,
    boolean log,
    String logPrefix,
    boolean disabled,
    String comment,
    Optional<String> invalid,
    Origin origin) {

  public Rule {
    matchers = List.copyOf(matchers);
  }

  /** The same rule with its matchers in the order of the family. */
  public Rule ordered(Family family) {
    List<Matcher> sorted =
        matchers.stream().sorted(Comparator.comparingInt(m -> m.rank(family))).toList();
    return new Rule(
        number, chain, sorted, action, log, logPrefix, disabled, comment, invalid, origin);
  }

  /** Whether packets are shown to this rule at all. */
  public boolean active() {
    return !disabled && invalid.isEmpty();
  }
}
