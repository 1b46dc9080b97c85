package dev.sluice.replay.explain;

import dev.sluice.engine.Verdict;
import dev.sluice.replay.RuleRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one packet, from its arrival to its verdict. Immutable.
 *
 * @param number its place in the run, from 1
 * @param capture the file it came from, or empty
 * @param connection the number of its conversation, in order of appearance; 0 where unknown
 * @param time nanoseconds since the epoch
 * @param packet what it is, in a line
 * @param malformed why it was never shown to a rule, or empty
 * @param verdict null if it was malformed or not IP
 * @param rule what decided, null where no rule did
 * @param remark why, where no rule says it; or empty
 */
public record Road(
    long number,
    String capture,
    long connection,
    long time,
    String packet,
    String malformed,
    @Nullable Verdict verdict,
    @Nullable RuleRef rule,
    String remark,
    List<Step> steps) {
  public Road {
    steps = List.copyOf(steps);
  }
}
