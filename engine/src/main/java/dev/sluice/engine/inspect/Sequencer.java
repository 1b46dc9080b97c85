package dev.sluice.engine.inspect;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * Puts the payload of each direction of a TCP connection in order: every byte once, at its turn.
 * What was there first stays, so a retransmission or an overlap neither hides nor doubles bytes.
 * Bytes that come early wait; a hole that cannot be filled any more is passed over and counted, and
 * an early segment that the limits leave no room for is refused. Not threadsafe.
 *
 * <p>Bytes that differ from those at the same place before are a trick: one of the two was not
 * meant to arrive. So is a byte marked urgent, which some receivers take out of the stream (RFC
 * 6093 §3), and so are data of a SYN if there is another one. From then on the direction {@link
 * #contradicts} itself.
 *
 * <p>The state of a direction is one word of the connection: next sequence number (32), the chain
 * of early segments (16), whether the number is known (1), contradicted (1), where its bytes are
 * kept (12).
 */
final class Sequencer {
  /** Takes bytes in order. */
  interface Sink {
    void take(MemorySegment bytes, long from, long to);
  }

  private static final int SYN = 2;
  private static final int ACK = 16;
  private static final int URG = 32;
  private static final long KNOWN = 1L << 48;
  private static final long CONTRADICTED = 1L << 49;
  private static final int KEPT_SHIFT = 50;
  private static final long PLACE = KNOWN - 1;

  private final EarlySegments early;
  private final SeenBytes seen;
  private final int farthest;
  private boolean refused;
  private final long[] gaps = new long[Gap.values().length];

  /**
   * @param windowBytes bytes that lie farther ahead than this are of no interest
   */
  Sequencer(int windowBytes) {
    farthest = windowBytes;
    early = new EarlySegments(windowBytes);
    seen = new SeenBytes(windowBytes);
  }

  long gaps(Gap reason) {
    return gaps[reason.ordinal()];
  }

  int held() {
    return early.held();
  }

  /**
   * @return false if the segment came too early and there is no room for it: it must not pass, or
   *     its receiver has bytes that were not looked at
   */
  boolean offer(
      PacketView packet, ConnectionTable table, int connection, boolean reply, Sink sink) {
    int flags = packet.tcpFlags();
    refused = false;
    if ((flags & ACK) != 0) {
      if (reply && (flags & SYN) != 0) {
        begin(table, connection, packet.tcpAcknowledgment());
      }
      acknowledge(table, connection, !reply, packet.tcpAcknowledgment(), sink);
    }
    long word = table.inSequence(connection, reply);
    int sequence = packet.tcpSequence() + ((flags & SYN) != 0 ? 1 : 0);
    if ((word & KNOWN) == 0) {
      word = KNOWN | sequence & 0xFFFF_FFFFL;
    }
    boolean elsewhere =
        (flags & SYN) != 0
            && sequence != first(word)
            && table.packets(connection, !reply) == 0
            && (kept(word) != 0 || packet.payloadLength() > 0);
    if ((flags & URG) != 0 || elsewhere) {
      word |= CONTRADICTED;
    }
    int length = packet.payloadLength();
    if (length > 0) {
      if (kept(word) == 0) {
        word |= (long) seen.take((int) word) << KEPT_SHIFT;
      }
      long from = packet.payloadOffset();
      if (seen.differs(kept(word), sequence, packet.bytes(), from, packet.payloadCaptured())) {
        word |= CONTRADICTED;
      }
      word = payload(packet, word, sequence, length, sink);
    }
    table.setInSequence(connection, reply, word);
    return !refused;
  }

  /** Whether this direction has sent two things at one place. */
  static boolean contradicts(ConnectionTable table, int connection, boolean reply) {
    return (table.inSequence(connection, reply) & CONTRADICTED) != 0;
  }

  private static int kept(long word) {
    return (int) (word >>> KEPT_SHIFT) & 0xFFF;
  }

  private void deliver(long word, int at, MemorySegment bytes, long from, int count, Sink sink) {
    seen.keep(kept(word), at, bytes, from, count);
    sink.take(bytes, from, from + count);
  }

  private long payload(PacketView packet, long word, int sequence, int length, Sink sink) {
    int next = (int) word;
    int head = head(word);
    int ahead = sequence - next;
    if (ahead >= farthest) {
      return word;
    }
    if (ahead > 0) {
      // What lies beyond the window is not kept: how much is must not depend on the cut.
      int count = Math.min(packet.payloadCaptured(), farthest - ahead);
      if (early.extend(head, sequence, packet.bytes(), packet.payloadOffset(), count)) {
        return word;
      }
      Gap full =
          early.full()
              ? Gap.TOTAL_LIMIT
              : early.chainLength(head) >= EarlySegments.MOST_IN_CHAIN
                  ? Gap.CONNECTION_LIMIT
                  : null;
      if (full == null) {
        head = early.add(head, sequence, packet.bytes(), packet.payloadOffset(), count);
        return word(word, next, head);
      }
      gaps[full.ordinal()]++;
      refused = true;
      return word;
    }
    int behind = next - sequence;
    if (behind < length) {
      int captured = packet.payloadCaptured();
      if (behind < captured) {
        long from = packet.payloadOffset();
        deliver(word, next, packet.bytes(), from + behind, captured - behind, sink);
      }
      next = sequence + length;
    }
    return drain(word, next, head, sink);
  }

  /** The first byte of a direction as far as it is remembered. */
  private int first(long word) {
    return kept(word) == 0 ? (int) word : seen.begin(kept(word));
  }

  /** A server's SYN says which of its client's SYNs it got. */
  private void begin(ConnectionTable table, int connection, int acknowledged) {
    long word = table.inSequence(connection, false);
    if ((word & KNOWN) == 0) {
      return;
    }
    if (kept(word) == 0 && head(word) == 0) {
      word = word & ~0xFFFF_FFFFL | acknowledged & 0xFFFF_FFFFL;
    } else if (first(word) - acknowledged > 0 || acknowledged - (int) word > 0) {
      word |= CONTRADICTED;
    }
    table.setInSequence(connection, false, word);
  }

  private void acknowledge(
      ConnectionTable table, int connection, boolean reply, int acknowledged, Sink sink) {
    long word = table.inSequence(connection, reply);
    if ((word & KNOWN) == 0) {
      table.setInSequence(connection, reply, KNOWN | acknowledged & 0xFFFF_FFFFL);
      return;
    }
    int next = (int) word;
    int head = head(word);
    if (acknowledged - next <= 0) {
      return;
    }
    while (head != 0 && early.sequence(head) - acknowledged < 0) {
      gaps[Gap.ACKNOWLEDGED.ordinal()]++;
      word = drain(word, early.sequence(head), head, sink);
      next = (int) word;
      head = head(word);
    }
    if (acknowledged - next > 0) {
      gaps[Gap.ACKNOWLEDGED.ordinal()]++;
      word = drain(word, acknowledged, head, sink);
    }
    table.setInSequence(connection, reply, word);
  }

  /** Delivers what waits and has its turn. */
  private long drain(long before, int from, int chain, Sink sink) {
    long word = before;
    int next = from;
    int head = chain;
    while (head != 0 && early.sequence(head) - next <= 0) {
      int sequence = early.sequence(head);
      int behind = next - sequence;
      int length = early.length(head);
      long place = early.place(head);
      if (seen.differs(kept(word), sequence, early.bytes(head), place, length)) {
        word |= CONTRADICTED;
      }
      if (behind < length) {
        deliver(word, next, early.bytes(head), place + behind, length - behind, sink);
        next += length - behind;
      }
      head = early.drop(head);
    }
    return word(word, next, head);
  }

  void release(ConnectionTable table, int connection) {
    release(table, connection, false);
    release(table, connection, true);
  }

  private void release(ConnectionTable table, int connection, boolean reply) {
    long word = table.inSequence(connection, reply);
    early.dropAll(head(word));
    seen.release(kept(word));
    if ((word & KNOWN) != 0) {
      table.setInSequence(connection, reply, word & (PLACE >>> 16 | KNOWN | CONTRADICTED));
    }
  }

  private static int head(long word) {
    return (int) (word >>> 32) & 0xFFFF;
  }

  private static long word(long before, int next, int head) {
    return before & ~PLACE | (long) head << 32 | next & 0xFFFF_FFFFL;
  }
}
