package dev.sluice.testkit.h323;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values by the packed encoding rules of ITU-T X.691, the aligned variant. Numbers in
 * brackets are its clauses.
 */
public final class Per {
  private byte[] bytes = new byte[64];
  private int size;

  /** The low bits of a value, the highest of them first. */
  public Per bits(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      if (size >>> 3 == bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      bytes[size >>> 3] |= (byte) ((value >>> i & 1) << 7 - (size & 7));
      size++;
    }
    return this;
  }

  /** A BOOLEAN, or a mark of something present. */
  public Per bit(boolean set) {
    return bits(set ? 1 : 0, 1);
  }

  /** On to the next octet. */
  public Per align() {
    return bits(0, -size & 7);
  }

  /** A number between two others (10.5). */
  public Per integer(long value, long low, long high) {
    long offset = value - low;
    long last = high - low;
    int width = 64 - Long.numberOfLeadingZeros(last);
    if (last < 255) {
      return bits(offset, width);
    }
    if (last < 65_536) {
      return align().bits(offset, last == 255 ? 8 : 16);
    }
    int octets = Math.max(1, (64 - Long.numberOfLeadingZeros(offset) + 7) / 8);
    return integer(octets, 1, (width + 7) / 8).align().bits(offset, 8 * octets);
  }

  /** A length or a count without an upper bound (10.9.3), not in fragments. */
  public Per length(int length) {
    return length < 128 ? align().bits(length, 8) : align().bits(0x8000 | length, 16);
  }

  /** A number that is usually small (10.6): which alternative of an extended choice. */
  public Per small(int value) {
    return bits(0, 1).bits(value, 6);
  }

  /** Octets as they are, aligned. */
  public Per octets(byte[] octets) {
    align();
    for (byte octet : octets) {
      bits(octet, 8);
    }
    return this;
  }

  /** An OCTET STRING of any size (16.8). */
  public Per string(byte[] octets) {
    return length(octets.length).octets(octets);
  }

  /** A value that says its own length (10.2): an addition, or an alternative of a later version. */
  public Per open(Per value) {
    byte[] octets = value.array();
    return string(octets.length == 0 ? new byte[1] : octets);
  }

  /** What later versions have added to a SEQUENCE (18.7, 18.8), null for what is left out. */
  public Per additions(List<@Nullable Per> values) {
    small(values.size() - 1);
    values.forEach(value -> bit(value != null));
    for (Per value : values) {
      if (value != null) {
        open(value);
      }
    }
    return this;
  }

  /** The whole octets of it. */
  public byte[] array() {
    return Arrays.copyOf(bytes, (size + 7) / 8);
  }
}
