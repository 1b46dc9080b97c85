/**
 * The menus as data: what exists, which properties it has, of what type, and what of it takes
 * effect. Readers of the one declaration are the parser's resolver, the export and the tables of
 * the documentation.
 */
@NullMarked
package dev.sluice.config.schema;

import org.jspecify.annotations.NullMarked;
