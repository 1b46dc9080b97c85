/**
 * Where an address lies: the interface that leads to it, whether it is the router's own, which kind
 * of address it is, and which interfaces a list holds.
 *
 * <p>Everything is computed once from the topology and the policy; a question is a binary search
 * and allocates nothing. Deliberately absent: next hops, ARP, dynamic routing, and changes while
 * packets flow (a new policy makes new routes). Start at {@link dev.sluice.engine.route.Routes}.
 */
@NullMarked
package dev.sluice.engine.route;

import org.jspecify.annotations.NullMarked;
