package dev.sluice.engine.inspect;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * Puts the payload of each direction of a TCP connection in order: every byte once, at its turn.
 * What was there first stays, so a retransmission or an overlap neither hides nor doubles bytes.
 * Bytes that come early wait; a hole that cannot be filled any more, or that costs more than the
 * limits allow, is passed over and counted. Not threadsafe.
 *
 * <p>The state of a direction is one word of the connection: next sequence number (32), the chain
 * of early segments (16), whether the number is known (1).
 */
final class Sequencer {
  /** Takes bytes in order. */
  interface Sink {
    void take(MemorySegment bytes, long from, long to);
  }

  private static final int SYN = 2;
  private static final int ACK = 16;
  private static final long KNOWN = 1L << 48;

  private final EarlySegments early;
  private final int farthest;
  private final long[] gaps = new long[Gap.values().length];

  /**
   * @param windowBytes bytes that lie farther ahead than this are of no interest
   */
  Sequencer(int windowBytes) {
    farthest = windowBytes;
    early = new EarlySegments(windowBytes);
  }

  long gaps(Gap reason) {
    return gaps[reason.ordinal()];
  }

  int held() {
    return early.held();
  }

  void offer(PacketView packet, ConnectionTable table, int connection, boolean reply, Sink sink) {
    int flags = packet.tcpFlags();
    if ((flags & ACK) != 0) {
      acknowledge(table, connection, !reply, packet.tcpAcknowledgment(), sink);
    }
    long word = table.inSequence(connection, reply);
    int sequence = packet.tcpSequence() + ((flags & SYN) != 0 ? 1 : 0);
    if ((word & KNOWN) == 0) {
      word = word(sequence, 0);
    }
    int length = packet.payloadLength();
    if (length > 0) {
      word = payload(packet, word, sequence, length, sink);
    }
    table.setInSequence(connection, reply, word);
  }

  private long payload(PacketView packet, long word, int sequence, int length, Sink sink) {
    int next = (int) word;
    int head = head(word);
    int ahead = sequence - next;
    if (ahead > farthest) {
      return word;
    }
    if (ahead > 0) {
      Gap full =
          early.full()
              ? Gap.TOTAL_LIMIT
              : early.chainLength(head) >= EarlySegments.MOST_IN_CHAIN
                  ? Gap.CONNECTION_LIMIT
                  : null;
      if (full == null) {
        int captured = packet.payloadCaptured();
        head = early.add(head, sequence, packet.bytes(), packet.payloadOffset(), captured);
        return word(next, head);
      }
      gaps[full.ordinal()]++;
      if (head != 0 && early.sequence(head) - sequence < 0) {
        word = drain(early.sequence(head), head, sink);
        return payload(packet, word, sequence, length, sink);
      }
      next = sequence;
    }
    int behind = next - sequence;
    if (behind < length) {
      int captured = packet.payloadCaptured();
      if (behind < captured) {
        long from = packet.payloadOffset();
        sink.take(packet.bytes(), from + behind, from + captured);
      }
      next = sequence + length;
    }
    return drain(next, head, sink);
  }

  private void acknowledge(
      ConnectionTable table, int connection, boolean reply, int acknowledged, Sink sink) {
    long word = table.inSequence(connection, reply);
    if ((word & KNOWN) == 0) {
      table.setInSequence(connection, reply, word(acknowledged, 0));
      return;
    }
    int next = (int) word;
    int head = head(word);
    if (acknowledged - next <= 0) {
      return;
    }
    while (head != 0 && early.sequence(head) - acknowledged < 0) {
      gaps[Gap.ACKNOWLEDGED.ordinal()]++;
      word = drain(early.sequence(head), head, sink);
      next = (int) word;
      head = head(word);
    }
    if (acknowledged - next > 0) {
      gaps[Gap.ACKNOWLEDGED.ordinal()]++;
      word = drain(acknowledged, head, sink);
    }
    table.setInSequence(connection, reply, word);
  }

  /** Delivers what waits and has its turn. */
  private long drain(int from, int chain, Sink sink) {
    int next = from;
    int head = chain;
    while (head != 0 && early.sequence(head) - next <= 0) {
      int behind = next - early.sequence(head);
      int length = early.length(head);
      if (behind < length) {
        long place = early.place(head);
        sink.take(early.bytes(head), place + behind, place + length);
        next += length - behind;
      }
      head = early.drop(head);
    }
    return word(next, head);
  }

  void release(ConnectionTable table, int connection) {
    release(table, connection, false);
    release(table, connection, true);
  }

  private void release(ConnectionTable table, int connection, boolean reply) {
    long word = table.inSequence(connection, reply);
    if (head(word) != 0) {
      early.dropAll(head(word));
      table.setInSequence(connection, reply, word((int) word, 0));
    }
  }

  private static int head(long word) {
    return (int) (word >>> 32) & 0xFFFF;
  }

  private static long word(int next, int head) {
    return KNOWN | (long) head << 32 | next & 0xFFFF_FFFFL;
  }
}
