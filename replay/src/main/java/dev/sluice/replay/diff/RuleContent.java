package dev.sluice.replay.diff;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Rule;
import java.util.Optional;
import java.util.Set;

/** What a rule does, apart from where it stands and what is said about it. */
public final class RuleContent {
  private RuleContent() {}

  /** What a rule does, without its number, place and comment. */
  public static Rule of(Rule rule) {
    return new Rule(
        0,
        rule.chain(),
        rule.matchers(),
        rule.action(),
        rule.log(),
        rule.logPrefix(),
        rule.disabled(),
        "",
        rule.invalid().isPresent() ? Optional.of("") : Optional.empty(),
        Origin.NONE);
  }

  /** Whether one may have become the other: same chain, and most of the rest. */
  public static boolean similar(Rule one, Rule other) {
    if (!one.chain().equals(other.chain())) {
      return false;
    }
    boolean action = one.action().getClass().equals(other.action().getClass());
    long common = one.matchers().stream().filter(other.matchers()::contains).count();
    int most = Math.max(one.matchers().size(), other.matchers().size());
    return Set.copyOf(one.matchers()).equals(Set.copyOf(other.matchers()))
        || (action
            && (one.action().equals(other.action()) ? most - common <= 1 : 2 * common >= most));
  }
}
