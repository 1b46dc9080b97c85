/**
 * Text to trees: the lexer and parser of the console language, with the place of everything. It
 * knows no menu, so that the same trees serve files, the console and an interpreter.
 */
@NullMarked
package dev.sluice.config.syntax;

import org.jspecify.annotations.NullMarked;
