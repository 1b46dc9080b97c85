/**
 * What a device says of a script before it runs a word of it: nothing, or its first error with line
 * and column. It follows RouterOS 7.22.1 without extra packages, which resolves words while it
 * reads and stops at the first error; {@code ../shared/parse-verdicts} holds what one said.
 * Deliberately absent: meaning, and going on after an error; both are the policy reader's.
 */
@NullMarked
package dev.sluice.config.device;

import org.jspecify.annotations.NullMarked;
