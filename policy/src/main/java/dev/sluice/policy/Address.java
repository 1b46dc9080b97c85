package dev.sluice.policy;

/**
 * An IPv4 or IPv6 address. IPv4 lives in the low 32 bits of {@code low}, {@code high} is zero.
 * Immutable.
 *
 * @param high the upper 64 bits in network order; 0 for IPv4
 * @param low the lower 64 bits in network order
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {

  public Address {
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("IPv4 address out of range: " + high + ":" + low);
    }
  }

  public static Address ipv4(int bits) {
    return new Address(Family.IPV4, 0, bits & 0xFFFF_FFFFL);
  }

  public static Address ipv6(long high, long low) {
    return new Address(Family.IPV6, high, low);
  }

  /** 32 or 128. */
  public int bits() {
    return family == Family.IPV4 ? 32 : 128;
  }

  /** Orders by family, then as unsigned numbers. */
  @Override
  public int compareTo(Address other) {
    int order = family.compareTo(other.family);
    if (order == 0) {
      order = Long.compareUnsigned(high, other.high);
    }
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** The text as RouterOS prints it; IPv6 in the compressed lower-case form of RFC 5952. */
  @Override
  public String toString() {
    return AddressText.format(family, high, low);
  }
}
