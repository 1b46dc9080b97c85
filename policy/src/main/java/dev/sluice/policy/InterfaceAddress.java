package dev.sluice.policy;

/** An address of the router: {@code address/prefixLength} on an interface. */
public record InterfaceAddress(
    Address address, int prefixLength, String interfaceName, boolean disabled, Origin origin) {
  public AddressRange network() {
    return AddressRange.prefix(address, prefixLength);
  }
}
