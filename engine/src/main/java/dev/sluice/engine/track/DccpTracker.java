package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.wire.PacketView;

/**
 * DCCP connections (RFC 4340 section 8) as a middle box sees them. The packet's type is in the
 * upper bits of the ninth byte of its header. Not threadsafe.
 */
final class DccpTracker {
  static final int NONE = 0;
  static final int REQUEST = 1;
  static final int RESPOND = 2;
  static final int PART_OPEN = 3;
  static final int OPEN = 4;
  static final int CLOSE_REQUEST = 5;
  static final int CLOSING = 6;
  static final int TIME_WAIT = 7;

  private static final byte IG = 8;
  private static final byte IV = 9;
  private static final byte RQ = REQUEST;
  private static final byte RS = RESPOND;
  private static final byte PO = PART_OPEN;
  private static final byte OP = OPEN;
  private static final byte CR = CLOSE_REQUEST;
  private static final byte CG = CLOSING;
  private static final byte TW = TIME_WAIT;

  /** Packet types 0 to 9 in the order of RFC 4340 section 5.1. */
  private static final byte[][][] NEXT = {
    {
      // From the client. NO  RQ  RS  PO  OP  CR  CG  TW
      {RQ, RQ, IG, IG, IG, IG, IG, RQ}, // Request
      {IV, IV, IV, IV, IV, IV, IV, IV}, // Response: only servers send it
      {OP, IV, IV, IV, OP, CR, CG, IV}, // Data: not before the server's Response is acknowledged
      {PO, IV, PO, PO, OP, CR, CG, IV}, // Ack
      {PO, IV, PO, PO, OP, CR, CG, IV}, // DataAck
      {IV, IV, IV, IV, IV, IV, IV, IV}, // CloseReq: only servers send it
      {CG, CG, CG, CG, CG, CG, CG, IV}, // Close
      {IV, TW, TW, TW, TW, TW, TW, IG}, // Reset
      {IV, IV, IG, IG, IG, IG, IG, IG}, // Sync
      {IV, IV, IG, IG, IG, IG, IG, IG}, // SyncAck
    },
    {
      // From the server. NO  RQ  RS  PO  OP  CR  CG  TW
      {IV, IG, IG, IG, IG, IG, IG, IG}, // Request
      {IV, RS, RS, IG, IG, IG, IG, IV}, // Response
      {IV, IV, IV, OP, OP, CR, CG, IV}, // Data: the handshake is over
      {IV, IV, IV, OP, OP, CR, CG, IV}, // Ack
      {IV, IV, IV, OP, OP, CR, CG, IV}, // DataAck
      {IV, IV, IV, CR, CR, CR, CG, IV}, // CloseReq
      {IV, IV, CG, CG, CG, CG, CG, IV}, // Close
      {IV, TW, TW, TW, TW, TW, TW, TW}, // Reset
      {IV, IG, IG, IG, IG, IG, IG, IG}, // Sync
      {IV, IG, IG, IG, IG, IG, IG, IG}, // SyncAck
    }
  };

  private final Timeouts timeouts;
  private final boolean loose;
  private long timeout;
  private boolean assures;

  DccpTracker(Timeouts timeouts, boolean loose) {
    this.timeouts = timeouts;
    this.loose = loose;
  }

  InvalidReason reason() {
    return InvalidReason.DCCP_STATE;
  }

  long timeout() {
    return timeout;
  }

  boolean assures() {
    return assures;
  }

  InvalidReason wellFormed(PacketView p) {
    if (!p.transport() || p.transportCaptured() < 12) {
      return InvalidReason.DCCP_HEADER;
    }
    return type(p) < NEXT[0].length ? InvalidReason.NONE : InvalidReason.DCCP_HEADER;
  }

  InvalidReason begin(PacketView p) {
    int next = NEXT[0][type(p)][NONE];
    return next == REQUEST || next < IG && loose ? InvalidReason.NONE : InvalidReason.DCCP_STATE;
  }

  void create(PacketView p, long[] words, int at) {
    words[at + STATUS] &= ~STATE;
  }

  int packet(PacketView p, long[] words, int at, int direction, long status) {
    int old = (int) ((status & STATE) >>> STATE_SHIFT);
    int next = NEXT[direction][type(p)][old];
    assures = false;
    if (next == IV) {
      return Outcome.INVALID;
    }
    if (next == IG) {
      return Outcome.PASSED;
    }
    if (old == TIME_WAIT && next == REQUEST) {
      return Outcome.REOPENS;
    }
    words[at + STATUS] = words[at + STATUS] & ~STATE | (long) next << STATE_SHIFT;
    if (next == TIME_WAIT && (status & SEEN_REPLY) == 0) {
      return Outcome.ENDS;
    }
    assures = next == OPEN && (status & SEEN_REPLY) != 0;
    timeout = timeouts.dccp()[next];
    return Outcome.ACCEPTED;
  }

  private static int type(PacketView p) {
    return Octets.int8(p.bytes(), p.transportOffset() + 8) >>> 1 & 0xF;
  }
}
