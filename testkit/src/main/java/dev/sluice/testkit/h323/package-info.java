/**
 * H.323 as it goes over the wire: call signalling (H.225.0 in Q.931), channels (H.245) and
 * registration (RAS), packed as X.691 says. What a reader has to step over, such as aliases,
 * vendors and codecs, is drawn from a generator, so that no two messages are alike.
 */
@NullMarked
package dev.sluice.testkit.h323;

import org.jspecify.annotations.NullMarked;
