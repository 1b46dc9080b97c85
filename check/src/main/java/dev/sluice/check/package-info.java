/**
 * Questions about policies: what is wrong with a pattern or a rule, what can never match and which
 * packet proves it.
 *
 * <p>Every answer is a {@link dev.sluice.policy.Problem} with a stable code. Absent on purpose: the
 * syntax of a configuration (that is {@code config}) and the printing of problems ({@code app}).
 */
@NullMarked
package dev.sluice.check;

import org.jspecify.annotations.NullMarked;
