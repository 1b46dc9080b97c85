/**
 * The RouterOS console over a configuration in memory: a session that takes text and gives text.
 * What a replay left is shown through {@link dev.sluice.config.console.Live}. Absent on purpose:
 * the terminal, files, the network; the app brings the first two.
 */
@NullMarked
package dev.sluice.config.console;

import org.jspecify.annotations.NullMarked;
