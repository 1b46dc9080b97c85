package dev.sluice.policy;

import java.util.Optional;

/**
 * A configured route.
 *
 * @param interfaceName where it leads, when the gateway is an interface
 * @param gateway the next hop, when it is an address
 * @param kind UNICAST, or BLACKHOLE, PROHIBIT, UNREACHABLE
 * @param table {@link Mark#MAIN} or a routing table's name
 */
public record Route(
    AddressRange destination,
    Optional<String> interfaceName,
    Optional<Address> gateway,
    int distance,
    AddressType kind,
    String table,
    boolean disabled,
    Origin origin) {}
