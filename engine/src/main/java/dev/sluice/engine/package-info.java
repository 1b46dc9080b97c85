/**
 * Packets times policy times time gives verdicts.
 *
 * <p>{@link dev.sluice.engine.Datapath} is the road of one packet, written in the order of
 * RouterOS's packet flow. One worker owns one {@code Datapath}; nothing in here starts a thread,
 * reads a clock, or does input or output. What happens is told to an {@link
 * dev.sluice.engine.Observer} and can be read from counters.
 *
 * <p>Deliberately absent: captures (they are of {@code wire}), text of policies ({@code config}),
 * reports ({@code replay}).
 */
@NullMarked
package dev.sluice.engine;

import org.jspecify.annotations.NullMarked;
