/**
 * Chains of rules: what a matcher answers about a packet, what an action does, and how thousands of
 * rules are asked without thousands of questions.
 *
 * <p>{@code Explainer} walks the records of {@code policy} and is the meaning; {@code ChainProgram}
 * and its index answer the same, faster. {@code ChainWalker} does what the rule that matched says.
 *
 * <p>Deliberately absent: where a packet goes between the chains (that is {@code
 * dev.sluice.engine.Datapath}), connections, address translation, patterns.
 */
@NullMarked
package dev.sluice.engine.rules;

import org.jspecify.annotations.NullMarked;
