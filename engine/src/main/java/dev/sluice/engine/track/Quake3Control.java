package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * A master server of Quake III Arena, and of the many games that kept its protocol: a client asks
 * it for servers and will then ask each of those, from the same port. Only what answers somebody is
 * read, and only the client may connect to the servers. Lists may not fill more than half of what
 * can be expected.
 *
 * <pre>
 * FF FF FF FF | getservers …
 * FF FF FF FF | getserversResponse    | ( \ address 4 | port 2 )… | \EOT …
 * FF FF FF FF | getserversExtResponse | ( \ address 4 | port 2, / address 16 | port 2 )… | \EOT …
 * </pre>
 *
 * <p>Control word 1: whether the client has asked.
 */
final class Quake3Control {
  /** Servers expected of one master server; of a longer list the last ones stay. */
  static final int MOST = 256;

  private static final long LIVES = 300;
  private static final String ASKS = "getservers";
  private static final String ANSWERS = "getserversResponse";
  private static final String EXTENDED = "getserversExtResponse";
  private static final int END = 'E' << 16 | 'O' << 8 | 'T';

  private Quake3Control() {}

  static void read(Helpers helpers, PacketView p, int c, int direction, long now) {
    MemorySegment bytes = p.bytes();
    long at = p.payloadOffset();
    long end = at + p.payloadCaptured();
    if (at + 4 > end || Octets.int32(bytes, at) != -1) {
      return;
    }
    at += 4;
    if (direction == 0) {
      if (says(bytes, at, end, ASKS)) {
        helpers.setControl(c, 1, 1);
      }
    } else if (helpers.control(c, 1) != 0) {
      boolean extended = says(bytes, at, end, EXTENDED);
      if (extended || says(bytes, at, end, ANSWERS)) {
        at += extended ? EXTENDED.length() : ANSWERS.length();
        servers(helpers, bytes, at, end, extended, c, now);
      }
    }
  }

  private static boolean says(MemorySegment bytes, long at, long end, String word) {
    boolean same = at + word.length() <= end;
    for (int i = 0; same && i < word.length(); i++) {
      same = Octets.int8(bytes, at + i) == word.charAt(i);
    }
    return same;
  }

  /** The whole list must be well formed: it is gone through twice. */
  private static void servers(
      Helpers helpers,
      MemorySegment bytes,
      long from,
      long end,
      boolean extended,
      int c,
      long now) {
    long at = from;
    long last = from;
    while (at < end) {
      int size = size(bytes, at, end, extended);
      if (size == 0) {
        break;
      }
      at += size;
      last = at;
    }
    if (at < end && !ends(bytes, at, end)) {
      return;
    }
    for (at = from; at < last && helpers.roomForMany(); at += size(bytes, at, end, extended)) {
      server(helpers, bytes, at, c, now);
    }
  }

  /** How many bytes a server takes with its separator; 0 if there is none here. */
  private static int size(MemorySegment bytes, long at, long end, boolean extended) {
    int separator = Octets.int8(bytes, at);
    int size = separator == '\\' ? 7 : separator == '/' && extended ? 19 : 0;
    return at + size > end || ends(bytes, at, end) ? 0 : size;
  }

  /** EOT in the place of a last server, filled up with zeros or not. */
  private static boolean ends(MemorySegment bytes, long at, long end) {
    boolean here = at + 4 <= end && end - at <= 7 && Octets.int32(bytes, at) == ('\\' << 24 | END);
    for (long i = at + 4; here && i < end; i++) {
      here = Octets.int8(bytes, i) == 0;
    }
    return here;
  }

  private static void server(Helpers helpers, MemorySegment bytes, long at, int c, long now) {
    boolean six = Octets.int8(bytes, at) == '/';
    long high = six ? Octets.int64(bytes, at + 1) : 0;
    long low = six ? Octets.int64(bytes, at + 9) : Octets.int32(bytes, at + 1) & 0xFFFF_FFFFL;
    int port = Octets.int16(bytes, at + (six ? 17 : 5));
    if (six != helpers.six() || port == 0 || !unicast(six, high, low)) {
      return;
    }
    Expectation e = helpers.start(c, Protocols.UDP);
    e.anySourcePort = true;
    e.tuple.destinationHigh = high;
    e.tuple.destinationLow = low;
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, MOST, now);
  }

  private static boolean unicast(boolean six, long high, long low) {
    if (six) {
      return high >>> 56 != 0xFF && (high != 0 || low >>> 1 != 0);
    }
    long first = low >>> 24;
    return first != 0 && first != 127 && first < 224;
  }
}
