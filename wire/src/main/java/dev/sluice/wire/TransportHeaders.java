package dev.sluice.wire;

import dev.sluice.wire.PacketView.TransportProblem;
import java.lang.foreign.MemorySegment;

/**
 * The headers above IP.
 *
 * <pre>
 * TCP (RFC 9293 section 3.1)
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                     acknowledgment number                     |
 * +-------+-------+---------------+-------------------------------+
 * |offset |   0   |C|E|U|A|P|R|S|F|            window             |
 * +-------+-------+---------------+-------------------------------+
 * |           checksum            |        urgent pointer         |
 * +-------------------------------+-------------------------------+
 *
 * UDP (RFC 768)     source port 2 | destination port 2 | length 2 | checksum 2
 * UDP-Lite (3828)   source port 2 | destination port 2 | coverage 2 | checksum 2
 * SCTP (RFC 9260)   source port 2 | destination port 2 | verification tag 4 | checksum 4
 * DCCP (RFC 4340)   source port 2 | destination port 2 | data offset 1 | ...
 * ICMP (RFC 792)    type 1 | code 1 | checksum 2 | identifier 2 | sequence 2
 * </pre>
 *
 * <p>Fragments: the first one has these headers, later ones are only data.
 */
final class TransportHeaders {
  private static final int TCP_LENGTH = 20;
  private static final int UDP_LENGTH = 8;
  private static final int SCTP_LENGTH = 12;
  private static final int DCCP_LENGTH = 12;
  private static final int ICMP_LENGTH = 8;
  private static final int PORTS_LENGTH = 4;

  private TransportHeaders() {}

  static void decode(PacketView p) {
    p.hasPorts = false;
    p.tcpFlags = 0;
    p.icmpTypeAndCode = -1;
    p.icmpId = 0;
    p.payload = p.transport;
    p.payloadEnd = p.ipEnd;
    if (p.laterFragment()) {
      p.transportProblem(TransportProblem.LATER_FRAGMENT);
      return;
    }
    long there = Math.min(p.captureEnd, p.ipEnd) - p.transport;
    p.transportProblem(
        switch (p.protocol) {
          case Protocol.TCP -> tcp(p, there);
          case Protocol.UDP -> udp(p, there);
          case Protocol.ICMP, Protocol.ICMPV6 -> icmp(p, there);
          case Protocol.UDP_LITE -> withPorts(p, there, UDP_LENGTH);
          case Protocol.SCTP -> withPorts(p, there, SCTP_LENGTH);
          case Protocol.DCCP -> dccp(p, there);
          default -> TransportProblem.NONE;
        });
  }

  private static TransportProblem tcp(PacketView p, long there) {
    if (there < TCP_LENGTH) {
      return withPorts(p, there, TCP_LENGTH);
    }
    MemorySegment bytes = p.bytes;
    long at = p.transport;
    long first = NetworkOrder.int64(bytes, at);
    long second = NetworkOrder.int64(bytes, at + 8);
    p.hasPorts = true;
    p.ports = (int) (first >>> 32);
    p.tcpSequence = (int) first;
    p.tcpAcknowledgment = (int) (second >>> 32);
    p.tcpFlags = (int) (second >>> 16) & 0xFF;
    p.tcpWindow = (int) second & 0xFFFF;
    int headerLength = (int) (second >>> 26) & 0x3C;
    if (headerLength < TCP_LENGTH || headerLength > p.ipEnd - at) {
      return TransportProblem.BAD_DATA_OFFSET;
    }
    p.payload = at + headerLength;
    return headerLength > there ? TransportProblem.CUT : TransportProblem.NONE;
  }

  private static TransportProblem udp(PacketView p, long there) {
    if (there < UDP_LENGTH) {
      return withPorts(p, there, UDP_LENGTH);
    }
    long header = NetworkOrder.int64(p.bytes, p.transport);
    p.hasPorts = true;
    p.ports = (int) (header >>> 32);
    p.payload = p.transport + UDP_LENGTH;
    int length = (int) (header >>> 16) & 0xFFFF;
    return length == p.ipEnd - p.transport ? TransportProblem.NONE : oddUdpLength(p, length);
  }

  /**
   * The datagram may be shorter than its packet, or in fragments. RFC 2675 section 4: length 0 is a
   * datagram longer than the field can say; packets captured before segmentation are like that too.
   */
  private static TransportProblem oddUdpLength(PacketView p, int length) {
    long room = p.ipEnd - p.transport;
    if (p.moreFragments()) {
      return length < UDP_LENGTH ? TransportProblem.BAD_LENGTH : TransportProblem.NONE;
    }
    if (length == 0 && room > 0xFFFF) {
      return TransportProblem.NONE;
    }
    if (length < UDP_LENGTH || length > room) {
      return TransportProblem.BAD_LENGTH;
    }
    p.payloadEnd = p.transport + length;
    return TransportProblem.NONE;
  }

  private static TransportProblem icmp(PacketView p, long there) {
    if (there < ICMP_LENGTH) {
      return truncated(p, ICMP_LENGTH);
    }
    long header = NetworkOrder.int64(p.bytes, p.transport);
    p.icmpTypeAndCode = (int) (header >>> 48);
    p.icmpId = (int) (header >>> 16) & 0xFFFF;
    p.payload = p.transport + ICMP_LENGTH;
    return TransportProblem.NONE;
  }

  private static TransportProblem dccp(PacketView p, long there) {
    TransportProblem problem = withPorts(p, there, DCCP_LENGTH);
    if (problem != TransportProblem.NONE) {
      return problem;
    }
    int headerLength = NetworkOrder.int8(p.bytes, p.transport + 4) * 4;
    if (headerLength < DCCP_LENGTH || headerLength > p.ipEnd - p.transport) {
      p.payload = p.transport;
      return TransportProblem.BAD_DATA_OFFSET;
    }
    p.payload = p.transport + headerLength;
    return headerLength > there ? TransportProblem.CUT : TransportProblem.NONE;
  }

  private static TransportProblem withPorts(PacketView p, long there, int length) {
    if (there >= PORTS_LENGTH) {
      p.hasPorts = true;
      p.ports = NetworkOrder.int32(p.bytes, p.transport);
    }
    if (there < length) {
      return truncated(p, length);
    }
    p.payload = p.transport + length;
    return TransportProblem.NONE;
  }

  private static TransportProblem truncated(PacketView p, int length) {
    return p.ipEnd - p.transport < length ? TransportProblem.TRUNCATED : TransportProblem.CUT;
  }
}
