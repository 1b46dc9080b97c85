package dev.sluice.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the server name out of a TLS ClientHello, from as much of it as is there. Never throws on
 * any bytes. Reused; not threadsafe.
 *
 * <pre>
 * record     type(1)=22 version(2) length(2) fragment           RFC 8446 §5.1, any number of them
 * message    type(1)=1 length(3)                                RFC 8446 §4
 *            version(2) random(32) session(1+) suites(2+) compression(1+)
 * extensions length(2) { type(2) length(2) … }                  server_name = 0, RFC 6066 §3
 * </pre>
 */
public final class ClientHello {
  /** The longest part of a message that is looked at, in bytes. */
  public static final int MOST_BYTES = 65_536;

  /** The longest name that is taken for one. RFC 1035 allows 253 characters. */
  public static final int MOST_NAME_BYTES = 1_024;

  /** What the bytes are. */
  public enum Result {
    /** A ClientHello so far, and the name has not come yet. */
    MORE,
    /** Something else. */
    NOT,
    /** A ClientHello whose lengths contradict each other, or with an impossible name. */
    MALFORMED,
    /** A whole ClientHello without a server name. */
    NAMELESS,
    /** {@link #name} tells. */
    NAMED
  }

  private static final int HANDSHAKE = 22;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int MOST_RECORD_BYTES = 16_384 + 2_048;
  private static final int FIXED_BYTES = 4 + 2 + 32;
  private static final int MORE_NEEDED = -1;
  private static final int WRONG = -2;

  private byte[] message = new byte[2_048];
  private int length;
  private int wanted;
  private int nameOffset;
  private int nameLength;
  private boolean whole;
  private boolean ambiguous;

  /**
   * Whether the upper byte of a record's version may be that of a hello's. RFC 8446 §5.1 has it
   * ignored, and some servers do; the others want a 3.
   */
  private static boolean fitsVersion(byte upper) {
    return upper >= 0 && upper < 16;
  }

  /**
   * Whether a hello may begin here. Not more than a glance: almost every packet that is asked about
   * carries none.
   */
  public static boolean looksLikeOne(MemorySegment bytes, long from, int length) {
    return bytes.get(ValueLayout.JAVA_BYTE, from) == HANDSHAKE
        && (length < 2 || fitsVersion(bytes.get(ValueLayout.JAVA_BYTE, from + 1)))
        && (length < 6
            || bytes.get(ValueLayout.JAVA_BYTE, from + 5) == 1
            || bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + 3) == 0);
  }

  /** Reads a TCP stream from its first byte: records, then the message in them. */
  public Result readRecords(MemorySegment bytes, long from, long to) {
    length = 0;
    wanted = 0;
    long at = from;
    boolean first = true;
    Result soFar = Result.MORE;
    while (at < to) {
      int type = bytes.get(ValueLayout.JAVA_BYTE, at) & 255;
      // Some servers take a warning between two parts of a hello, and go on.
      boolean passedOver = (type == CHANGE_CIPHER_SPEC || type == ALERT) && !first;
      if (type != HANDSHAKE && !passedOver
          || to - at > 1 && !fitsVersion(bytes.get(ValueLayout.JAVA_BYTE, at + 1))) {
        return soFar == Result.NAMED ? soFar : Result.NOT;
      }
      if (to - at < 5) {
        return soFar;
      }
      int recordLength =
          (bytes.get(ValueLayout.JAVA_BYTE, at + 3) & 255) << 8
              | bytes.get(ValueLayout.JAVA_BYTE, at + 4) & 255;
      if (recordLength > MOST_RECORD_BYTES) {
        return soFar == Result.NAMED ? soFar : Result.NOT;
      }
      if (!passedOver) {
        append(bytes, at + 5, Math.min(recordLength, to - at - 5));
        soFar = parse();
        if (soFar != Result.MORE && (soFar != Result.NAMED || whole)) {
          return soFar;
        }
      }
      at += 5 + recordLength;
      first = false;
    }
    return soFar;
  }

  /** Reads a handshake message from its first byte, as QUIC carries it. */
  public Result readMessage(MemorySegment bytes, long from, long to) {
    length = 0;
    wanted = 0;
    append(bytes, from, to - from);
    return parse();
  }

  /** The name in lower case, without the dot at its end; one character a byte. After NAMED. */
  public String name() {
    byte[] name = Arrays.copyOfRange(message, nameOffset, nameOffset + nameLength);
    for (int i = 0; i < name.length; i++) {
      if (name[i] >= 'A' && name[i] <= 'Z') {
        name[i] = (byte) (name[i] + ('a' - 'A'));
      }
    }
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** Whether what is there so far is more than chance would bring. After MORE. */
  public boolean begun() {
    return length >= FIXED_BYTES;
  }

  /** How many bytes have to come at least before it can be told more. After MORE, and NAMED. */
  public int missing() {
    return Math.max(1, wanted - length);
  }

  /** Whether every extension was there to be read. After NAMED. */
  public boolean whole() {
    return whole;
  }

  /** Whether it names more than one server, which RFC 6066 §3 forbids. After NAMED. */
  public boolean ambiguous() {
    return ambiguous;
  }

  private void append(MemorySegment bytes, long from, long most) {
    int count = (int) Math.min(most, MOST_BYTES - length);
    if (length + count > message.length) {
      message = Arrays.copyOf(message, Math.max(length + count, 2 * message.length));
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, message, length, count);
    length += count;
  }

  private Result parse() {
    whole = false;
    ambiguous = false;
    wanted = FIXED_BYTES;
    if (length > 0 && message[0] != 1) {
      return Result.NOT;
    }
    if (length < FIXED_BYTES) {
      return Result.MORE;
    }
    if (message[4] != 3) {
      return Result.NOT;
    }
    int end = 4 + ((message[1] & 255) << 16 | u16(2));
    int at = skip(FIXED_BYTES, 1, end);
    at = skip(at, 2, end);
    at = skip(at, 1, end);
    if (at < 0) {
      return at == WRONG ? Result.MALFORMED : partial();
    }
    wanted = end;
    if (at == end) {
      return end > length ? partial() : Result.NAMELESS;
    }
    if (at + 2 > end) {
      return Result.MALFORMED;
    }
    wanted = at + 2;
    if (at + 2 > length) {
      return partial();
    }
    int extensionsEnd = at + 2 + u16(at);
    return extensionsEnd > end ? Result.MALFORMED : extensions(at + 2, extensionsEnd);
  }

  private Result extensions(int from, int end) {
    int at = from;
    Result result = Result.NAMELESS;
    while (at < end) {
      boolean named = result == Result.NAMED;
      if (at + 4 > end) {
        return named ? result : Result.MALFORMED;
      }
      wanted = at + 4;
      if (wanted > length) {
        return named ? result : partial();
      }
      int next = at + 4 + u16(at + 2);
      if (next > end) {
        return named ? result : Result.MALFORMED;
      }
      wanted = next;
      if (u16(at) == 0) {
        if (next > length) {
          return named ? result : partial();
        }
        if (named) {
          ambiguous = true;
        } else {
          result = serverName(at + 4, next);
          if (result == Result.MALFORMED) {
            return result;
          }
        }
      }
      at = next;
    }
    whole = end <= length;
    return whole || result == Result.NAMED ? result : partial();
  }

  private Result serverName(int from, int end) {
    int at = from + 2;
    Result result = Result.NAMELESS;
    while (at + 3 <= end) {
      int type = message[at] & 255;
      int size = u16(at + 1);
      at += 3;
      if (at + size > end) {
        return result == Result.NAMED ? result : Result.MALFORMED;
      }
      if (type == 0 && result == Result.NAMED) {
        ambiguous = true;
      } else if (type == 0) {
        result = name(at, size);
        if (result == Result.MALFORMED) {
          return result;
        }
      }
      at += size;
    }
    return at > from + 2 || end - from <= 2 ? result : Result.MALFORMED;
  }

  private Result name(int at, int size) {
    int taken = 0;
    // A host that reads names as C does takes what stands before a NUL.
    while (taken < size && message[at + taken] != 0) {
      taken++;
    }
    // A dot at the end says the same name: RFC 6066 leaves it out, some clients do not.
    nameOffset = at;
    nameLength = taken > 1 && message[at + taken - 1] == '.' ? taken - 1 : taken;
    if (nameLength == 0) {
      return Result.NAMELESS;
    }
    return nameLength > MOST_NAME_BYTES ? Result.MALFORMED : Result.NAMED;
  }

  /** The place after a vector with a length of {@code width} bytes, or MORE_NEEDED or WRONG. */
  private int skip(int at, int width, int end) {
    if (at < 0) {
      return at;
    }
    if (at + width > end) {
      return WRONG;
    }
    wanted = at + width;
    if (wanted > length) {
      return MORE_NEEDED;
    }
    int next = at + width + (width == 1 ? message[at] & 255 : u16(at));
    return next > end ? WRONG : next;
  }

  private Result partial() {
    return length >= MOST_BYTES ? Result.MALFORMED : Result.MORE;
  }

  private int u16(int at) {
    return (message[at] & 255) << 8 | message[at + 1] & 255;
  }
}
