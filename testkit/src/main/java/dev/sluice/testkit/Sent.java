package dev.sluice.testkit;

/**
 * One packet that a script has sent: when, as which bytes, and what the script knew about it, so
 * that expectations can be counted without reading the bytes back. Immutable but for its arrays.
 */
public final class Sent {
  private final long time;
  private final byte[] frame;
  private final Frames facts;

  Sent(long time, Frames facts) {
    this.time = time;
    this.frame = facts.frame();
    this.facts = facts;
  }

  /** Nanoseconds since the epoch. */
  public long time() {
    return time;
  }

  /** The Ethernet frame. */
  public byte[] frame() {
    return frame;
  }

  /** The length RouterOS counts: that of the IP packet. */
  public int length() {
    return frame.length - 14;
  }

  /** The IP protocol. */
  public int protocol() {
    return facts.protocol;
  }

  /** True for IPv6. */
  public boolean six() {
    return facts.six();
  }

  /** The bytes of the source address. */
  public byte[] source() {
    return facts.source;
  }

  /** The bytes of the destination address. */
  public byte[] destination() {
    return facts.destination;
  }

  /** The source port, or the identifier of an echo. */
  public int sourcePort() {
    return isEcho() ? (int) (facts.icmpRest >>> 16) : facts.sourcePort;
  }

  /** The destination port, or the identifier of an echo. */
  public int destinationPort() {
    return isEcho() ? (int) (facts.icmpRest >>> 16) : facts.destinationPort;
  }

  /** The TCP flags, 0 for other protocols. */
  public int flags() {
    return facts.protocol == 6 ? facts.tcpFlags : 0;
  }

  /** What the transport header carries. */
  public byte[] payload() {
    return facts.payload;
  }

  private boolean isEcho() {
    return facts.protocol == 1 || facts.protocol == 58;
  }
}
