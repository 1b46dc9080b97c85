package dev.sluice.engine;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import java.util.List;
import java.util.Map;

/**
 * What stands round the router and cannot be read from the packets: its interfaces, which addresses
 * lie behind each, and its own. What the policy itself says (addresses, routes) is added to it by
 * {@link dev.sluice.engine.route.Routes}. Immutable.
 *
 * @param interfaces names; a place in this list is the interface's index
 * @param attachments which addresses are reached through which interface; the narrowest range that
 *     holds an address decides, the first of equal ones
 * @param local the router's own addresses
 * @param primary by interface, the address that masquerade uses; where absent, the first address
 *     that the policy gives it
 * @param mtu by interface, in bytes, where it differs from the policy's or the default
 */
public record Topology(
    List<String> interfaces,
    List<Attachment> attachments,
    List<Address> local,
    Map<String, Address> primary,
    Map<String, Integer> mtu) {

  /** Nothing known. */
  public static final Topology EMPTY =
      new Topology(List.of(), List.of(), List.of(), Map.of(), Map.of());

  public Topology {
    interfaces = List.copyOf(interfaces);
    attachments = List.copyOf(attachments);
    local = List.copyOf(local);
    primary = Map.copyOf(primary);
    mtu = Map.copyOf(mtu);
  }

  /** The addresses of {@code range} lie behind {@code interfaceName}. */
  public record Attachment(AddressRange range, String interfaceName) {}
}
