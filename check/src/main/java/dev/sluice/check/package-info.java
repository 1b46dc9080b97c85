@NullMarked
package dev.sluice.check;

import org.jspecify.annotations.NullMarked;
