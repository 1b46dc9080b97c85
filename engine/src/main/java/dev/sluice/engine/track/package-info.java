/**
 * Connection tracking: which connection a packet belongs to, and in which state it is.
 *
 * <p>{@link dev.sluice.engine.track.ConnectionTable} is the way in: {@code track} answers a
 * connection, then {@code confirm} keeps it or {@code discard} forgets it. {@link
 * dev.sluice.engine.track.Defragmenter} puts datagrams together before they are tracked.
 *
 * <p>Deliberately absent: rules, addresses after translation as a hook sees them, and every clock.
 * Time comes with each packet.
 */
@NullMarked
package dev.sluice.engine.track;

import org.jspecify.annotations.NullMarked;
