/**
 * The Linux kernel as an oracle: a router in a network namespace that packets are pushed through,
 * with what its connection tracking thought of each.
 *
 * <p>Needs root, {@code ip} and {@code nft}; {@link dev.sluice.testkit.kernel.KernelRouter#open}
 * says what is missing. Never shipped.
 */
@NullMarked
package dev.sluice.testkit.kernel;

import org.jspecify.annotations.NullMarked;
