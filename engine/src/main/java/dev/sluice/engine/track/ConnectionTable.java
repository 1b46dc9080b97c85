package dev.sluice.engine.track;

import dev.sluice.policy.Helper;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.wire.PacketView;

/** Skeleton of the signatures; see package. */
public final class ConnectionTable {
  public static final int NONE = -1;

  private int state;
  private boolean reply;
  private boolean fresh;
  private InvalidReason invalidReason = InvalidReason.NONE;

  public ConnectionTable(
      TrackingSettings settings, Profile profile, int maxConnections, long hashSeed) {}

  public int track(PacketView packet, long now) {
    return NONE;
  }

  public int state() {
    return state;
  }

  public boolean reply() {
    return reply;
  }

  public boolean fresh() {
    return fresh;
  }

  public InvalidReason invalidReason() {
    return invalidReason;
  }

  public void confirm(int connection, long now) {}

  public void discard(int connection) {}

  public int protocol(int c) {
    return 0;
  }

  public boolean six(int c) {
    return false;
  }

  /** {@code reply} false: the original tuple, true: the reply tuple; likewise below. */
  public long sourceHigh(int c, boolean reply) {
    return 0;
  }

  public long sourceLow(int c, boolean reply) {
    return 0;
  }

  public long destinationHigh(int c, boolean reply) {
    return 0;
  }

  public long destinationLow(int c, boolean reply) {
    return 0;
  }

  /** 0 for protocols without ports; an ICMP query's identifier. */
  public int sourcePort(int c, boolean reply) {
    return 0;
  }

  /** 0 for protocols without ports; an ICMP query's type 8 | code 8. */
  public int destinationPort(int c, boolean reply) {
    return 0;
  }

  public int mark(int c) {
    return 0;
  }

  public void setMark(int c, int mark) {}

  public long packets(int c, boolean reply) {
    return 0;
  }

  public long bytes(int c, boolean reply) {
    return 0;
  }

  public long firstSeen(int c) {
    return 0;
  }

  public long lastSeen(int c) {
    return 0;
  }

  public long timeoutAt(int c) {
    return 0;
  }

  /** A number of {@link TcpState}; 0 for other protocols. */
  public int tcpState(int c) {
    return 0;
  }

  public boolean assured(int c) {
    return false;
  }

  public boolean seenReply(int c) {
    return false;
  }

  public boolean confirmed(int c) {
    return false;
  }

  public boolean dying(int c) {
    return false;
  }

  public boolean expected(int c) {
    return false;
  }

  public boolean helped(int c) {
    return false;
  }

  public boolean fasttracked(int c) {
    return false;
  }

  public void setFasttracked(int c) {}

  public boolean sourceNat(int c) {
    return false;
  }

  public void setSourceNat(int c) {}

  public boolean destinationNat(int c) {
    return false;
  }

  public void setDestinationNat(int c) {}

  public boolean natBound(int c) {
    return false;
  }

  public void setNatBound(int c) {}

  /** The connection that this one was expected by, or {@link #NONE}. */
  public int master(int c) {
    return NONE;
  }

  /** Ordinal of the {@link Helper} that watches this connection or, if expected, its master; -1. */
  public int helper(int c) {
    return -1;
  }

  public long layer7State(int c) {
    return 0;
  }

  public void setLayer7State(int c, long state) {}

  public long layer7Matched(int c) {
    return 0;
  }

  public void setLayer7Matched(int c, long bits) {}

  /** A word for the window of inspection, whose meaning is inspection's. */
  public long layer7Window(int c) {
    return 0;
  }

  public void setLayer7Window(int c, long word) {}

  public long inSequence(int c, boolean reply) {
    return 0;
  }

  public void setInSequence(int c, boolean reply, long word) {}

  public long accepted(int c) {
    return 0;
  }

  public long dropped(int c) {
    return 0;
  }

  public void countAccepted(int c) {}

  public void countDropped(int c) {}

  public void countFasttrack(int c, boolean reply, int bytes) {}

  public long fasttrackPackets(int c, boolean reply) {
    return 0;
  }

  public long fasttrackBytes(int c, boolean reply) {
    return 0;
  }

  /** Bytes of the previous second of both directions (RouterOS connection-rate / 8). */
  public long rate(int c, long now) {
    return 0;
  }

  public long rate(int c, boolean reply, long now) {
    return 0;
  }

  /** False: the tuple belongs to another connection, nothing changed. */
  public boolean setReplyTuple(
      int c,
      long sourceHigh,
      long sourceLow,
      int sourcePort,
      long destinationHigh,
      long destinationLow,
      int destinationPort) {
    return false;
  }

  /** The live connection with this tuple in either direction, or {@link #NONE}. */
  public int find(
      boolean six,
      int protocol,
      long sourceHigh,
      long sourceLow,
      int sourcePort,
      long destinationHigh,
      long destinationLow,
      int destinationPort,
      long now) {
    return NONE;
  }

  public int expire(long now, int atMost) {
    return 0;
  }

  public int size() {
    return 0;
  }

  public long evicted() {
    return 0;
  }

  public long refused() {
    return 0;
  }

  public long invalid(InvalidReason reason) {
    return 0;
  }

  public void forEach(ConnectionVisitor visitor) {}

  /** Called for each confirmed connection that ends; several listeners may be added. */
  public void onEnd(ConnectionEnd listener) {}

  /** Called for each fresh connection that is discarded. */
  public void onDiscard(ConnectionEnd listener) {}
}
