package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * H.323 over TCP: call signalling (Q.931 with the user information of H.225.0) and the connection
 * of H.245 that it announces. Read strictly: what is not understood makes no expectation, nor does
 * an address that is not the speaker's own. A message must lie in one segment, but its TPKT header
 * may come in one of its own, as some stacks send it. Not threadsafe.
 *
 * <pre>
 * TPKT (RFC 1006)   3 | 0 | length 2
 * Q.931             8 | reference length | reference | type | elements: id, length 1, but 7E: 2
 * </pre>
 *
 * <p>Control word 1 + direction holds a header that came alone: {@link #HEADER} | length of its
 * message 16 | sequence number behind it 32.
 */
final class H323Control {
  /** What is read of a connection: call signalling, or RAS where it is one of UDP. */
  static final int SIGNALLING = 0;

  static final int CHANNELS = 1;

  /** Four channels of two pairs, T.120 and H.245: as many as Linux expects. */
  private static final int MOST = 20;

  private static final long LIVES = 240;
  private static final int TPKT = 4;
  private static final int Q931 = 8;
  private static final int USER_USER = 0x7E;
  private static final int ASN1 = 5;
  private static final long HEADER = 1L << 48;

  private final PackedBits bits = new PackedBits();
  private final H225Call call = new H225Call();
  private final H245Message message = new H245Message();
  private final H323Found found = new H323Found();

  /** Reads each message of a segment. */
  void read(Helpers helpers, PacketView p, int c, int direction, long now) {
    MemorySegment bytes = p.bytes();
    long from = p.payloadOffset();
    long at = from;
    long end = at + p.payloadCaptured();
    long header = helpers.control(c, 1 + direction);
    if (header != 0) {
      helpers.setControl(c, 1 + direction, 0);
      int length = (int) (header >>> 32) & 0xFFFF;
      if ((int) header == p.tcpSequence()) {
        if (at + length > end) {
          return;
        }
        message(helpers, bytes, at, length, c, now);
        at += length;
      }
    }
    while (at + TPKT <= end && Octets.int8(bytes, at) == 3 && Octets.int8(bytes, at + 1) == 0) {
      int length = Octets.int16(bytes, at + 2) - TPKT;
      at += TPKT;
      if (length > 0 && at == end) {
        int next = p.tcpSequence() + (int) (at - from);
        long word = HEADER | (long) length << 32 | next & 0xFFFF_FFFFL;
        helpers.setControl(c, 1 + direction, word);
      }
      if (length <= 0 || at + length > end) {
        return;
      }
      message(helpers, bytes, at, length, c, now);
      at += length;
    }
  }

  private void message(Helpers helpers, MemorySegment bytes, long at, int length, int c, long now) {
    found.cut(0);
    bits.of(bytes, at, length);
    if (helpers.role(c) == CHANNELS) {
      message.read(bits, found);
    } else {
      signalling(bytes, at, at + length);
    }
    for (int i = 0; i < found.count() && !bits.failed(); i++) {
      if (found.six(i) == helpers.six() && helpers.own(found.high(i), found.low(i))) {
        expect(helpers, found.kind(i), found.port(i), c, now);
      }
    }
  }

  /** A message of Q.931, down to the element that holds H.225.0's part. */
  private void signalling(MemorySegment bytes, long from, long end) {
    if (end - from < 3 || Octets.int8(bytes, from) != Q931) {
      return;
    }
    long at = from + 2 + (Octets.int8(bytes, from + 1) & 15);
    if (at >= end) {
      return;
    }
    int type = Octets.int8(bytes, at++);
    while (at + 1 < end) {
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
      if (wide) {
        if (length > 1 && Octets.int8(bytes, content) == ASN1) {
          bits.of(bytes, content + 1, length - 1);
          call.read(bits, type, found);
        }
        return;
      }
      at = content + length;
    }
  }

  /** RFC 3550 section 11: RTP has an even port and RTCP the next one, so each names both. */
  private static void expect(Helpers helpers, int kind, int port, int c, long now) {
    switch (kind) {
      case H323Found.MEDIA -> {
        expect(helpers, helpers.start(c, Protocols.UDP), port & ~1, now);
        expect(helpers, helpers.start(c, Protocols.UDP), port | 1, now);
      }
      case H323Found.DATA -> {
        // T.123: the layers above may open a connection for each of their priorities.
        Expectation e = helpers.start(c, Protocols.TCP);
        e.permanent = true;
        expect(helpers, e, port, now);
      }
      default -> {
        Expectation e = helpers.start(c, Protocols.TCP);
        e.watched = true;
        e.role = CHANNELS;
        expect(helpers, e, port, now);
      }
    }
  }

  private static void expect(Helpers helpers, Expectation e, int port, long now) {
    e.anySourcePort = true;
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, MOST, now);
  }
}
