/** Tests of the way from text to policy and back. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
