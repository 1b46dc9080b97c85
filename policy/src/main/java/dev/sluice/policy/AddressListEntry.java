package dev.sluice.policy;

import java.util.OptionalLong;

/**
 * One configured entry of an address list. A DNS name that was not resolved has no range.
 *
 * @param address as written
 * @param timeoutSeconds how long it stays from the start of the run, if it was given one
 */
public record AddressListEntry(
    String list,
    String address,
    java.util.Optional<AddressRange> range,
    OptionalLong timeoutSeconds,
    boolean disabled,
    String comment,
    Origin origin) {}
