package dev.sluice.app;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Cuts the hello that a direction of TCP begins with into smaller TLS records. They are more bytes
 * than it was, so that all that follows moves.
 */
final class SplitHellos {
  private static final int HANDSHAKE = 22;
  private static final int HEADER = 5;
  private static final long HALF = 0x8000_0000L;
  private static final long ALL = 0xFFFF_FFFFL;

  /** Where the hello stood, and by how much it grew. */
  private record Grown(long start, long end, int by) {}

  private final int size;
  private final Set<Recut.Talk> begun = new HashSet<>();
  private final Map<Recut.Talk, Grown> grown = new HashMap<>();

  /**
   * @param size bytes of a record; 0 leaves them as they are
   */
  SplitHellos(int size) {
    this.size = size;
  }

  /** The data of a direction, the first of them with the hello in records. */
  byte[] split(Recut.Talk way, long sequence, byte[] data) {
    int length = hello(data);
    if (size == 0 || !begun.add(way) || length == 0) {
      return data;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = HEADER; at < length; at += size) {
      int count = Math.min(size, length - at);
      out.writeBytes(new byte[] {HANDSHAKE, data[1], data[2], (byte) (count >> 8), (byte) count});
      out.write(data, at, count);
    }
    grown.put(way, new Grown(sequence, sequence + length & ALL, out.size() - length));
    out.writeBytes(Arrays.copyOfRange(data, length, data.length));
    return out.toByteArray();
  }

  /** The length of the record that the data begin with if it is a whole ClientHello, or 0. */
  private static int hello(byte[] data) {
    if (data.length < HEADER + 1 || data[0] != HANDSHAKE || data[1] != 3 || data[HEADER] != 1) {
      return 0;
    }
    int length = HEADER + ((data[3] & 0xFF) << 8 | data[4] & 0xFF);
    return length <= data.length ? length : 0;
  }

  /** How many hellos were cut. */
  int count() {
    return grown.size();
  }

  /** Whether the direction or its answers have other places than in the capture. */
  boolean moves(Recut.Talk way) {
    return grown.containsKey(way) || grown.containsKey(way.turned());
  }

  /** Whether this is the place of the hello, which was sent already. */
  boolean repeats(Recut.Talk way, long sequence) {
    Grown one = grown.get(way);
    return one != null && (sequence - one.start & ALL) < (one.end - one.start & ALL);
  }

  /** Where a byte of the direction is by now. */
  long moved(Recut.Talk way, long sequence) {
    Grown one = grown.get(way);
    return one == null || (sequence - one.end & ALL) >= HALF ? sequence : sequence + one.by & ALL;
  }
}
