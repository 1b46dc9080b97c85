package dev.sluice.policy;

/** All addresses from {@code first} to {@code last}, both included, of one family. Immutable. */
public record AddressRange(Address first, Address last) {

  public AddressRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException("not a range: " + first + "-" + last);
    }
  }

  public static AddressRange of(Address single) {
    return new AddressRange(single, single);
  }

  /** The block of {@code length} leading bits round {@code member}; host bits do not matter. */
  public static AddressRange prefix(Address member, int length) {
    if (length < 0 || length > member.bits()) {
      throw new IllegalArgumentException("prefix length " + length);
    }
    int host = member.bits() - length;
    long lowMask = host >= 64 ? -1 : (1L << host) - 1;
    long highMask = host <= 64 ? 0 : host == 128 ? -1 : (1L << host - 64) - 1;
    Family family = member.family();
    if (family == Family.IPV4) {
      lowMask &= 0xFFFF_FFFFL;
    }
    return new AddressRange(
        new Address(family, member.high() & ~highMask, member.low() & ~lowMask),
        new Address(family, member.high() | highMask, member.low() | lowMask));
  }

  public Family family() {
    return first.family();
  }

  public boolean contains(Address address) {
    return address.family() == family()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  public boolean covers(AddressRange other) {
    return contains(other.first) && contains(other.last);
  }

  /** The prefix length if this range is exactly one prefix, else -1. */
  public int prefixLength() {
    long high = first.high() ^ last.high();
    long low = first.low() ^ last.low();
    boolean highIsMask = (high & high + 1) == 0;
    boolean lowIsMask = (low & low + 1) == 0;
    if (!highIsMask || !lowIsMask || (high != 0 && low != -1)) {
      return -1;
    }
    if ((first.high() & high) != 0 || (first.low() & low) != 0) {
      return -1;
    }
    int host = Long.bitCount(high) + Long.bitCount(low);
    return first.bits() - host;
  }

  /**
   * {@code 10.0.0.0/8}, {@code 10.0.0.1} or {@code 10.0.0.1-10.0.0.9}, the shortest that is true.
   */
  @Override
  public String toString() {
    if (first.equals(last)) {
      return first.toString();
    }
    int length = prefixLength();
    return length >= 0 ? first + "/" + length : first + "-" + last;
  }
}
