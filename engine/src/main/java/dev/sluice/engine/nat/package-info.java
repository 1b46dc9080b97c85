/**
 * Address translation: what the nat table's actions make of a connection's reply tuple.
 *
 * <p>{@link dev.sluice.engine.nat.Translation} binds a fresh connection once for its destination
 * and once for its source. From then on the connection table holds both tuples and every packet is
 * seen through them. Deliberately absent: rewriting of bytes (a replay shows tuples, it does not
 * send), and the choice of the rule.
 */
@NullMarked
package dev.sluice.engine.nat;

import org.jspecify.annotations.NullMarked;
