/**
 * Layer 7: which patterns have matched a connection, and which server name it asked for.
 *
 * <p>{@link dev.sluice.engine.inspect.Inspection} feeds the first packets of a connection to the
 * pattern automaton, each once, when a rule first asks. {@link
 * dev.sluice.engine.inspect.ServerNames} reads the hello of TLS and QUIC for {@code tls-host}. What
 * a connection keeps is in its slot of the connection table; what does not fit there (TCP data that
 * came too early, a hello in pieces) lies in tables with a limit, and what happens at the limit is
 * counted.
 *
 * <p>Deliberately absent: regular expressions (room {@code pattern}), the bytes of hellos (room
 * {@code wire}), and what rules do with the answer.
 */
@NullMarked
package dev.sluice.engine.inspect;

import org.jspecify.annotations.NullMarked;
