/**
 * Regular expressions over bytes: text → tree → automaton → lazily built table, all patterns of a
 * set at once, stopping and going on in the next packet.
 *
 * <pre>{@code
 * PatternSet set = PatternSet.compile(
 *     List.of(new Pattern("http", "^(get|post) "), new Pattern("video", "videoplayback")),
 *     Dialect.ROUTEROS, Limits.DEFAULT);
 * Scanner scanner = new Scanner(set);
 * long[] matched = new long[set.words()];
 * long stream = scanner.start();
 * stream = scanner.scan(stream, packet, 0, packet.byteSize(), matched);
 * }</pre>
 *
 * <p>Deliberately absent: packets, connections and windows (the engine's), positions of matches (no
 * rule asks for them), back-references, lazy quantifiers and look-around (not regular, or without
 * meaning where only <em>whether</em> is asked).
 */
@NullMarked
package dev.sluice.pattern;

import org.jspecify.annotations.NullMarked;
