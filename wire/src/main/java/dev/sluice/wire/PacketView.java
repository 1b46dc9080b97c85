package dev.sluice.wire;

import java.lang.foreign.MemorySegment;

/**
 * One packet seen in place. It is reused: {@link #wrap} moves it to the next packet; it owns no
 * bytes and keeps none.
 *
 * <p>Invariant: {@code wrap} checks every length once and never throws. After {@link Status#OK} no
 * accessor can fail as long as the bytes stay where they are; otherwise only {@link #status} and
 * the facts of the frame may be read. An address is two longs in network order; an IPv4 address is
 * its unsigned 32 bits in the low one. A number that the packet does not have is -1.
 *
 * <p>Lengths come from the headers, not from what was captured: a capture cut by its snap length
 * tells the truth about the traffic, and {@link #payloadCaptured} says how much of it can be read.
 *
 * <p>Not threadsafe.
 */
public final class PacketView {

  /** What decoding found; everything but {@link #OK} and {@link #NOT_IP} is malformed. */
  public enum Status {
    OK("well formed"),
    NOT_IP("not IP"),
    SHORT_LINK_HEADER("shorter than its link header"),
    TOO_MANY_TAGS("too many VLAN tags"),
    SHORT_IP_HEADER("shorter than its IP header"),
    BAD_IP_VERSION("bad IP version"),
    BAD_HEADER_LENGTH("bad IPv4 header length"),
    BAD_TOTAL_LENGTH("bad total length"),
    BAD_EXTENSION_HEADER("bad IPv6 extension header"),
    TOO_MANY_EXTENSION_HEADERS("too many IPv6 extension headers"),
    CUT("cut by the snap length");

    private final String reason;

    Status(String reason) {
      this.reason = reason;
    }

    public boolean malformed() {
      return this != OK && this != NOT_IP;
    }

    /** A few words for a report. */
    public String reason() {
      return reason;
    }
  }

  /** Why the header above IP cannot be used. */
  public enum TransportProblem {
    NONE("none"),
    LATER_FRAGMENT("later fragment"),
    TRUNCATED("truncated header"),
    BAD_DATA_OFFSET("bad data offset"),
    BAD_LENGTH("bad length"),
    CUT("header cut by the snap length");

    private final String reason;

    TransportProblem(String reason) {
      this.reason = reason;
    }

    /** A few words for a report. */
    public String reason() {
      return reason;
    }
  }

  private static final long MAC = 0xFFFF_FFFF_FFFFL;

  MemorySegment bytes = MemorySegment.NULL;
  long frame;
  long captureEnd;
  long wireEnd;
  int linkType;
  private Status status = Status.NOT_IP;

  boolean hasMac;
  long sourceMac;
  long destinationMac;
  int vlanTags;
  int tag;

  boolean six;
  boolean quoted;
  long ip;
  long ipEnd;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int protocol;
  int tos;
  int ttl;
  int fragmentBits;
  int identification;
  int extensionHeaders;
  int ipv4Options;
  long fragmentHeader;
  long fragmentHeaderNamedAt;

  private TransportProblem transportProblem = TransportProblem.TRUNCATED;
  long transport;
  long payload;
  long payloadEnd;
  int ports;
  boolean hasPorts;
  int tcpFlags;
  int tcpSequence;
  int tcpAcknowledgment;
  int tcpWindow;
  int icmpTypeAndCode;
  int icmpId;
  private final TcpOptions tcpOptions = new TcpOptions();
  private boolean tcpOptionsRead;

  /**
   * Decodes a captured frame.
   *
   * @param captured how many bytes are there
   * @param wireLength how many there were on the wire
   * @param linkType one of {@link LinkType}; an unknown one is {@link Status#NOT_IP}
   */
  public Status wrap(MemorySegment bytes, long offset, int captured, int wireLength, int linkType) {
    start(bytes, offset, captured, wireLength, linkType);
    quoted = false;
    return decided(LinkHeaders.decode(this));
  }

  /** Decodes from the IP header on; no MAC address, no VLAN tag. */
  public Status wrapIp(MemorySegment bytes, long offset, int captured, int wireLength) {
    start(bytes, offset, captured, wireLength, LinkType.RAW);
    quoted = false;
    return decided(LinkHeaders.ip(this, frame));
  }

  /**
   * Decodes the packet quoted in an ICMP error, which ends where its sender liked: total lengths
   * are believed, and ports are there if their four bytes are.
   */
  public Status wrapQuoted(MemorySegment bytes, long offset, int captured) {
    start(bytes, offset, captured, Integer.MAX_VALUE, LinkType.RAW);
    quoted = true;
    return decided(LinkHeaders.ip(this, frame));
  }

  private void start(MemorySegment bytes, long offset, int captured, int wireLength, int linkType) {
    long size = bytes.byteSize();
    long from = Math.min(Math.max(offset, 0), size);
    long there = Math.min(Math.max(captured, 0), size - from);
    remember(bytes);
    this.linkType = linkType;
    frame = from;
    captureEnd = from + there;
    wireEnd = from + Math.max(there, wireLength);
    hasMac = false;
    sourceMac = 0;
    destinationMac = 0;
    vlanTags = 0;
    tag = -1;
    tcpOptionsRead = false;
  }

  /** The same segment, not an equal one: a closed segment equals its successor at that address. */
  @SuppressWarnings({"MemorySegmentReferenceEquality", "ReferenceEquality"})
  private void remember(MemorySegment bytes) {
    if (this.bytes != bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * PERF: references are stored only when they change, here and in {@link #remember}. This object
   * grows old, and G1's barrier for a store into an old object is a fence: with three of them a
   * packet of Ethernet, IPv4 and TCP took 23.6 ns, without 12.5.
   */
  private Status decided(Status decided) {
    if (status != decided) {
      status = decided;
    }
    return decided;
  }

  void transportProblem(TransportProblem problem) {
    if (transportProblem != problem) {
      transportProblem = problem;
    }
  }

  public Status status() {
    return status;
  }

  /** Whether this is IPv6. */
  public boolean six() {
    return six;
  }

  /** Whether the link gave the sender's MAC address; Linux cooked captures give no destination. */
  public boolean hasMac() {
    return hasMac;
  }

  public long sourceMac() {
    return sourceMac & MAC;
  }

  public long destinationMac() {
    return destinationMac & MAC;
  }

  /** How many 802.1Q or 802.1ad tags the frame has. */
  public int vlanTags() {
    return vlanTags;
  }

  /** The VLAN of the outermost tag, -1 without one. */
  public int vlanId() {
    return tag < 0 ? -1 : tag & 0xFFF;
  }

  /** The priority of the outermost tag, 0 without one. */
  public int priorityCodePoint() {
    return tag < 0 ? 0 : tag >>> 13;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  public int source4() {
    return (int) sourceLow;
  }

  public int destination4() {
    return (int) destinationLow;
  }

  /**
   * The protocol above IP; for IPv6 the one behind the extension headers (RFC 8200 section 4). ESP
   * and "no next header" end that chain and are the protocol themselves.
   */
  public int protocol() {
    return protocol;
  }

  /** The IP packet's length in bytes, its header included. */
  public int totalLength() {
    return (int) (ipEnd - ip);
  }

  /** The type of service byte, for IPv6 the traffic class. */
  public int tos() {
    return tos;
  }

  public int dscp() {
    return tos >>> 2;
  }

  /** Time to live, for IPv6 the hop limit. */
  public int ttl() {
    return ttl;
  }

  public boolean fragment() {
    return (fragmentBits & 0x3FFF) != 0;
  }

  public boolean laterFragment() {
    return (fragmentBits & 0x1FFF) != 0;
  }

  public boolean moreFragments() {
    return (fragmentBits & 0x2000) != 0;
  }

  public boolean dontFragment() {
    return (fragmentBits & 0x4000) != 0;
  }

  /** Where this fragment's data belongs in its datagram, in bytes. */
  public int fragmentOffset() {
    return (fragmentBits & 0x1FFF) << 3;
  }

  /** The fragment identification: 16 bits in IPv4, 32 in IPv6, 0 without a fragment header. */
  public int identification() {
    return identification;
  }

  /** Where the IPv6 fragment header is, -1 without one. */
  public long fragmentHeaderOffset() {
    return six ? fragmentHeader : -1;
  }

  /** Where the next-header byte is that names the IPv6 fragment header, -1 without one. */
  public long fragmentHeaderNamedAt() {
    return six ? fragmentHeaderNamedAt : -1;
  }

  /**
   * The headers of an IPv6 packet as a bit set: hop-by-hop 1, destination 2, routing 4, fragment 8,
   * authentication 16, ESP 32, none 64, an upper layer 128.
   */
  public int extensionHeaders() {
    return extensionHeaders;
  }

  /**
   * The options of an IPv4 packet as a bit set: loose source route 1, strict source route 2, record
   * route 4, timestamp 8, router alert 16, any bytes of options 32, not well formed 64.
   */
  public int ipv4Options() {
    return ipv4Options;
  }

  /** Whether the header above IP is whole and can be read; true for protocols we know none of. */
  public boolean transport() {
    return transportProblem == TransportProblem.NONE;
  }

  public TransportProblem transportProblem() {
    return transportProblem;
  }

  /** Whether there are ports; a header cut behind its ports has them without {@link #transport}. */
  public boolean hasPorts() {
    return hasPorts;
  }

  public int sourcePort() {
    return hasPorts ? ports >>> 16 : -1;
  }

  public int destinationPort() {
    return hasPorts ? ports & 0xFFFF : -1;
  }

  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128; 0 if this is not TCP. */
  public int tcpFlags() {
    return tcpFlags;
  }

  public int tcpSequence() {
    return tcpSequence;
  }

  public int tcpAcknowledgment() {
    return tcpAcknowledgment;
  }

  public int tcpWindow() {
    return tcpWindow;
  }

  public int tcpHeaderLength() {
    return protocol == Protocol.TCP && transport() ? (int) (payload - transport) : 0;
  }

  /** The maximum segment size option, -1 without one. */
  public int tcpMss() {
    return options().mss();
  }

  /** The window scale option, -1 without one; 14 at most (RFC 7323 section 2.3). */
  public int tcpWindowScale() {
    return options().windowScale();
  }

  public boolean tcpSackPermitted() {
    return options().sackPermitted();
  }

  public int tcpSackCount() {
    return options().sackCount();
  }

  /** The left edge of a SACK block; {@code i} is less than {@link #tcpSackCount}. */
  public int tcpSackLeft(int i) {
    return options().sackLeft(i);
  }

  public int tcpSackRight(int i) {
    return options().sackRight(i);
  }

  private TcpOptions options() {
    if (!tcpOptionsRead) {
      tcpOptions.read(bytes, transport, tcpHeaderLength());
      tcpOptionsRead = true;
    }
    return tcpOptions;
  }

  /** The type of an ICMP or ICMPv6 message, -1 for other protocols. */
  public int icmpType() {
    return icmpTypeAndCode < 0 ? -1 : icmpTypeAndCode >>> 8;
  }

  public int icmpCode() {
    return icmpTypeAndCode < 0 ? -1 : icmpTypeAndCode & 0xFF;
  }

  /** The identifier of an echo or other query; other messages have something else there, or 0. */
  public int icmpId() {
    return icmpId;
  }

  /** Where the IP header starts. */
  public long ipOffset() {
    return ip;
  }

  /** Where the header above IP starts; in a later fragment, its data. */
  public long transportOffset() {
    return transport;
  }

  /** How many bytes there are behind the IP headers, as the headers say. */
  public int transportLength() {
    return (int) (ipEnd - transport);
  }

  /** How many of {@link #transportLength} were captured. */
  public int transportCaptured() {
    return (int) (Math.min(ipEnd, captureEnd) - transport);
  }

  public long payloadOffset() {
    return payload;
  }

  /** How many bytes of payload there are, as the headers say. */
  public int payloadLength() {
    return (int) (payloadEnd - payload);
  }

  /** How many of {@link #payloadLength} were captured. */
  public int payloadCaptured() {
    return (int) Math.max(0, Math.min(payloadEnd, captureEnd) - payload);
  }

  /** How many bytes of the IP packet were captured. */
  public int captured() {
    return (int) (Math.min(ipEnd, captureEnd) - ip);
  }

  public MemorySegment bytes() {
    return bytes;
  }

  public long frameOffset() {
    return frame;
  }

  public int frameCaptured() {
    return (int) (captureEnd - frame);
  }

  public int frameWireLength() {
    return (int) (wireEnd - frame);
  }

  public int linkType() {
    return linkType;
  }

  /**
   * Computes the IPv4 header's checksum and that of TCP, UDP, ICMP or ICMPv6. True where it cannot
   * be told: bytes that were not captured, fragments, a UDP sender who left it out.
   */
  public boolean checksumsGood() {
    return PacketChecksums.good(this);
  }
}
