package dev.sluice.check.reach;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The addresses of a family cut into stretches that no range of the policy divides, so that sets of
 * addresses are sets of small numbers. Immutable.
 */
final class Addresses {
  private final Address[] starts;

  Addresses(Family family, Collection<AddressRange> ranges) {
    TreeSet<Address> cuts = new TreeSet<>();
    cuts.add(lowest(family));
    for (AddressRange range : ranges) {
      cuts.add(range.first());
      Address last = range.last();
      if (!last.equals(highest(family))) {
        cuts.add(next(last));
      }
    }
    starts = cuts.toArray(Address[]::new);
  }

  private static Address lowest(Family family) {
    return new Address(family, 0, 0);
  }

  private static Address highest(Family family) {
    return family == Family.IPV4 ? Address.ipv4(-1) : Address.ipv6(-1, -1);
  }

  private static Address next(Address address) {
    long low = address.low() + 1;
    return new Address(address.family(), low == 0 ? address.high() + 1 : address.high(), low);
  }

  Numbers all() {
    return Numbers.range(0, starts.length - 1);
  }

  /** The range must have been given to the constructor. */
  Numbers of(AddressRange range) {
    int first = Arrays.binarySearch(starts, range.first());
    int last = Arrays.binarySearch(starts, range.last());
    return Numbers.range(first, last >= 0 ? last : -last - 2);
  }

  /** A member that a host may have: a usual one if there is one, else the first. */
  Address example(Numbers set) {
    for (Address usual : usual()) {
      int at = Arrays.binarySearch(starts, usual);
      if (set.contains(at >= 0 ? at : -at - 2)) {
        return usual;
      }
    }
    Address start = starts[set.first()];
    boolean room = set.first() + 1 == starts.length || !starts[set.first() + 1].equals(next(start));
    boolean network = start.family() == Family.IPV4 ? (start.low() & 0xFF) == 0 : start.low() == 0;
    return network && room && !start.equals(highest(start.family())) ? next(start) : start;
  }

  /** Private addresses, and such as RFC 5737 and RFC 3849 keep for examples. */
  private List<Address> usual() {
    return starts[0].family() == Family.IPV4
        ? List.of(
            Address.ipv4(0xC0A8580A),
            Address.ipv4(0x0A00000A),
            Address.ipv4(0xCB00710A),
            Address.ipv4(0xC633640A),
            Address.ipv4(0x2D00000A))
        : List.of(Address.ipv6(0x2001_0DB8L << 32, 10));
  }
}
