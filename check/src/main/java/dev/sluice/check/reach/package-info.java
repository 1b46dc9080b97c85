/**
 * Which packets can come to a rule, decided by sets: a rule is a union of boxes over the fields of
 * packets, and what the rules before it take is subtracted.
 *
 * <p>Every claim "never" is proved for a space that is at least as large as that of real packets.
 * Absent on purpose: sampling, and claims about what counts or draws lots.
 */
@NullMarked
package dev.sluice.check.reach;

import org.jspecify.annotations.NullMarked;
