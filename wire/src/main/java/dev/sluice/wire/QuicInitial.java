package dev.sluice.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Takes the protection off the Initial packets that a QUIC client sends and lists the CRYPTO frames
 * in them. Their keys follow from the first connection id that the client chose, so whoever sees
 * the first packet can read it (RFC 9001 §5.2). Versions: 1, 2 (RFC 9369), the drafts from 22 on,
 * mvfst, and Google's T050, T051 and Q050. Never throws on any bytes. Reused; not threadsafe.
 *
 * <pre>
 * long header  1TYPE..PN(1) version(4) dcid(1+) scid(1+) token(v+) length(v) number(1-4) payload
 * </pre>
 */
public final class QuicInitial {
  /** The longest connection id of the versions that are read. */
  public static final int MOST_ID_BYTES = 20;

  /** The most CRYPTO frames of one datagram that are listed; the rest is not looked at. */
  public static final int MOST_FRAMES = 256;

  /** What a datagram is. */
  public enum Result {
    /** No Initial packet of a version that is read here. */
    NOT,
    /** An Initial packet, but not of this client's first flight, or changed on its way. */
    UNREADABLE,
    /** At least one packet was read; {@link #frames} lists what it carries, perhaps nothing. */
    READ
  }

  private static final int VERSION_2 = 0x6B3343CF;
  private static final int CRYPTO = 6;
  // Google's versions number two frames differently; the standard's 7 and 8 never stand here.
  private static final int GOOGLE_PING = 7;
  private static final int GOOGLE_CRYPTO = 8;
  private static final int LEAST_PROTECTED_BYTES = 4 + 16; // the sample of RFC 9001 §5.4.2

  private final QuicKeys keys = new QuicKeys();
  private byte[] packet = new byte[2_048];
  private byte[] plain = new byte[2_048];
  private int plainLength;
  private final byte[] id = new byte[MOST_ID_BYTES];
  private int idLength;
  private int frames;
  private final long[] frameOffset = new long[MOST_FRAMES];
  private final int[] frameStart = new int[MOST_FRAMES];
  private final int[] frameLength = new int[MOST_FRAMES];
  private int at;
  private int end;
  private int numberAt;

  /** Whether the first bytes may be those of a datagram that {@link #read} can read. */
  public static boolean looksLikeOne(MemorySegment bytes, long from, long to) {
    return to - from >= 32
        && bytes.get(ValueLayout.JAVA_BYTE, from) < 0
        && QuicKeys.known(version(bytes, from));
  }

  private static int version(MemorySegment bytes, long from) {
    return NetworkOrder.int32(bytes, from + 1);
  }

  /**
   * Reads all Initial packets of a datagram.
   *
   * @param firstId the connection id of the client's first Initial packet, where its keys come
   *     from, or an empty array to take this packet's own
   */
  public Result read(MemorySegment bytes, long from, long to, byte[] firstId) {
    frames = 0;
    plainLength = 0;
    idLength = 0;
    Result result = Result.NOT;
    long next = from;
    while (looksLikeOne(bytes, next, to)) {
      load(bytes, next, to);
      int version = version(bytes, next);
      int packetEnd = header(version);
      if (packetEnd < 0) {
        break;
      }
      if (numberAt >= 0) {
        Result one = open(version, firstId, packetEnd);
        result = result == Result.READ ? result : one;
      }
      next += packetEnd;
    }
    return result;
  }

  private void load(MemorySegment bytes, long from, long to) {
    end = (int) Math.min(to - from, 65_535);
    if (end > packet.length) {
      packet = new byte[end];
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, packet, 0, end);
  }

  /**
   * Walks a long header. Leaves {@code numberAt} at the packet number of an Initial packet, or at
   * -1 for another type.
   *
   * @return where the packet ends, or -1 if it is none
   */
  private int header(int version) {
    int destination = packet[5] & 255;
    int source = 6 + destination;
    if (destination > MOST_ID_BYTES || source >= end) {
      return -1;
    }
    if (idLength == 0) {
      idLength = destination;
      System.arraycopy(packet, 6, id, 0, destination);
    }
    at = source + 1 + (packet[source] & 255);
    int type = packet[0] >> 4 & 3;
    boolean initial = type == (version == VERSION_2 ? 1 : 0);
    boolean retry = type == (version == VERSION_2 ? 0 : 3);
    if ((packet[source] & 255) > MOST_ID_BYTES || at >= end || retry) {
      return -1;
    }
    if (initial) {
      long token = varint();
      if (token < 0 || token > end - at) {
        return -1;
      }
      at += (int) token;
    }
    long length = varint();
    if (length < 0 || length > end - at) {
      return -1;
    }
    numberAt = initial ? at : -1;
    return at + (int) length;
  }

  private Result open(int version, byte[] firstId, int packetEnd) {
    if (packetEnd - numberAt < LEAST_PROTECTED_BYTES) {
      return Result.UNREADABLE;
    }
    if (plain.length < plainLength + packetEnd) {
      plain = Arrays.copyOf(plain, Math.max(plainLength + packetEnd, 2 * plain.length));
    }
    byte[] source = firstId.length == 0 ? id() : firstId;
    int got = keys.open(version, source, packet, numberAt, packetEnd, plain, plainLength);
    if (got < 0) {
      return Result.UNREADABLE;
    }
    int start = plainLength;
    plainLength += got;
    list(start, plainLength);
    return Result.READ;
  }

  /** RFC 9000 §16; -1 if cut. */
  private long varint() {
    if (at >= end) {
      return -1;
    }
    int size = 1 << (packet[at] >> 6 & 3);
    if (at + size > end) {
      return -1;
    }
    long value = packet[at] & 63;
    for (int i = 1; i < size; i++) {
      value = value << 8 | packet[at + i] & 255;
    }
    at += size;
    return value;
  }

  private void list(int from, int to) {
    byte[] before = packet;
    int saved = end;
    packet = plain;
    end = to;
    at = from;
    while (at < to && frame()) {
      assert at > from;
    }
    packet = before;
    end = saved;
  }

  /** RFC 9000 §19; false where the list cannot go on. */
  private boolean frame() {
    int type = packet[at++] & 255;
    return switch (type) {
      case 0, 1, GOOGLE_PING -> true;
      case 2, 3 -> acknowledgement(type == 3);
      case CRYPTO, GOOGLE_CRYPTO -> {
        long offset = varint();
        yield crypto(offset, varint());
      }
      default -> false;
    };
  }

  private boolean acknowledgement(boolean congestion) {
    boolean whole = varints(2);
    long ranges = varint();
    whole = whole && ranges >= 0 && varint() >= 0;
    for (long i = 0; whole && i < ranges; i++) {
      whole = varints(2);
    }
    return whole && (!congestion || varints(3));
  }

  private boolean varints(int count) {
    boolean whole = true;
    for (int i = 0; whole && i < count; i++) {
      whole = varint() >= 0;
    }
    return whole;
  }

  private boolean crypto(long offset, long size) {
    if (offset < 0 || size < 0 || size > end - at || frames == MOST_FRAMES) {
      return false;
    }
    frameOffset[frames] = offset;
    frameStart[frames] = at;
    frameLength[frames++] = (int) size;
    at += (int) size;
    return true;
  }

  /** How many CRYPTO frames there are, in the order in which they lie in the datagram. */
  public int frames() {
    return frames;
  }

  /** Where the frame's bytes belong in the stream of handshake messages. */
  public long frameOffset(int frame) {
    return frameOffset[frame];
  }

  public int frameLength(int frame) {
    return frameLength[frame];
  }

  /** The bytes of all frames; frame {@code i} starts at {@link #frameStart}. */
  public MemorySegment plain() {
    return MemorySegment.ofArray(plain);
  }

  public int frameStart(int frame) {
    return frameStart[frame];
  }

  /** The connection id that the datagram's first packet is addressed to. */
  public byte[] id() {
    return Arrays.copyOf(id, idLength);
  }
}
