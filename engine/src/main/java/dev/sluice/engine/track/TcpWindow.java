package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;

/**
 * Whether a segment lies where its receiver can take it, after Guido van Rooij, "Real stateful TCP
 * packet filtering in IP Filter". With the sender's segment {@code [sequence, end)}:
 *
 * <pre>
 *   I    sequence &lt;= what the receiver's window has allowed the sender
 *   II   end      &gt;= highest end of the sender - largest window of the receiver
 *   III  sack     &lt;= highest end of the receiver
 *   IV   sack     &gt;= highest end of the receiver - max(66000, largest window of the sender)
 * </pre>
 *
 * <p>RouterOS: any of them broken makes the segment invalid. Linux 6.1 and later: II and IV broken
 * is old news, the segment passes and changes nothing.
 *
 * <p>Numbers are compared modulo 2^32 (RFC 9293 section 3.4). Not threadsafe.
 */
final class TcpWindow {
  /** How far an acknowledgement may be behind, at least. */
  static final int OLDEST_ACKNOWLEDGMENT = 66_000;

  static final int ACCEPTED = 0;
  static final int IGNORED = 1;
  static final int INVALID = 2;

  private static final int PLAIN_HEADER = 20;
  private static final int FLAG_SYN = 2;
  private static final int FLAG_RST = 4;
  private static final int FLAG_ACK = 16;

  private final TcpMemory memory;
  private final boolean tolerant;
  private final boolean liberal;

  private int sequence;
  private int end;
  private int acknowledgment;
  private int sack;
  private int advertised;
  private InvalidReason reason = InvalidReason.NONE;

  TcpWindow(TcpMemory memory, Profile profile, boolean liberal) {
    this.memory = memory;
    this.tolerant = profile == Profile.LINUX;
    this.liberal = liberal;
  }

  /** What was broken, if anything was. */
  InvalidReason reason() {
    return reason;
  }

  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** One past the last sequence number of a segment; SYN and FIN count as one each. */
  static int endOf(PacketView p) {
    int flags = p.tcpFlags();
    return p.tcpSequence() + p.payloadLength() + (flags >>> 1 & 1) + (flags & 1);
  }

  /**
   * Options of a SYN: what this side can do from now on. Linux: a SYN without any takes back
   * nothing that an earlier one said.
   */
  void readOptions(PacketView p, int direction) {
    if (p.tcpHeaderLength() <= PLAIN_HEADER) {
      return;
    }
    int flags = memory.flags[direction] & TcpMemory.LIBERAL;
    memory.scale[direction] = 0;
    int shift = p.tcpWindowScale();
    if (shift >= 0) {
      memory.scale[direction] = Math.min(shift, 14);
      flags |= TcpMemory.SCALES;
    }
    if (p.tcpSackPermitted()) {
      flags |= TcpMemory.SACKS;
    }
    memory.flags[direction] = flags;
  }

  int check(PacketView p, int sender, int kind) {
    int receiver = 1 - sender;
    TcpMemory m = memory;
    int flags = p.tcpFlags();
    reason = InvalidReason.NONE;
    sequence = p.tcpSequence();
    end = endOf(p);
    acknowledgment = p.tcpAcknowledgment();
    sack = acknowledgment;
    advertised = p.tcpWindow();
    if ((m.flags[receiver] & TcpMemory.SACKS) != 0) {
      raiseSack(p);
    }
    if (begins(p, sender, flags)) {
      return ACCEPTED;
    }
    if ((flags & FLAG_ACK) == 0 || (flags & FLAG_RST) != 0 && acknowledgment == 0) {
      // Without ACK there is nothing to judge; some stacks reset with ACK and a zero in it.
      acknowledgment = m.end[receiver];
      sack = acknowledgment;
    }
    if ((flags & FLAG_RST) != 0 && sequence == 0 && m.state == TcpState.SYN_SENT) {
      sequence = m.end[sender];
      end = sequence;
    }
    reason = broken(sender, receiver);
    if (reason == InvalidReason.NONE) {
      update(sender, receiver, flags, kind);
      return ACCEPTED;
    }
    boolean overshoots = tolerant && overshoots(sender, receiver);
    if (liberal || (m.flags[sender] & TcpMemory.LIBERAL) != 0) {
      return ACCEPTED;
    }
    boolean old =
        reason == InvalidReason.TCP_SEQUENCE_LOW || reason == InvalidReason.TCP_ACKNOWLEDGMENT_LOW;
    return overshoots || tolerant && old ? IGNORED : INVALID;
  }

  private void raiseSack(PacketView p) {
    int count = p.tcpSackCount();
    for (int i = 0; i < count; i++) {
      int right = p.tcpSackRight(i);
      if (before(sack, right)) {
        sack = right;
      }
    }
  }

  /** Learns from the first segment of a side; true if that is all there is to do. */
  private boolean begins(PacketView p, int sender, int flags) {
    TcpMemory m = memory;
    int receiver = 1 - sender;
    boolean syn = (flags & FLAG_SYN) != 0;
    if (m.window[sender] == 0) {
      if (syn) {
        restart(p, sender);
        agreeOnScale(sender, receiver);
        return (flags & FLAG_ACK) == 0;
      }
      pickUp(sender, receiver);
      return false;
    }
    if (!before(m.end[sender], end)) {
      return false;
    }
    if (tolerant) {
      if (syn && (m.state == TcpState.SYN_SENT || m.state == TcpState.SYN_RECEIVED)) {
        restart(p, sender);
        agreeOnScale(sender, receiver);
        return sender == 1 && (flags & FLAG_ACK) == 0;
      }
      return false;
    }
    // RFC 9293 section 3.4.3: one that starts over uses numbers above those used before.
    if (m.state == TcpState.SYN_SENT && sender == 0
        || m.state == TcpState.SYN_RECEIVED && sender == 1) {
      restart(p, sender);
    }
    return false;
  }

  private void restart(PacketView p, int sender) {
    memory.end[sender] = end;
    memory.allowed[sender] = end;
    memory.window[sender] = Math.max(1, advertised);
    readOptions(p, sender);
  }

  /** RFC 7323 section 1.3: windows are scaled only if both sides said so; the answer tells. */
  private void agreeOnScale(int sender, int receiver) {
    if ((!tolerant || sender == 1)
        && (memory.flags[sender] & memory.flags[receiver] & TcpMemory.SCALES) == 0) {
      memory.scale[sender] = 0;
      memory.scale[receiver] = 0;
    }
  }

  private void pickUp(int sender, int receiver) {
    TcpMemory m = memory;
    m.end[sender] = end;
    m.window[sender] = Math.max(1, advertised << m.scale[sender]);
    m.allowed[sender] = end + m.window[sender];
    if (m.window[receiver] == 0) {
      m.end[receiver] = sack;
      m.allowed[receiver] = sack;
    } else if (sack == m.end[receiver] + 1) {
      // The answer to a keep-alive, which repeats one byte that we never saw.
      m.end[receiver]++;
    }
  }

  private InvalidReason broken(int sender, int receiver) {
    if (!before(sequence, memory.allowed[sender] + 1)) {
      return InvalidReason.TCP_SEQUENCE_HIGH;
    }
    if (!before(sack, memory.end[receiver] + 1)) {
      return InvalidReason.TCP_ACKNOWLEDGMENT_HIGH;
    }
    if (memory.window[receiver] != 0 && tooOld(sender, receiver)) {
      return InvalidReason.TCP_SEQUENCE_LOW;
    }
    return tooLate(sender, receiver) ? InvalidReason.TCP_ACKNOWLEDGMENT_LOW : InvalidReason.NONE;
  }

  private boolean tooOld(int sender, int receiver) {
    return !before(memory.end[sender] - memory.window[receiver] - 1, end);
  }

  private boolean tooLate(int sender, int receiver) {
    int oldest = Math.max(OLDEST_ACKNOWLEDGMENT, memory.window[sender]);
    return !before(memory.end[receiver] - oldest - 1, sack);
  }

  /**
   * Linux 6.7: a peer that accepts more than its window will acknowledge it, so what goes too far
   * by no more than a window passes and is remembered; otherwise all that follows would be invalid.
   */
  private boolean overshoots(int sender, int receiver) {
    TcpMemory m = memory;
    int by = end - m.allowed[sender] + 1;
    if (reason != InvalidReason.TCP_SEQUENCE_HIGH
        || m.window[receiver] == 0
        || Integer.compareUnsigned(by, m.window[receiver]) > 0
        || !before(sack, m.end[receiver] + 1)
        || tooOld(sender, receiver)
        || tooLate(sender, receiver)) {
      return false;
    }
    m.end[sender] = end;
    m.flags[sender] |= TcpMemory.UNACKNOWLEDGED;
    return true;
  }

  private void update(int sender, int receiver, int flags, int kind) {
    TcpMemory m = memory;
    int scaled = (flags & FLAG_SYN) != 0 ? advertised : advertised << m.scale[sender];
    m.window[sender] = Math.max(m.window[sender], scaled + (sack - acknowledgment));
    if (before(m.end[sender], end)) {
      m.end[sender] = end;
      m.flags[sender] |= TcpMemory.UNACKNOWLEDGED;
    }
    if ((flags & FLAG_ACK) != 0) {
      boolean first = (m.flags[sender] & TcpMemory.ACKNOWLEDGES) == 0;
      if (first || before(m.acknowledged[sender], acknowledgment)) {
        m.acknowledged[sender] = acknowledgment;
        m.flags[sender] |= TcpMemory.ACKNOWLEDGES;
      }
    }
    if (m.window[receiver] != 0 && before(m.allowed[sender], end)) {
      m.window[receiver] += end - m.allowed[sender];
    }
    if (!before(sack + scaled, m.allowed[receiver])) {
      m.allowed[receiver] = sack + scaled + (scaled == 0 ? 1 : 0);
    }
    if (acknowledgment == m.end[receiver]) {
      m.flags[receiver] &= ~TcpMemory.UNACKNOWLEDGED;
    }
    if (kind == TcpMatrix.ACK) {
      countRetransmission(sender, scaled);
    }
  }

  private void countRetransmission(int sender, int scaled) {
    TcpMemory m = memory;
    int length = end - sequence & 0xFFFF;
    if (m.lastDirection == sender
        && m.lastEnd == end
        && m.lastLength == length
        && m.lastAcknowledgment == acknowledgment
        && m.lastWindow == scaled) {
      m.retransmissions = Math.min(3, m.retransmissions + 1);
      return;
    }
    m.lastDirection = sender;
    m.lastEnd = end;
    m.lastLength = length;
    m.lastAcknowledgment = acknowledgment;
    m.lastWindow = scaled & 0xFFFF;
    m.retransmissions = 0;
  }
}
