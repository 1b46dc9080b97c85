package dev.sluice.replay.explain;

import dev.sluice.engine.rules.Hook;
import dev.sluice.replay.RuleRef;
import java.util.List;

/** One thing that happens to a packet on its road. Immutable. */
public sealed interface Step {
  /** The packet is at the start of a chain. */
  record Entered(Hook hook, String menu, String chain, int depth) implements Step {}

  /**
   * A rule did not match.
   *
   * @param wanted the first matcher that failed, as RouterOS writes it
   * @param packet what the packet has there
   * @param stopped whether the matcher dropped the packet because it could not be asked
   */
  record Passed(RuleRef rule, String wanted, String packet, boolean stopped) implements Step {}

  /** A rule matched, and changed these facts. */
  record Matched(RuleRef rule, List<Change> changes) implements Step {
    public Matched {
      changes = List.copyOf(changes);
    }
  }

  /** No further rule of the chain matched. */
  record Ended(String chain, int depth) implements Step {}

  /** Facts that changed between rules: by tracking, routing, or a translation bound before. */
  record Changed(List<Change> changes) implements Step {
    public Changed {
      changes = List.copyOf(changes);
    }
  }

  /** One fact; {@code before} is empty for what was not there. */
  record Change(String what, String before, String after) {
    /** {@code ttl 64 → 63}. */
    public String text() {
      return before.isEmpty() ? what + " " + after : what + " " + before + " → " + after;
    }
  }
}
