package dev.sluice.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * Reads the server name out of the hello of Google's own QUIC, the one before the standard's. Up to
 * version Q046 it travels in the clear. Never throws on any bytes. Not threadsafe.
 *
 * <pre>
 * "CHLO" tags(2, little-endian) 0(2) { tag(4) end offset(4, little-endian) … } values
 * </pre>
 */
public final class GoogleHello {
  private static final int CHLO = 0x43484C4F;
  private static final int SNI = 0x534E4900;
  private static final int LAST_IN_CLEAR = 0x51303436; // Q046
  private static final int MOST_TAGS = 128;
  private static final int SEARCHED_BYTES = 80; // headers before the hello are shorter than that

  private String name = "";

  /** Whether a datagram's first bytes name a version that sends its hello in the clear. */
  public static boolean looksLikeOne(MemorySegment bytes, long from, long to) {
    if (to - from < 64) {
      return false;
    }
    int flags = NetworkOrder.int8(bytes, from);
    // Q046 has the standard's long header; older ones a version flag and an 8-byte connection id.
    long at = (flags & 0x80) != 0 ? from + 1 : from + 1 + ((flags & 0x08) != 0 ? 8 : 0);
    int version = NetworkOrder.int32(bytes, at);
    return inClear(version) && ((flags & 0x80) != 0 || (flags & 1) != 0);
  }

  /** Whether a version is one of Q000 to Q046. */
  static boolean inClear(int version) {
    return version >>> 16 == 0x5130 && version <= LAST_IN_CLEAR;
  }

  /** Looks for the hello in a datagram. */
  public ClientHello.Result readDatagram(MemorySegment bytes, long from, long to) {
    long last = Math.min(to - 4, from + SEARCHED_BYTES);
    for (long at = from; at <= last; at++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at) == 'C' && NetworkOrder.int32(bytes, at) == CHLO) {
        return readMessage(bytes, at, to);
      }
    }
    return ClientHello.Result.NOT;
  }

  /** Reads a hello from its first byte. */
  public ClientHello.Result readMessage(MemorySegment bytes, long from, long to) {
    if (to - from < 8) {
      return ClientHello.Result.MORE;
    }
    if (NetworkOrder.int32(bytes, from) != CHLO) {
      return ClientHello.Result.NOT;
    }
    int tags = Short.reverseBytes((short) NetworkOrder.int16(bytes, from + 4)) & 0xFFFF;
    long values = from + 8 + 8L * tags;
    if (tags > MOST_TAGS) {
      return ClientHello.Result.MALFORMED;
    }
    if (values > to) {
      return ClientHello.Result.MORE;
    }
    long start = 0;
    for (int i = 0; i < tags; i++) {
      long tag = from + 8 + 8L * i;
      long end = Integer.reverseBytes(NetworkOrder.int32(bytes, tag + 4)) & 0xFFFF_FFFFL;
      if (NetworkOrder.int32(bytes, tag) == SNI) {
        return take(bytes, values + start, values + end, to);
      }
      start = end;
    }
    return ClientHello.Result.NAMELESS;
  }

  private ClientHello.Result take(MemorySegment bytes, long from, long end, long to) {
    if (end <= from || end - from > ClientHello.MOST_NAME_BYTES) {
      return ClientHello.Result.MALFORMED;
    }
    if (end > to) {
      return ClientHello.Result.MORE;
    }
    StringBuilder text = new StringBuilder();
    for (long at = from; at < end; at++) {
      text.append((char) NetworkOrder.int8(bytes, at));
    }
    name = text.toString().toLowerCase(Locale.ROOT);
    return ClientHello.Result.NAMED;
  }

  /** The name in lower case; after NAMED. */
  public String name() {
    return name;
  }
}
