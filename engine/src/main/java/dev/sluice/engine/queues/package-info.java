/**
 * What a policy's queues would have done to the traffic: how much each would have carried, delayed
 * and dropped, second by second.
 *
 * <p>A simulation over the capture's own time stamps. {@link dev.sluice.engine.queues.Queues} sends
 * each packet that leaves the road through the stages it belongs to (tree on global, simple queue,
 * its total, tree on the interface); {@link dev.sluice.engine.queues.Htb} decides when one may go,
 * a {@link dev.sluice.engine.queues.Discipline} which one. Deliberately absent: senders that slow
 * down because of it (a capture cannot be asked), link speeds, and the order of verdicts: what is
 * queued here has been accepted there.
 */
@NullMarked
package dev.sluice.engine.queues;

import org.jspecify.annotations.NullMarked;
