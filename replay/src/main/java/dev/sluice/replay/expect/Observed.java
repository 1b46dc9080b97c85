package dev.sluice.replay.expect;

import dev.sluice.engine.Verdict;
import dev.sluice.replay.RuleRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one packet. Immutable.
 *
 * @param rule what decided, null where no rule did
 * @param matched every rule that matched, in order
 * @param source where it came from, as it left
 * @param destination where it went to, as it left
 */
public record Observed(
    long number,
    String packet,
    Verdict verdict,
    @Nullable RuleRef rule,
    List<RuleRef> matched,
    String connectionMark,
    String packetMark,
    String routingMark,
    List<String> applications,
    List<String> queues,
    String source,
    String destination) {
  public Observed {
    matched = List.copyOf(matched);
    applications = List.copyOf(applications);
    queues = List.copyOf(queues);
  }

  boolean passed() {
    return verdict == Verdict.ACCEPTED || verdict == Verdict.HELD;
  }
}
