/**
 * Captures through a policy: what the policy would have done to traffic that really was.
 *
 * <p>{@link dev.sluice.replay.Replay} merges captures by time, shows each packet to the engine and
 * sums up what happened in a {@link dev.sluice.replay.Report}; {@link dev.sluice.replay.TextReport}
 * writes it for people. Packet time is the only time, and memory does not grow with the captures:
 * connections that have ended go to a {@link dev.sluice.replay.ConnectionSpool} on disk.
 *
 * <p>Deliberately absent: reading policies (config), what rules mean (engine), JSON and options
 * (app).
 */
@NullMarked
package dev.sluice.replay;

import org.jspecify.annotations.NullMarked;
