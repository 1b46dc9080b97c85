package dev.sluice.replay.diff;

import dev.sluice.replay.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * Why two policies part: the rule of each where their ways do.
 *
 * @param before the rule of the old policy that matched, null where it had none to match
 * @param after the rule of the new policy
 * @param why what became of them from one policy to the other
 */
public record Cause(@Nullable RuleRef before, @Nullable RuleRef after, String why) {}
