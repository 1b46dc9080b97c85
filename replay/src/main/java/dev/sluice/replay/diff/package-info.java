/**
 * What a change of policy changes: two policies over the same packets in one pass, and how two
 * lists of rules correspond. Deliberately compares what happens to connections, not counters.
 */
@NullMarked
package dev.sluice.replay.diff;

import org.jspecify.annotations.NullMarked;
