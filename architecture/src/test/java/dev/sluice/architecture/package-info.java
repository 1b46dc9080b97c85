/**
 * What the house promises about itself, as tests: which room may import which, what the packet's
 * road never does, how the sources are laid out. No product code lives here.
 */
@NullMarked
package dev.sluice.architecture;

import org.jspecify.annotations.NullMarked;
