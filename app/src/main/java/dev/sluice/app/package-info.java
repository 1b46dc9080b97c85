/**
 * The command line: one class a verb, and the only place that wires the rooms together.
 *
 * <p>A verb reads its options, calls the rooms that do the work and prints what they return. Absent
 * on purpose: any rule of what a policy means. Start at {@code Main}.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
