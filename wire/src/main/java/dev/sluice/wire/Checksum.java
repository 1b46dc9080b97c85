package dev.sluice.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Internet checksum (RFC 1071) and its repair after a change (RFC 1624).
 *
 * <p>A <em>sum</em> is a plain 64-bit sum of 16-bit words that can go on over several parts, each
 * but the last of an even length; {@link #fold} makes the 16 bits of the header field from it. A
 * part that already holds its right checksum folds to 0. Immutable.
 */
public final class Checksum {
  private static final long LOW = 0xFFFF_FFFFL;

  private Checksum() {}

  /** The checksum of these bytes, ready for the header field. */
  public static int of(MemorySegment bytes, long offset, int length) {
    return fold(sum(bytes, offset, length));
  }

  /** The sum of these bytes; an odd last byte counts as the high half of a word. */
  public static long sum(MemorySegment bytes, long offset, int length) {
    long sum = 0;
    long at = offset;
    long end = offset + length;
    for (; end - at >= 8; at += 8) {
      long word = NetworkOrder.int64(bytes, at);
      sum += (word >>> 32) + (word & LOW);
    }
    for (; end - at >= 2; at += 2) {
      sum += NetworkOrder.int16(bytes, at);
    }
    return at < end ? sum + ((long) NetworkOrder.int8(bytes, at) << 8) : sum;
  }

  /** The sum of IPv4's pseudo header (RFC 9293 section 3.1). */
  public static long pseudo4(int source, int destination, int protocol, int length) {
    return (source & LOW) + (destination & LOW) + protocol + length;
  }

  /** The sum of IPv6's pseudo header (RFC 8200 section 8.1). */
  public static long pseudo6(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int protocol,
      int length) {
    return halves(sourceHigh)
        + halves(sourceLow)
        + halves(destinationHigh)
        + halves(destinationLow)
        + protocol
        + length;
  }

  private static long halves(long word) {
    return (word >>> 32) + (word & LOW);
  }

  /** The complement of the sum, brought to 16 bits. */
  public static int fold(long sum) {
    long folded = halves(sum);
    folded = (folded >>> 16) + (folded & 0xFFFF);
    folded = (folded >>> 16) + (folded & 0xFFFF);
    folded = (folded >>> 16) + (folded & 0xFFFF);
    return (int) ~folded & 0xFFFF;
  }

  /**
   * The checksum after 32 bits that it covers have changed (RFC 1624 equation 3). For UDP over IPv4
   * the caller leaves 0 alone and writes 0xFFFF for 0.
   */
  public static int update(int checksum, int before, int after) {
    return fold((~checksum & 0xFFFF) + (~before & LOW) + (after & LOW));
  }
}
