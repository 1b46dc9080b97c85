/** Whole-run measurements against a floor or a peer of the same run. Never shipped. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
