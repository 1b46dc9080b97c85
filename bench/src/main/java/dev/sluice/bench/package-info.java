/**
 * What Sluice costs, measured beside something else in the same run: a floor that does the least
 * the task can take, or a peer that a user could choose instead. Started by the scripts in {@code
 * bench/}; never shipped.
 *
 * <p>Deliberately absent: assertions. A figure here is read by a person; the bounds that must hold
 * are tests of the rooms themselves.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
