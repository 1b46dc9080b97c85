package dev.sluice.engine.track;

/**
 * Where things are in a connection's slot of fourteen longs.
 *
 * <pre>
 *  0 original addresses: IPv4 source 32 | destination 32; IPv6: its row in the wide addresses
 *  1 original ports 16 + 16 | protocol 8 | IPv6 1 | timeout in seconds 23
 *  2 reply addresses, IPv4 only
 *  3 reply ports 16 + 16 | connection mark 32
 *  4 when it was last refreshed, ns
 *  5 status: flags 16 | TCP memory 38 (from bit 16 on), state of SCTP and DCCP
 *  6 original bytes 48 | window of the last segment 16
 *  7 reply bytes 48    | length of the last segment 16
 *  8 packets: original 32 | reply 32
 *  9 original: highest end 32 | highest allowed end 32      UDP: when it began; SCTP: tags
 * 10 original: largest window 32 | highest acknowledged 32  DCCP: handshake sequence
 * 11 reply, as 9
 * 12 reply, as 10
 * 13 last acknowledgement 32 | end of the last segment 32
 * </pre>
 *
 * <p>PERF: 112 bytes, with 4 of the timer wheel and 12 of the index 128 an IPv4 connection; an IPv6
 * connection has 64 more.
 */
final class ConnectionLayout {
  static final int SLOT = 14;
  static final int ORIGINAL_ADDRESSES = 0;
  static final int ORIGINAL_PORTS = 1;
  static final int REPLY_ADDRESSES = 2;
  static final int REPLY_PORTS = 3;
  static final int SEEN = 4;
  static final int STATUS = 5;
  static final int ORIGINAL_BYTES = 6;
  static final int REPLY_BYTES = 7;
  static final int PACKETS = 8;
  static final int ENDS = 9;
  static final int WINDOWS = 10;
  static final int LAST = 13;

  /** What of {@link #ORIGINAL_PORTS} belongs to the key. */
  static final long KEY = 0xFFFF_FFFF_FF80_0000L;

  static final long SIX = 1L << 23;
  static final long TIMEOUT = SIX - 1;
  static final int PROTOCOL_SHIFT = 24;
  static final long LOW = 0xFFFF_FFFFL;
  static final long BYTES = -1L << 16;

  static final long LIVE = 1;
  static final long ASSURED = 1 << 1;
  static final long SEEN_REPLY = 1 << 2;
  static final long CONFIRMED = 1 << 3;
  static final long DYING = 1 << 4;
  static final long FASTTRACKED = 1 << 5;
  static final long SOURCE_NAT = 1 << 6;
  static final long DESTINATION_NAT = 1 << 7;
  static final long EXPECTED = 1 << 8;
  static final long HELPED = 1 << 9;
  static final long NAT_BOUND = 1 << 10;
  static final long FIXED_TIMEOUT = 1 << 11;
  static final long REPLY_INDEXED = 1 << 12;
  static final long ENDPOINT_INDEPENDENT = 1 << 13;

  /** Inspection is over; what it found stays. */
  static final long INSPECTED = 1 << 14;

  /** Inspection has found something: only then its word is worth reading. */
  static final long RECOGNISED = 1 << 15;

  static final int STATE_SHIFT = 16;
  static final long STATE = 0xFL << STATE_SHIFT;

  private ConnectionLayout() {}
}
