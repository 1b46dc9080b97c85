/**
 * The script language: values, operators, functions, control flow, all of it under limits. What a
 * command of a menu does is asked of a {@link dev.sluice.config.script.Host}. Absent on purpose:
 * menus, files, the network, waiting.
 */
@NullMarked
package dev.sluice.config.script;

import org.jspecify.annotations.NullMarked;
