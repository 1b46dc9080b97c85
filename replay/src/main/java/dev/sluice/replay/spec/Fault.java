package dev.sluice.replay.spec;

/**
 * What is wrong with a text, and where.
 *
 * @param start the place of its first character, from 0
 * @param end the place after its last
 */
public record Fault(int start, int end, String message, String help) {}
