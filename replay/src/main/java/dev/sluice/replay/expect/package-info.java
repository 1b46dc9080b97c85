/**
 * Expectations beside a policy: a small text form written by hand, its run through the engine, and
 * which rules no expectation exercises. The form is in docs/cli.md.
 */
@NullMarked
package dev.sluice.replay.expect;

import org.jspecify.annotations.NullMarked;
