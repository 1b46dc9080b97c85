package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * SCTP associations (RFC 9260 section 4) as a middle box sees them, chunk by chunk.
 *
 * <pre>
 * common header: source port 2 | destination port 2 | verification tag 4 | checksum 4
 * chunk:         type 1 | flags 1 | length 2 | value, padded to 4
 * </pre>
 *
 * <p>The slot's word 9 holds the tag that packets must carry: original 32 | reply 32. Not
 * threadsafe.
 */
final class SctpTracker {
  static final int NONE = 0;
  static final int CLOSED = 1;
  static final int COOKIE_WAIT = 2;
  static final int COOKIE_ECHOED = 3;
  static final int ESTABLISHED = 4;
  static final int SHUTDOWN_SENT = 5;
  static final int SHUTDOWN_RECEIVED = 6;
  static final int SHUTDOWN_ACK_SENT = 7;
  static final int HEARTBEAT_SENT = 8;

  private static final int INIT = 1;
  private static final int INIT_ACK = 2;
  private static final int HEARTBEAT = 4;
  private static final int HEARTBEAT_ACK = 5;
  private static final int ABORT = 6;
  private static final int SHUTDOWN = 7;
  private static final int SHUTDOWN_ACK = 8;
  private static final int ERROR = 9;
  private static final int COOKIE_ECHO = 10;
  private static final int COOKIE_ACK = 11;
  private static final int SHUTDOWN_COMPLETE = 14;

  private static final int HEADER = 12;

  /** The last heartbeat had a tag that we do not know, and was of the reply direction. */
  private static final long STRANGE = 1L << STATE_SHIFT + 4;

  private static final long STRANGE_REPLY = STRANGE << 1;
  private static final long MARKS = STRANGE | STRANGE_REPLY;

  /** More chunks than fit a packet of 64 KiB cannot be. */
  private static final int MOST_CHUNKS = 16_384;

  private final Timeouts timeouts;
  private InvalidReason reason = InvalidReason.NONE;
  private long timeout;
  private boolean assures;

  SctpTracker(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  InvalidReason reason() {
    return reason;
  }

  long timeout() {
    return timeout;
  }

  boolean assures() {
    return assures;
  }

  /** Every chunk has a length; INIT, INIT ACK and SHUTDOWN COMPLETE are alone (section 3.2). */
  InvalidReason wellFormed(PacketView p) {
    if (!p.transport() || p.transportCaptured() < HEADER) {
      return InvalidReason.TRUNCATED;
    }
    MemorySegment bytes = p.bytes();
    long end = p.transportOffset() + p.transportCaptured();
    long at = p.transportOffset() + HEADER;
    int chunks = 0;
    boolean single = false;
    while (at + 4 <= end && chunks < MOST_CHUNKS) {
      int type = Octets.int8(bytes, at);
      int length = Octets.int16(bytes, at + 2);
      if (length < 4) {
        return InvalidReason.SCTP_CHUNKS;
      }
      single |= type == INIT || type == INIT_ACK || type == SHUTDOWN_COMPLETE;
      at += length + 3 & ~3;
      chunks++;
    }
    return chunks == 0 || single && chunks > 1 ? InvalidReason.SCTP_CHUNKS : InvalidReason.NONE;
  }

  InvalidReason begin(PacketView p) {
    int type = Octets.int8(p.bytes(), p.transportOffset() + HEADER);
    int tag = tag(p);
    boolean good =
        switch (type) {
          case INIT -> tag == 0 && p.transportCaptured() >= HEADER + 8;
          case HEARTBEAT, HEARTBEAT_ACK, SHUTDOWN_ACK -> true;
          case INIT_ACK, SHUTDOWN, ERROR, COOKIE_ECHO -> tag == 0;
          default -> false;
        };
    return good ? InvalidReason.NONE : InvalidReason.SCTP_STATE;
  }

  void create(PacketView p, long[] words, int at) {
    long tag = tag(p) & LOW;
    words[at + ENDS] =
        switch (Octets.int8(p.bytes(), p.transportOffset() + HEADER)) {
          case INIT -> 0;
          case HEARTBEAT, HEARTBEAT_ACK -> tag << 32;
          // Section 8.4: the answer to what is out of the blue reflects its tag.
          default -> tag;
        };
  }

  int packet(PacketView p, long[] words, int at, int direction, long status) {
    MemorySegment bytes = p.bytes();
    long end = p.transportOffset() + p.transportCaptured();
    long chunk = p.transportOffset() + HEADER;
    int old = (int) ((status & STATE) >>> STATE_SHIFT);
    int state = old;
    assures = false;
    long tags = words[at + ENDS];
    long marks = status & MARKS;
    for (int i = 0; chunk + 4 <= end && i < MOST_CHUNKS; i++) {
      int type = Octets.int8(bytes, chunk);
      boolean reflected = (Octets.int8(bytes, chunk + 1) & 1) != 0;
      if (heartbeat(type) && strange(tag(p), tags, direction)) {
        if (type == HEARTBEAT_ACK && !answersStrange(direction, marks)) {
          reason = InvalidReason.SCTP_TAG;
          return Outcome.INVALID;
        }
        if (type == HEARTBEAT) {
          // It may be an association that was begun anew without us: its answer will tell.
          words[at + STATUS] = status & ~MARKS | STRANGE | (direction == 0 ? 0 : STRANGE_REPLY);
          return Outcome.PASSED;
        }
        tags = with(with(tags, direction, tag(p)), 1 - direction, 0);
      }
      marks &= heartbeat(type) ? ~STRANGE : -1L;
      if (!tagged(type, tag(p), reflected, tags, direction)) {
        reason = InvalidReason.SCTP_TAG;
        return Outcome.INVALID;
      }
      int next = next(direction, type, state);
      if (next < 0) {
        reason = InvalidReason.SCTP_STATE;
        return Outcome.INVALID;
      }
      if ((type == INIT || type == INIT_ACK) && chunk + 8 <= end) {
        // The initiate tag is what the other side has to send from now on.
        tags = with(tags, 1 - direction, Octets.int32(bytes, chunk + 4));
      } else if (heartbeat(type) && of(tags, direction) == 0) {
        tags = with(tags, direction, tag(p));
      }
      assures |= state == COOKIE_ECHOED && next == ESTABLISHED && direction == 1;
      state = next;
      chunk += Octets.int16(bytes, chunk + 2) + 3 & ~3;
    }
    words[at + ENDS] = tags;
    words[at + STATUS] = status & ~(STATE | MARKS) | marks | (long) state << STATE_SHIFT;
    timeout = timeouts.sctp()[state];
    return Outcome.ACCEPTED;
  }

  private static boolean heartbeat(int type) {
    return type == HEARTBEAT || type == HEARTBEAT_ACK;
  }

  private static boolean strange(int tag, long tags, int direction) {
    return of(tags, direction) != 0 && tag != of(tags, direction);
  }

  private static boolean answersStrange(int direction, long marks) {
    return (marks & STRANGE) != 0 && ((marks & STRANGE_REPLY) != 0) == (direction == 0);
  }

  private static int tag(PacketView p) {
    return Octets.int32(p.bytes(), p.transportOffset() + 4);
  }

  private static int of(long tags, int direction) {
    return (int) (direction == 0 ? tags >>> 32 : tags);
  }

  private static long with(long tags, int direction, int tag) {
    return direction == 0 ? tags & LOW | (long) tag << 32 : tags & ~LOW | tag & LOW;
  }

  /** RFC 9260 section 8.5: which verification tag a packet must carry. */
  private static boolean tagged(int type, int tag, boolean reflected, long tags, int direction) {
    int own = of(tags, direction);
    int other = of(tags, 1 - direction);
    return switch (type) {
      case INIT -> tag == 0;
      case ABORT, SHUTDOWN_COMPLETE -> tag == (reflected ? other : own);
      case HEARTBEAT, HEARTBEAT_ACK -> own == 0 || tag == own;
      // It may be out of the blue, and its answer carries its own tag back.
      case SHUTDOWN_ACK -> true;
      default -> tag == own;
    };
  }

  /** The state after this chunk, -1 if it cannot be. */
  private static int next(int direction, int type, int state) {
    boolean answer = direction == 1;
    if (answer && (state == NONE || state == HEARTBEAT_SENT)) {
      boolean alive = type == HEARTBEAT || type == HEARTBEAT_ACK;
      return state == NONE || !alive && type <= SHUTDOWN_COMPLETE && type != 0 && type != 3
          ? -1
          : type == HEARTBEAT_ACK ? ESTABLISHED : state;
    }
    return switch (type) {
      case INIT -> answer || state > CLOSED && state < SHUTDOWN_SENT ? state : CLOSED;
      case INIT_ACK -> answer && state == CLOSED ? COOKIE_WAIT : known(state);
      case ABORT -> CLOSED;
      case SHUTDOWN ->
          state != ESTABLISHED ? known(state) : answer ? SHUTDOWN_RECEIVED : SHUTDOWN_SENT;
      case SHUTDOWN_ACK ->
          state == NONE || state >= SHUTDOWN_SENT && state <= HEARTBEAT_SENT
              ? SHUTDOWN_ACK_SENT
              : state;
      case ERROR -> answer && state == COOKIE_ECHOED ? CLOSED : known(state);
      case COOKIE_ECHO -> !answer && state == COOKIE_WAIT ? COOKIE_ECHOED : known(state);
      case COOKIE_ACK -> answer && state == COOKIE_ECHOED ? ESTABLISHED : known(state);
      case SHUTDOWN_COMPLETE -> state == SHUTDOWN_ACK_SENT ? CLOSED : known(state);
      case HEARTBEAT -> state == NONE ? HEARTBEAT_SENT : state;
      case HEARTBEAT_ACK -> state == NONE ? CLOSED : state;
      default -> state;
    };
  }

  private static int known(int state) {
    return state == NONE || state == HEARTBEAT_SENT ? CLOSED : state;
  }
}
