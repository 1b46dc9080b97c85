/**
 * What a configuration means: tables, chains, rules, matchers, actions, address lists, queues.
 *
 * <p>Immutable values and nothing else. {@code config} makes them out of text, {@code engine} runs
 * them, {@code check} asks questions about them; none of the three sees another. Absent on purpose:
 * console text, packets, time, counters. Start at {@link dev.sluice.policy.Matcher}.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
