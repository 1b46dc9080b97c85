package dev.sluice.engine.track;

import java.lang.foreign.MemorySegment;

/**
 * Reads what ASN.1's packed encoding rules make of a message (ITU-T X.691, the aligned variant),
 * bit by bit, never past its end: then it has {@link #failed}, and reads zeros. Reused. Not
 * threadsafe.
 */
final class PackedBits {
  private MemorySegment bytes = MemorySegment.NULL;
  private long start;
  private long at;
  private long end;
  private boolean failed;

  /** From a byte on, so many bytes. */
  void of(MemorySegment segment, long from, int length) {
    bytes = segment;
    start = from;
    at = 0;
    end = 8L * length;
    failed = false;
  }

  boolean failed() {
    return failed;
  }

  void fail() {
    failed = true;
  }

  boolean bit() {
    return bits(1) != 0;
  }

  /** At most 32 bits. */
  long bits(int count) {
    if (failed || at + count > end) {
      failed = true;
      return 0;
    }
    long value = 0;
    for (int i = 0; i < count; i++, at++) {
      int octet = Octets.int8(bytes, start + (at >>> 3));
      value = value << 1 | octet >>> 7 - (int) (at & 7) & 1;
    }
    return value;
  }

  void align() {
    at = at + 7 & ~7L;
  }

  /** Whole octets, aligned. */
  void skip(long octets) {
    align();
    at += 8 * octets;
    failed |= at > end;
  }

  /** A length without an upper bound (X.691 10.9.3.5); fragments of 16K are refused. */
  int length() {
    align();
    int first = (int) bits(8);
    if ((first & 0x80) == 0) {
      return first;
    }
    if ((first & 0x40) != 0) {
      failed = true;
      return 0;
    }
    return (first & 0x3F) << 8 | (int) bits(8);
  }

  /** How many additions a sequence may have, less one. */
  int small() {
    if (bit()) {
      failed = true;
      return 0;
    }
    return (int) bits(6);
  }

  /** An integer from {@code low} to {@code high}, of which there are at most 64K. */
  int integer(int low, int high) {
    int range = high - low;
    if (range < 255) {
      return low + (int) bits(32 - Integer.numberOfLeadingZeros(range));
    }
    align();
    return low + (int) bits(range == 255 ? 8 : 16);
  }

  /** Skips a value whose length stands before it: an addition, an octet string. */
  void skipOpen() {
    skip(length());
  }
}
