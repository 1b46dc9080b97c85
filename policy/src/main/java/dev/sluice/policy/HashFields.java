package dev.sluice.policy;

/** What per-connection-classifier hashes: any of the four ends. Immutable. */
public record HashFields(
    boolean sourceAddress,
    boolean destinationAddress,
    boolean sourcePort,
    boolean destinationPort) {}
