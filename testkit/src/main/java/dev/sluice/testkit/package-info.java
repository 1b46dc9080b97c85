/**
 * What the tests of every room share: frames built byte by byte, scripted conversations with a
 * clock, seeded generators, and the office that the examples show.
 *
 * <p>Nothing here reads packets back: a test that checks the reader against these builders must not
 * find the same mistake on both sides, so this package has its own checksum and its own layouts.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
