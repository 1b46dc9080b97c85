@NullMarked
package dev.sluice.replay;

import org.jspecify.annotations.NullMarked;
