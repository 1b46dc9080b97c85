package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

/**
 * What is known of one TCP connection, taken out of its slot for the time of one packet.
 *
 * <pre>
 * STATUS from bit 16: state 4 | original flags 6 | reply flags 6 | original scale 4 | reply scale 4 |
 *                     retransmissions 2 | last kind 3 | last direction 1 | last scale 4 | last flags 4
 * </pre>
 *
 * <p>Arrays are by direction, 0 original and 1 reply. Not threadsafe.
 */
final class TcpMemory {
  static final int SCALES = 1;
  static final int SACKS = 2;

  /** This side sent the first FIN. */
  static final int CLOSES = 4;

  /** Picked up in the middle: its window is not known well enough to judge. */
  static final int LIBERAL = 8;

  static final int UNACKNOWLEDGED = 16;
  static final int ACKNOWLEDGES = 32;

  /** In the last flags: an ACK that answers the ignored SYN is a challenge. */
  static final int CHALLENGE = 4;

  static final int SIMULTANEOUS = 8;

  private static final long MEMORY = (1L << 38) - 1 << STATE_SHIFT;

  int state;

  /** The highest sequence number sent, and one past it: what the peer may acknowledge. */
  final int[] end = new int[2];

  /** The highest end that the peer's window has allowed. */
  final int[] allowed = new int[2];

  /** The largest window this side has offered; 0 as long as it has sent nothing. */
  final int[] window = new int[2];

  final int[] acknowledged = new int[2];
  final int[] flags = new int[2];
  final int[] scale = new int[2];

  int retransmissions;
  int lastKind;
  int lastDirection;
  int lastScale;
  int lastFlags;
  int lastAcknowledgment;
  int lastEnd;
  int lastLength;
  int lastWindow;

  void load(long[] words, int at) {
    long status = words[at + STATUS] >>> STATE_SHIFT;
    state = (int) status & 0xF;
    flags[0] = (int) (status >>> 4) & 0x3F;
    flags[1] = (int) (status >>> 10) & 0x3F;
    scale[0] = (int) (status >>> 16) & 0xF;
    scale[1] = (int) (status >>> 20) & 0xF;
    retransmissions = (int) (status >>> 24) & 3;
    lastKind = (int) (status >>> 26) & 7;
    lastDirection = (int) (status >>> 29) & 1;
    lastScale = (int) (status >>> 30) & 0xF;
    lastFlags = (int) (status >>> 34) & 0xF;
    lastWindow = (int) words[at + ORIGINAL_BYTES] & 0xFFFF;
    lastLength = (int) words[at + REPLY_BYTES] & 0xFFFF;
    for (int d = 0; d < 2; d++) {
      long ends = words[at + ENDS + 2 * d];
      long windows = words[at + WINDOWS + 2 * d];
      end[d] = (int) (ends >>> 32);
      allowed[d] = (int) ends;
      window[d] = (int) (windows >>> 32);
      acknowledged[d] = (int) windows;
    }
    lastAcknowledgment = (int) (words[at + LAST] >>> 32);
    lastEnd = (int) words[at + LAST];
  }

  void save(long[] words, int at) {
    long status =
        state
            | (long) flags[0] << 4
            | (long) flags[1] << 10
            | (long) scale[0] << 16
            | (long) scale[1] << 20
            | (long) retransmissions << 24
            | (long) lastKind << 26
            | (long) lastDirection << 29
            | (long) lastScale << 30
            | (long) lastFlags << 34;
    words[at + STATUS] = words[at + STATUS] & ~MEMORY | status << STATE_SHIFT;
    words[at + ORIGINAL_BYTES] = words[at + ORIGINAL_BYTES] & BYTES | lastWindow & 0xFFFF;
    words[at + REPLY_BYTES] = words[at + REPLY_BYTES] & BYTES | lastLength & 0xFFFF;
    for (int d = 0; d < 2; d++) {
      words[at + ENDS + 2 * d] = pair(end[d], allowed[d]);
      words[at + WINDOWS + 2 * d] = pair(window[d], acknowledged[d]);
    }
    words[at + LAST] = pair(lastAcknowledgment, lastEnd);
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | low & LOW;
  }

  void clear() {
    state = TcpState.NONE;
    forget(0);
    forget(1);
    retransmissions = 0;
    lastKind = TcpMatrix.NO_KIND;
    lastDirection = 0;
    lastScale = 0;
    lastFlags = 0;
    lastAcknowledgment = 0;
    lastEnd = 0;
    lastLength = 0;
    lastWindow = 0;
  }

  void forget(int direction) {
    end[direction] = 0;
    allowed[direction] = 0;
    window[direction] = 0;
    acknowledged[direction] = 0;
    flags[direction] = 0;
    scale[direction] = 0;
  }
}
