/**
 * The RouterOS language: text in, configuration and policy out, and back again as an export.
 *
 * <p>{@code syntax} knows tokens and trees and no menu; {@code schema} knows menus and no text;
 * {@code meaning} turns items into policy records; this package ties them together. Absent on
 * purpose: packets, files, the terminal.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
