/**
 * Packets written by hand, in a line of text each, and the bytes they stand for. Deliberately
 * small: what it cannot say, a capture can. Its grammar is in docs/cli.md.
 */
@NullMarked
package dev.sluice.replay.spec;

import org.jspecify.annotations.NullMarked;
