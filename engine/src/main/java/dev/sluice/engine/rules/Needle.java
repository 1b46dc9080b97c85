package dev.sluice.engine.rules;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** RouterOS: content. A byte string that is searched for with Horspool's skips. Immutable. */
final class Needle {
  private final byte[] bytes;
  private final int[] skips = new int[256];

  Needle(String latin1) {
    bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(skips, bytes.length);
    for (int i = 0; i < bytes.length - 1; i++) {
      skips[bytes[i] & 0xFF] = bytes.length - 1 - i;
    }
  }

  /** Whether it is anywhere from {@code from} to {@code to}; an empty one is nowhere. */
  boolean in(MemorySegment segment, long from, long to) {
    int last = bytes.length - 1;
    if (last < 0) {
      return false;
    }
    long at = from + last;
    while (at < to) {
      byte end = segment.get(ValueLayout.JAVA_BYTE, at);
      if (end == bytes[last] && matchesBefore(segment, at - last)) {
        return true;
      }
      at += skips[end & 0xFF];
    }
    return false;
  }

  private boolean matchesBefore(MemorySegment segment, long start) {
    for (int i = 0; i < bytes.length - 1; i++) {
      if (segment.get(ValueLayout.JAVA_BYTE, start + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
