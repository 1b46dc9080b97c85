package dev.sluice.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What packets of QUIC have in common in every version (RFC 8999 §5.1), to tell one whose version
 * is not read here from whatever else travels in UDP.
 *
 * <pre>
 * 1FXXXXXX version(4) dcid(1+) scid(1+) whatever the version says
 * </pre>
 *
 * Narrower than the RFC, since other protocols fit that: F is 1 as in all versions there have been
 * (RTP has a 0 there), and connection ids are of at most 20 bytes.
 */
public final class QuicLongHeader {
  /** What a server wants of a client's first datagram at least (RFC 9000 §14.1). */
  private static final int LEAST_FIRST_BYTES = 1_200;

  /** The shortest id that a client may make up for its server (RFC 9000 §7.2). */
  private static final int LEAST_CHOSEN_ID = 8;

  private static final int HEAD = 5;

  private QuicLongHeader() {}

  /** The version of a datagram's first packet. */
  public static int version(MemorySegment bytes, long from) {
    return NetworkOrder.int32(bytes, from + 1);
  }

  /** Whether a datagram begins with a long header of a version that no class here reads. */
  public static boolean unreadable(MemorySegment bytes, long from, long to) {
    if (to - from <= HEAD || (bytes.get(ValueLayout.JAVA_BYTE, from) & 0xC0) != 0xC0) {
      return false;
    }
    int version = version(bytes, from);
    return version != 0
        && !QuicKeys.known(version)
        && !GoogleHello.inClear(version)
        && (familiar(version) || idBytes(bytes, from, to) >= 0);
  }

  /**
   * Whether it can be a client's first: long enough, and to an id that nobody can have met before.
   *
   * @param length the datagram's, of which a capture may hold less
   */
  public static boolean begins(MemorySegment bytes, long from, long to, int length) {
    return mayBegin(length)
        && (familiar(version(bytes, from)) || idBytes(bytes, from, to) >= LEAST_CHOSEN_ID);
  }

  /** Whether a datagram is long enough to be a client's first. */
  public static boolean mayBegin(int length) {
    return length >= LEAST_FIRST_BYTES;
  }

  /**
   * Whether a version is one of those that no server knows, kept for clients to make it say which
   * it does (RFC 9000 §15).
   */
  public static boolean reserved(int version) {
    return (version & 0x0F0F0F0F) == 0x0A0A0A0A;
  }

  /** Drafts, Google's and Facebook's: other numbers of theirs, perhaps with another header. */
  private static boolean familiar(int version) {
    return version >>> 8 == 0xFF0000
        || version >>> 16 == 0x5130
        || version >>> 16 == 0x5430
        || version >>> 12 == 0xFACEB;
  }

  /** The length of the destination's connection id; -1 if the two ids are none. */
  private static int idBytes(MemorySegment bytes, long from, long to) {
    int destination = NetworkOrder.int8(bytes, from + HEAD);
    long source = from + HEAD + 1 + destination;
    boolean fit =
        destination <= QuicInitial.MOST_ID_BYTES
            && source < to
            && NetworkOrder.int8(bytes, source) <= QuicInitial.MOST_ID_BYTES;
    return fit ? destination : -1;
  }
}
