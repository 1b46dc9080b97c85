package dev.sluice.engine.track;

import static dev.sluice.engine.track.TcpMatrix.*;

import dev.sluice.policy.TrackingSettings;
import dev.sluice.wire.PacketView;

/**
 * What a TCP segment does to its connection. Knows no table and no clock.
 *
 * <p>The state table alone would believe anyone who guesses ports; around it stand the rules of
 * Linux for segments that may show that it is us who are out of step. Not threadsafe.
 */
final class TcpTracker {
  private static final int RETRANSMISSIONS = 3;
  private static final int SHRINKS_FROM = 120;

  private final TcpMemory memory = new TcpMemory();
  private final TcpWindow window;
  private final Timeouts timeouts;
  private final boolean loose;
  private final boolean renewedBySyn;

  private InvalidReason reason = InvalidReason.NONE;
  private long timeout;
  private boolean assures;
  private boolean shrinks;

  TcpTracker(TrackingSettings settings, Profile profile, Timeouts timeouts) {
    this.timeouts = timeouts;
    loose = settings.looseTcp();
    renewedBySyn = profile == Profile.ROUTEROS;
    window = new TcpWindow(memory, profile, settings.liberalTcp());
  }

  InvalidReason reason() {
    return reason;
  }

  /** Seconds the connection now lives, after {@link Outcome#ACCEPTED}. */
  long timeout() {
    return timeout;
  }

  /** Whether the connection is assured from now on. */
  boolean assures() {
    return assures;
  }

  /** Whether an invalid segment shows that the connection is over for those who have it. */
  boolean shrinks() {
    return shrinks;
  }

  /** Why this segment cannot be looked at, or {@link InvalidReason#NONE}. */
  InvalidReason wellFormed(PacketView p) {
    if (!p.transport() && (!p.hasPorts() || p.payloadOffset() == p.transportOffset())) {
      return InvalidReason.TRUNCATED;
    }
    return possible(p.tcpFlags()) ? InvalidReason.NONE : InvalidReason.TCP_FLAGS;
  }

  /** Why this segment begins no connection, or {@link InvalidReason#NONE}. */
  InvalidReason begin(PacketView p) {
    int next = next(0, kind(p.tcpFlags()), TcpState.NONE);
    if (next == TcpMatrix.INVALID) {
      return InvalidReason.TCP_NOT_A_BEGINNING;
    }
    return next == TcpState.SYN_SENT || loose ? InvalidReason.NONE : InvalidReason.TCP_NOT_SYN;
  }

  /** Fills the slot of a connection that {@link #begin} allows; its first segment comes again. */
  void create(PacketView p, long[] words, int at) {
    TcpMemory m = memory;
    m.clear();
    m.end[0] = TcpWindow.endOf(p);
    m.window[0] = Math.max(1, p.tcpWindow());
    if (kind(p.tcpFlags()) == SYN) {
      m.allowed[0] = m.end[0];
      window.readOptions(p, 0);
    } else {
      m.allowed[0] = m.end[0] + m.window[0];
      m.flags[0] = TcpMemory.SACKS | TcpMemory.LIBERAL;
      m.flags[1] = m.flags[0];
    }
    m.save(words, at);
  }

  /**
   * @param status the connection's flags
   * @param left seconds it has left to live
   */
  int packet(PacketView p, long[] words, int at, int direction, long status, long left) {
    memory.load(words, at);
    reason = InvalidReason.NONE;
    assures = false;
    shrinks = false;
    int outcome = decide(p, direction, status, left);
    if (outcome != Outcome.REOPENS) {
      memory.save(words, at);
    }
    return outcome;
  }

  private int decide(PacketView p, int direction, long status, long left) {
    TcpMemory m = memory;
    int kind = kind(p.tcpFlags());
    int old = m.state;
    int next = next(direction, kind, old);
    boolean checked = false;
    switch (next) {
      case TcpMatrix.INVALID -> {
        reason = InvalidReason.TCP_STATE;
        return Outcome.INVALID;
      }
      case TcpState.SYN_SENT -> {
        if (old >= TcpState.TIME_WAIT) {
          if (over(direction)) {
            return Outcome.REOPENS;
          }
          return ignore(p, direction, kind, old);
        }
      }
      case TcpMatrix.IGNORED -> {
        if (!answersIgnoredSyn(p, direction, kind)) {
          return ignore(p, direction, kind, old);
        }
        resynchronize(direction);
        old = TcpState.SYN_SENT;
        next = TcpState.SYN_RECEIVED;
      }
      case TcpState.LISTEN -> m.lastFlags |= TcpMemory.SIMULTANEOUS;
      case TcpState.SYN_RECEIVED -> {
        // The table cannot tell a simultaneous open: there the answering side's ACK is the last.
        if (direction == 1 && kind == ACK && (m.lastFlags & TcpMemory.SIMULTANEOUS) != 0) {
          next = TcpState.ESTABLISHED;
        }
      }
      case TcpState.TIME_WAIT -> {
        if (challenged(direction, kind, old)) {
          m.lastFlags &= ~TcpMemory.CHALLENGE;
          return Outcome.PASSED;
        }
      }
      case TcpState.CLOSE -> {
        // A closing connection may be used anew already: what we know of it is out of date.
        checked = kind == RST && closing(old);
        if (kind == RST && !checked) {
          next = reset(p, direction, status, old);
          if (next < 0) {
            reason = InvalidReason.TCP_RESET;
            return Outcome.INVALID;
          }
          checked = inexact(direction, next) && answersPassed(p, direction, status, old);
        }
      }
      default -> {}
    }
    if (!checked) {
      int outcome = judge(p, direction, kind, status, left);
      if (outcome != Outcome.ACCEPTED) {
        return outcome;
      }
    }
    return advance(direction, kind, old, next, status);
  }

  private int judge(PacketView p, int direction, int kind, long status, long left) {
    int verdict = window.check(p, direction, kind);
    if (verdict == TcpWindow.INVALID) {
      reason = window.reason();
      outOfWindow(direction, kind, status, left);
      return Outcome.INVALID;
    }
    return verdict == TcpWindow.IGNORED ? Outcome.PASSED : Outcome.ACCEPTED;
  }

  /** Someone closed it, or this side's last word was a reset: a SYN may begin anew. */
  private boolean over(int direction) {
    TcpMemory m = memory;
    return ((m.flags[0] | m.flags[1]) & TcpMemory.CLOSES) != 0
        || m.lastDirection == direction && m.lastKind == RST;
  }

  private boolean answersIgnoredSyn(PacketView p, int direction, int kind) {
    return kind == SYN_ACK
        && memory.lastKind == SYN
        && memory.lastDirection != direction
        && p.tcpAcknowledgment() == memory.lastEnd;
  }

  /** Both ends agree on a connection that we took for another: take it from what we noted. */
  private void resynchronize(int direction) {
    TcpMemory m = memory;
    int other = m.lastDirection;
    m.end[other] = m.lastEnd;
    m.allowed[other] = m.lastEnd;
    m.window[other] = Math.max(1, m.lastWindow);
    m.scale[other] = m.lastScale;
    m.lastFlags &= ~TcpMemory.CHALLENGE;
    m.flags[other] = m.lastFlags & (TcpMemory.SCALES | TcpMemory.SACKS);
    // What was picked up in the middle stays liberal on the answering side, as in the kernel.
    int liberal = renewedBySyn ? 0 : m.flags[direction] & TcpMemory.LIBERAL;
    m.forget(direction);
    m.flags[direction] = liberal;
  }

  private int ignore(PacketView p, int direction, int kind, int old) {
    TcpMemory m = memory;
    m.lastKind = kind;
    m.lastDirection = direction;
    m.lastEnd = TcpWindow.endOf(p);
    m.lastLength = m.lastEnd - p.tcpSequence() & 0xFFFF;
    m.lastWindow = p.tcpWindow();
    if (kind == SYN && direction == 0) {
      m.lastFlags = p.tcpSackPermitted() ? TcpMemory.SACKS : 0;
      m.lastScale = 0;
      if (p.tcpWindowScale() >= 0) {
        m.lastFlags |= TcpMemory.SCALES;
        m.lastScale = Math.min(p.tcpWindowScale(), 14);
      }
      if (old == TcpState.LAST_ACK) {
        // RFC 5961 section 4: the answer may be an ACK, which must not count as the last one.
        m.lastFlags |= TcpMemory.CHALLENGE;
      }
    }
    if (old == TcpState.SYN_SENT && kind == ACK && direction == 1) {
      m.lastAcknowledgment = p.tcpAcknowledgment();
    }
    return Outcome.PASSED;
  }

  private boolean challenged(int direction, int kind, int old) {
    return old == TcpState.LAST_ACK
        && kind == ACK
        && memory.lastDirection != direction
        && memory.lastKind == SYN
        && (memory.lastFlags & TcpMemory.CHALLENGE) != 0;
  }

  /** The state after a reset, or -1 if it is invalid. */
  private int reset(PacketView p, int direction, long status, int old) {
    TcpMemory m = memory;
    int peer = 1 - direction;
    if (!vouched(peer)) {
      return TcpState.CLOSE;
    }
    boolean established = old == TcpState.ESTABLISHED && (status & ConnectionLayout.ASSURED) != 0;
    int sequence = p.tcpSequence();
    if (sequence == 0 && !established) {
      return TcpState.CLOSE;
    }
    if (TcpWindow.before(sequence, m.acknowledged[peer])) {
      return -1;
    }
    boolean exact = sequence == m.acknowledged[peer];
    boolean next = m.lastKind == ACK && m.lastDirection == direction && sequence == m.lastEnd;
    if (!established || exact || next) {
      return TcpState.CLOSE;
    }
    // RFC 5961 section 3.2: the receiver answers an inexact reset with a challenge, so it lives.
    return old;
  }

  private static boolean closing(int state) {
    return state >= TcpState.FIN_WAIT && state <= TcpState.CLOSE;
  }

  /**
   * Whether a reset can be held against what the peer has acknowledged. Linux: not behind a SYN
   * that was let through, which may have made that out of date.
   */
  private boolean vouched(int peer) {
    return (memory.flags[peer] & TcpMemory.ACKNOWLEDGES) != 0
        && (renewedBySyn || memory.lastKind != SYN);
  }

  private boolean inexact(int direction, int next) {
    return next != TcpState.CLOSE || !vouched(1 - direction);
  }

  /** Whether this reset answers a segment that we let through without believing it. */
  private boolean answersPassed(PacketView p, int direction, long status, int old) {
    TcpMemory m = memory;
    boolean replied = (status & ConnectionLayout.SEEN_REPLY) != 0;
    boolean assured = (status & ConnectionLayout.ASSURED) != 0;
    boolean ignoredSyn = replied && m.lastKind == SYN && m.lastDirection != direction;
    if ((ignoredSyn || !assured && m.lastKind == ACK) && p.tcpAcknowledgment() == m.lastEnd) {
      return true;
    }
    return old == TcpState.SYN_SENT
        && m.lastKind == ACK
        && m.lastDirection == 1
        && direction == 0
        && p.tcpSequence() == m.lastAcknowledgment;
  }

  /** A FIN or RST of each side out of the window: they know an end that we missed. */
  private void outOfWindow(int direction, int kind, long status, long left) {
    TcpMemory m = memory;
    if ((status & ConnectionLayout.ASSURED) == 0 || kind != RST && kind != FIN) {
      return;
    }
    if (m.lastDirection != direction && (m.lastKind == FIN || m.lastKind == RST)) {
      shrinks = left >= SHRINKS_FROM && left > timeouts.tcpUnacknowledged();
      timeout = timeouts.tcpUnacknowledged();
    } else {
      m.lastKind = kind;
      m.lastDirection = direction;
    }
  }

  private int advance(int direction, int kind, int old, int next, long status) {
    TcpMemory m = memory;
    m.lastKind = kind;
    m.lastDirection = direction;
    m.state = next;
    if (old != next && next == TcpState.FIN_WAIT) {
      m.flags[direction] |= TcpMemory.CLOSES;
    }
    timeout = timeoutOf(next, kind);
    if ((status & ConnectionLayout.SEEN_REPLY) == 0) {
      if (kind == RST) {
        return Outcome.ENDS;
      }
      if (!renewedBySyn && kind == SYN && old == TcpState.SYN_SENT) {
        return Outcome.PASSED;
      }
      if (next == TcpState.ESTABLISHED) {
        timeout = Math.min(timeout, timeouts.tcpUnacknowledged());
      }
    } else {
      assures =
          next == TcpState.ESTABLISHED
              && (old == TcpState.SYN_RECEIVED || old == TcpState.ESTABLISHED);
    }
    return Outcome.ACCEPTED;
  }

  private long timeoutOf(int state, int kind) {
    TcpMemory m = memory;
    long full = timeouts.tcp()[state];
    if (m.retransmissions >= RETRANSMISSIONS && full > timeouts.tcpRetransmitted()) {
      return timeouts.tcpRetransmitted();
    }
    if (kind == RST) {
      return timeouts.tcp()[TcpState.CLOSE];
    }
    if (((m.flags[0] | m.flags[1]) & TcpMemory.UNACKNOWLEDGED) != 0
        && full > timeouts.tcpUnacknowledged()) {
      return timeouts.tcpUnacknowledged();
    }
    if (m.lastWindow == 0 && full > timeouts.tcpRetransmitted()) {
      return timeouts.tcpRetransmitted();
    }
    return full;
  }
}
