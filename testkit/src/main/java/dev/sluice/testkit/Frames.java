package dev.sluice.testkit;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One packet, described fluently and then written as the bytes of a frame with right lengths and
 * checksums: {@code Frames.tcp("10.0.0.2", 40000, "192.0.2.80", 80).flags(SYN).mss(1460).frame()}.
 *
 * <p>What a test wants to be wrong is made wrong by name ({@link #badChecksum}, {@link
 * #totalLength}, {@link #headerLength}). Mutable; a builder may be used again after {@link #frame}.
 */
public final class Frames {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;
  public static final int ECE = 64;
  public static final int CWR = 128;

  private static final byte[] NONE = new byte[0];

  final int protocol;
  final byte[] source;
  final byte[] destination;
  int sourcePort;
  int destinationPort;
  byte[] payload = NONE;
  final LinkHeader link = new LinkHeader();
  int tos;
  int ttl = 64;
  int identification;
  int flowLabel;
  int fragmentBits;
  byte[] ipOptions = NONE;
  int totalLength = -1;
  int headerLength = -1;
  final List<byte[]> extensions = new ArrayList<>();
  final List<Integer> extensionTypes = new ArrayList<>();
  int tcpFlags = ACK;
  long sequence;
  long acknowledgment;
  int window = 64240;
  int urgent;
  final Bytes tcpOptions = new Bytes();
  int dataOffset = -1;
  int icmpType;
  int icmpCode;
  long icmpRest;
  boolean badChecksum;
  boolean noChecksum;
  int udpLength = -1;

  private Frames(int protocol, String source, String destination) {
    this.protocol = protocol;
    this.source = address(source);
    this.destination = address(destination);
    if (this.source.length != this.destination.length) {
      throw new IllegalArgumentException(source + " and " + destination + " are of two families");
    }
  }

  /** A TCP segment; an ACK without data until told otherwise. */
  public static Frames tcp(String source, int sourcePort, String destination, int port) {
    return new Frames(6, source, destination).ports(sourcePort, port);
  }

  /** A UDP datagram. */
  public static Frames udp(String source, int sourcePort, String destination, int port) {
    return new Frames(17, source, destination).ports(sourcePort, port);
  }

  /** A UDP-Lite datagram (RFC 3828) whose checksum covers all of it. */
  public static Frames udpLite(String source, int sourcePort, String destination, int port) {
    return new Frames(136, source, destination).ports(sourcePort, port);
  }

  /** An SCTP packet (RFC 9260); the payload is its chunks, the verification tag {@link #rest}. */
  public static Frames sctp(String source, int sourcePort, String destination, int port) {
    return new Frames(132, source, destination).ports(sourcePort, port);
  }

  /** A DCCP request (RFC 4340). */
  public static Frames dccp(String source, int sourcePort, String destination, int port) {
    return new Frames(33, source, destination).ports(sourcePort, port);
  }

  /** An ICMP message; its second word (identifier and sequence) is {@link #rest}. */
  public static Frames icmp(String source, String destination, int type, int code) {
    return new Frames(1, source, destination).message(type, code);
  }

  /** An ICMPv6 message. */
  public static Frames icmp6(String source, String destination, int type, int code) {
    return new Frames(58, source, destination).message(type, code);
  }

  /** A GRE packet (RFC 2784) without optional fields, {@code etherType} inside. */
  public static Frames gre(String source, String destination, int etherType, byte[] inner) {
    byte[] all = new Bytes().u16(0).u16(etherType).add(inner).array();
    return new Frames(47, source, destination).payload(all);
  }

  /** Any other protocol, the payload right behind the IP header. */
  public static Frames ip(String source, String destination, int protocol) {
    return new Frames(protocol, source, destination);
  }

  private Frames ports(int from, int to) {
    this.sourcePort = from;
    this.destinationPort = to;
    return this;
  }

  private Frames message(int type, int code) {
    this.icmpType = type;
    this.icmpCode = code;
    return this;
  }

  /** Ethernet addresses, such as {@code 02:00:00:00:00:01}. */
  public Frames mac(String from, String to) {
    link.mac(from, to);
    return this;
  }

  /** One more 802.1Q tag, the outermost first. */
  public Frames vlan(int id) {
    return vlan(0x8100, id, 0);
  }

  /** One more tag with its EtherType (0x8100, 0x88a8, 0x9100) and priority. */
  public Frames vlan(int etherType, int id, int priority) {
    link.vlan(etherType, id, priority);
    return this;
  }

  /** Puts the packet into a PPPoE session (RFC 2516). */
  public Frames pppoe(int session) {
    link.pppoe(session);
    return this;
  }

  /** The payload. */
  public Frames payload(byte[] bytes) {
    this.payload = bytes.clone();
    return this;
  }

  /** The payload, one byte a character. */
  public Frames payload(String text) {
    return payload(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The TOS byte or traffic class. */
  public Frames tos(int value) {
    this.tos = value;
    return this;
  }

  /** The six DSCP bits. */
  public Frames dscp(int value) {
    return tos(value << 2);
  }

  /** TTL or hop limit. */
  public Frames ttl(int value) {
    this.ttl = value;
    return this;
  }

  /** The IPv4 identification, or that of the IPv6 fragment header. */
  public Frames id(int value) {
    this.identification = value;
    return this;
  }

  /** The IPv6 flow label. */
  public Frames flowLabel(int value) {
    this.flowLabel = value;
    return this;
  }

  /** Sets the DF bit. */
  public Frames dontFragment() {
    this.fragmentBits |= 0x4000;
    return this;
  }

  /** Sets the MF bit and the offset in bytes, without cutting anything; see {@link #fragments}. */
  public Frames fragment(int offset, boolean more) {
    this.fragmentBits = fragmentBits & 0x4000 | (more ? 0x2000 : 0) | offset / 8;
    return this;
  }

  /** IPv4 options, padded with end-of-list to a multiple of four. */
  public Frames ipOptions(byte[] options) {
    this.ipOptions = Arrays.copyOf(options, (options.length + 3) / 4 * 4);
    return this;
  }

  /**
   * One more IPv6 extension header of the given type. {@code body} is what follows its first two
   * bytes (next header and length) and is padded with zeros to the next multiple of eight.
   */
  public Frames extension(int type, byte[] body) {
    extensionTypes.add(type);
    extensions.add(Arrays.copyOf(body, (body.length + 2 + 7) / 8 * 8 - 2));
    return this;
  }

  /** Writes another total length (IPv4) or payload length (IPv6) than the true one. */
  public Frames totalLength(int value) {
    this.totalLength = value;
    return this;
  }

  /** Writes another IPv4 header length, in words, than the true one. */
  public Frames headerLength(int words) {
    this.headerLength = words;
    return this;
  }

  /** TCP flags: {@code SYN | ACK}. */
  public Frames flags(int flags) {
    this.tcpFlags = flags;
    return this;
  }

  /** TCP sequence number. */
  public Frames seq(long value) {
    this.sequence = value;
    return this;
  }

  /** TCP acknowledgment number. */
  public Frames ack(long value) {
    this.acknowledgment = value;
    return this;
  }

  /** TCP window, unscaled. */
  public Frames window(int value) {
    this.window = value;
    return this;
  }

  /** TCP urgent pointer. */
  public Frames urgent(int value) {
    this.urgent = value;
    return this;
  }

  /** TCP maximum segment size. */
  public Frames mss(int value) {
    tcpOptions.u8(2).u8(4).u16(value);
    return this;
  }

  /** TCP window scale (RFC 7323). */
  public Frames windowScale(int shift) {
    tcpOptions.u8(1).u8(3).u8(3).u8(shift);
    return this;
  }

  /** SACK permitted (RFC 2018). */
  public Frames sackPermitted() {
    tcpOptions.u8(1).u8(1).u8(4).u8(2);
    return this;
  }

  /** One SACK block (RFC 2018). */
  public Frames sack(long left, long right) {
    tcpOptions.u8(1).u8(1).u8(5).u8(10).u32(left).u32(right);
    return this;
  }

  /** TCP timestamps (RFC 7323). */
  public Frames timestamps(long value, long echo) {
    tcpOptions.u8(1).u8(1).u8(8).u8(10).u32(value).u32(echo);
    return this;
  }

  /** TCP options as they are; padded with end-of-list. */
  public Frames tcpOptions(byte[] options) {
    tcpOptions.add(options);
    return this;
  }

  /** Writes another TCP data offset, in words, than the true one. */
  public Frames dataOffset(int words) {
    this.dataOffset = words;
    return this;
  }

  /** The second word of an ICMP message, the verification tag of SCTP. */
  public Frames rest(long word) {
    this.icmpRest = word;
    return this;
  }

  /** Identifier and sequence of an echo. */
  public Frames echo(int identifier, int sequenceNumber) {
    return rest((long) identifier << 16 | sequenceNumber);
  }

  /** Writes another UDP length than the true one. */
  public Frames udpLength(int value) {
    this.udpLength = value;
    return this;
  }

  /** A transport checksum that is wrong. */
  public Frames badChecksum() {
    this.badChecksum = true;
    return this;
  }

  /** UDP over IPv4 without a checksum. */
  public Frames noChecksum() {
    this.noChecksum = true;
    return this;
  }

  /** True for IPv6. */
  public boolean six() {
    return source.length == 16;
  }

  /** The packet from its IP header on. */
  public byte[] packet() {
    return IpLayer.packet(this, TransportLayer.segment(this));
  }

  /** The whole Ethernet frame. */
  public byte[] frame() {
    return link.ethernet(packet(), six());
  }

  /** The packet behind the header of any link type of pcap (1, 0, 9, 12, 51, 101, 108, 113 …). */
  public byte[] linked(int linkType) {
    return link.of(linkType, packet(), six());
  }

  /** The Ethernet frames of this packet cut so that none carries more than {@code mtu} IP bytes. */
  public List<byte[]> fragments(int mtu) {
    List<byte[]> out = new ArrayList<>();
    for (byte[] part : IpLayer.fragments(this, TransportLayer.segment(this), mtu)) {
      out.add(link.ethernet(part, six()));
    }
    return out;
  }

  /** The bytes of an address literal. */
  public static byte[] address(String literal) {
    return InetAddress.ofLiteral(literal).getAddress();
  }
}
