package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * H.323 over TCP: a call's SETUP or CONNECT (Q.931 with the user information of H.225.0) says where
 * the speaker waits for H.245, and there each OpenLogicalChannelAck says where it takes media and
 * their reports. Read strictly: what is not understood makes no expectation, nor does an address
 * that is not the speaker's own. Other messages, tunnelled H.245 and fast start are not read. Not
 * threadsafe.
 *
 * <pre>
 * TPKT (RFC 1006)   3 | 0 | length 2
 * Q.931             8 | reference length | reference | type | elements: id, length 1, but 7E: 2
 * </pre>
 */
final class H323Control {
  private static final int MOST = 16;
  private static final long LIVES = 240;
  private static final int SETUP = 5;
  private static final int CONNECT = 7;
  private static final int USER_USER = 0x7E;
  private static final int ASN1 = 5;

  private static final int RESPONSE = 1;
  private static final int OPEN_CHANNEL_ACK = 5;

  private final PackedBits bits = new PackedBits();
  private long high;
  private long low;
  private int port;

  /** Reads each message of a segment; {@code channels} on the connection of H.245. */
  void read(Helpers helpers, PacketView p, int c, boolean channels, long now) {
    MemorySegment bytes = p.bytes();
    long at = p.payloadOffset();
    long end = at + p.payloadCaptured();
    while (at + 4 <= end && Octets.int8(bytes, at) == 3 && Octets.int8(bytes, at + 1) == 0) {
      int length = Octets.int16(bytes, at + 2);
      if (length <= 4 || at + length > end) {
        return;
      }
      if (channels) {
        bits.of(bytes, at + 4, length - 4);
        channel(helpers, c, now);
      } else {
        call(helpers, bytes, at + 4, at + length, c, now);
      }
      at += length;
    }
  }

  private void call(Helpers helpers, MemorySegment bytes, long from, long end, int c, long now) {
    if (end - from < 3 || Octets.int8(bytes, from) != 8) {
      return;
    }
    long at = from + 2 + (Octets.int8(bytes, from + 1) & 15);
    if (at >= end) {
      return;
    }
    int type = Octets.int8(bytes, at++) & 0x7F;
    while (at + 1 < end && (type == SETUP || type == CONNECT)) {
      int id = Octets.int8(bytes, at);
      if ((id & 0x80) != 0) {
        at++;
        continue;
      }
      boolean wide = id == USER_USER;
      if (wide && at + 3 > end) {
        return;
      }
      int length = wide ? Octets.int16(bytes, at + 1) : Octets.int8(bytes, at + 1);
      long content = at + (wide ? 3 : 2);
      if (content + length > end) {
        return;
      }
      if (wide && length > 1 && Octets.int8(bytes, content) == ASN1) {
        bits.of(bytes, content + 1, length - 1);
        if (controlAddress(type) && helpers.own(high, low)) {
          expect(helpers, c, Protocols.TCP, now);
        }
        return;
      }
      at = content + length;
    }
  }

  /** H323-UserInformation down to h245Address, which stands behind the protocol's identifier. */
  private boolean controlAddress(int type) {
    bits.bits(2); // extended, user-data
    bits.bits(2); // of the PDU: extended, nonStandardData
    boolean added = bits.bit();
    int body = (int) bits.bits(3);
    boolean setup = type == SETUP && body == 0;
    boolean connect = type == CONNECT && body == 2;
    if (added || !setup && !connect) {
      return false;
    }
    bits.bit();
    boolean present = bits.bit();
    bits.bits(setup ? 6 : 0);
    bits.skipOpen();
    return present && address(3, 3, 0) && !bits.failed();
  }

  /** MultimediaSystemControlMessage, if it is an OpenLogicalChannelAck for RTP. */
  private void channel(Helpers helpers, int c, long now) {
    boolean response = !bits.bit() && bits.bits(2) == RESPONSE;
    if (!response || bits.bit() || bits.bits(5) != OPEN_CHANNEL_ACK) {
      return;
    }
    boolean more = bits.bit();
    boolean reverse = bits.bit();
    bits.integer(1, 65_535);
    if (!more || reverse || bits.failed()) {
      return;
    }
    int additions = bits.small() + 1;
    long present = bits.bits(Math.min(additions, 32)) << 32 - Math.min(additions, 32);
    if ((present & 1L << 31) != 0) {
      bits.skipOpen(); // separateStack
    }
    if ((present & 1L << 30) == 0) {
      return;
    }
    bits.length();
    // A choice of one: a bit for its additions, none for the one. Then the parameters of H.225.0.
    boolean others = bits.bit();
    bits.bit();
    boolean nonStandard = bits.bit();
    boolean session = bits.bit();
    boolean media = bits.bit();
    boolean reports = bits.bit();
    bits.bit();
    if (others || nonStandard || bits.failed()) {
      return;
    }
    if (session) {
      bits.integer(1, 255);
    }
    if (media && transport(helpers)) {
      expect(helpers, c, Protocols.UDP, now);
    }
    if (reports && transport(helpers)) {
      expect(helpers, c, Protocols.UDP, now);
    }
  }

  /** H.245's address: a unicast one of the speaker. */
  private boolean transport(Helpers helpers) {
    boolean unicast = !bits.bit() && bits.bits(1) == 0;
    if (!unicast || !address(3, 2, 1)) {
      bits.fail();
    }
    return !bits.failed() && helpers.own(high, low);
  }

  /**
   * A choice of which the first is an IPv4 address and {@code six} is an IPv6 address, with ports.
   *
   * @param width bits of the choice
   * @param extensible 1 if the sequence of the IPv4 address has a mark for additions too
   */
  private boolean address(int width, int six, int extensible) {
    boolean added = bits.bit();
    int kind = (int) bits.bits(width);
    if (added || kind != 0 && kind != six) {
      return false;
    }
    if (kind == 0) {
      bits.bits(extensible);
      bits.align();
      high = 0;
      low = bits.bits(32);
    } else {
      bits.bit();
      bits.align();
      high = bits.bits(32) << 32 | bits.bits(32);
      low = bits.bits(32) << 32 | bits.bits(32);
    }
    port = bits.integer(0, 65_535);
    return !bits.failed() && port > 0;
  }

  private void expect(Helpers helpers, int c, int protocol, long now) {
    Expectation e = helpers.start(c, protocol);
    e.anySourcePort = true;
    e.watched = protocol == Protocols.TCP;
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, MOST, now);
  }
}
