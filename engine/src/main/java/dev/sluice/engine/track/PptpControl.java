package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * PPTP's control connection (RFC 2637 section 2): the calls that the two ends give each other name
 * the two directions of their GRE tunnel.
 *
 * <pre>
 * length 2 | message type 2 | magic 4 | control type 2 | 0 2 | call 2 | peer's call 2 | result 1
 * </pre>
 */
final class PptpControl {
  private static final int MAGIC = 0x1A2B3C4D;
  private static final int REQUEST = 7;
  private static final int REPLY = 8;
  private static final int CONNECTED = 1;
  private static final long LIVES = 300;
  private static final long CALL = 1L << 16;

  /** RouterOS: ten minutes unanswered, five hours answered. */
  private static final long TUNNEL = 600L << 32 | 18_000;

  private PptpControl() {}

  /** Control word 1 holds the client's call, bit 16 set. */
  static void read(Helpers helpers, PacketView p, int c, int direction, long now) {
    MemorySegment bytes = p.bytes();
    long at = p.payloadOffset();
    if (p.payloadCaptured() < 17
        || Octets.int16(bytes, at) > p.payloadLength()
        || Octets.int16(bytes, at + 2) != 1
        || Octets.int32(bytes, at + 4) != MAGIC) {
      return;
    }
    int type = Octets.int16(bytes, at + 8);
    int call = Octets.int16(bytes, at + 12);
    if (type == REQUEST && direction == 0) {
      helpers.setControl(c, 1, CALL | call);
      return;
    }
    int peer = Octets.int16(bytes, at + 14);
    if (type == REPLY
        && direction == 1
        && Octets.int8(bytes, at + 16) == CONNECTED
        && helpers.control(c, 1) == (CALL | peer)) {
      expect(helpers, c, false, call, peer, now);
      expect(helpers, c, true, peer, call, now);
    }
  }

  private static void expect(
      Helpers helpers, int c, boolean fromServer, int call, int answered, long now) {
    Expectation e = helpers.start(c, Protocols.GRE);
    if (fromServer) {
      e.tuple.destinationPort = 0;
      e.tuple.invert();
    }
    e.tuple.sourcePort = 0;
    e.tuple.destinationPort = call;
    e.answerPort = answered;
    e.lives = TUNNEL;
    helpers.expect(LIVES, 2, now);
  }
}
