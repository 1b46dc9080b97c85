/** A configuration as a value: menus, items, values as written, and edits of it. No meaning. */
@NullMarked
package dev.sluice.config.model;

import org.jspecify.annotations.NullMarked;
