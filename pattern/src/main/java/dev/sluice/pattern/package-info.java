@NullMarked
package dev.sluice.pattern;

import org.jspecify.annotations.NullMarked;
