package dev.sluice.wire;

import java.lang.foreign.MemorySegment;

/**
 * The options of one TCP header (RFC 9293 section 3.1, RFC 7323, RFC 2018), read when first asked.
 *
 * <pre>
 * end 0 | no-op 1 | MSS 2, 4, size 2 | window scale 3, 3, shift 1 | SACK permitted 4, 2
 * SACK 5, 2 + 8n, n times (left edge 4 | right edge 4)
 * </pre>
 *
 * <p>Reading ends at the first option that is not well formed. Not threadsafe.
 */
final class TcpOptions {
  private static final int MAX_SACK_BLOCKS = 4;
  private static final int MAX_WINDOW_SCALE = 14;
  private static final int HEADER_LENGTH = 20;

  /** No-op, no-op, timestamps: what most segments carry. */
  private static final int ALIGNED_TIMESTAMPS = 0x0101_080A;

  private final int[] sackLeft = new int[MAX_SACK_BLOCKS];
  private final int[] sackRight = new int[MAX_SACK_BLOCKS];
  private int mss;
  private int windowScale;
  private boolean sackPermitted;
  private int sackCount;

  int mss() {
    return mss;
  }

  int windowScale() {
    return windowScale;
  }

  boolean sackPermitted() {
    return sackPermitted;
  }

  int sackCount() {
    return sackCount;
  }

  int sackLeft(int i) {
    return sackLeft[i];
  }

  int sackRight(int i) {
    return sackRight[i];
  }

  /** A header length of 20 or less has no options; the header is wholly there. */
  void read(MemorySegment bytes, long header, int headerLength) {
    mss = -1;
    windowScale = -1;
    sackPermitted = false;
    sackCount = 0;
    long at = header + HEADER_LENGTH;
    long end = header + headerLength;
    if (headerLength == HEADER_LENGTH + 12 && NetworkOrder.int32(bytes, at) == ALIGNED_TIMESTAMPS) {
      return;
    }
    while (at < end) {
      int kind = NetworkOrder.int8(bytes, at);
      if (kind == 0) {
        return;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int length = at + 1 < end ? NetworkOrder.int8(bytes, at + 1) : 0;
      if (length < 2 || length > end - at) {
        return;
      }
      option(bytes, kind, length, at + 2);
      at += length;
    }
  }

  private void option(MemorySegment bytes, int kind, int length, long at) {
    switch (kind) {
      case 2 -> {
        if (length == 4) {
          mss = NetworkOrder.int16(bytes, at);
        }
      }
      case 3 -> {
        if (length == 3) {
          windowScale = Math.min(NetworkOrder.int8(bytes, at), MAX_WINDOW_SCALE);
        }
      }
      case 4 -> sackPermitted |= length == 2;
      case 5 -> sackBlocks(bytes, length - 2, at);
      default -> {}
    }
  }

  private void sackBlocks(MemorySegment bytes, int length, long at) {
    if (length % 8 != 0) {
      return;
    }
    for (int i = 0; i < length && sackCount < MAX_SACK_BLOCKS; i += 8) {
      sackLeft[sackCount] = NetworkOrder.int32(bytes, at + i);
      sackRight[sackCount] = NetworkOrder.int32(bytes, at + i + 4);
      sackCount++;
    }
  }
}
