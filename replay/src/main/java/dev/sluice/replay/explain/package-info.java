/**
 * The road of single packets, told: which rules they passed, what failed, what decided. Runs the
 * same {@link dev.sluice.replay.Lane} as a replay, over all packets in the same order, and turns
 * the engine's trace on for those that are asked for. Knows nothing of JSON or of option names.
 */
@NullMarked
package dev.sluice.replay.explain;

import org.jspecify.annotations.NullMarked;
