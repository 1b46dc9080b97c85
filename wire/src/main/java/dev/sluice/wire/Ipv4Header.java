package dev.sluice.wire;

import dev.sluice.wire.PacketView.Status;
import java.lang.foreign.MemorySegment;

/**
 * The IPv4 header (RFC 791 section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |version|  IHL  |type of service|         total length          |
 * +-------+-------+---------------+-----+-------------------------+
 * |        identification         |0|D|M|     fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * | time to live  |   protocol    |        header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        source address                         |
 * +---------------------------------------------------------------+
 * |                      destination address                      |
 * +---------------------------------------------------------------+
 * |                     options, if IHL &gt; 5                    ...
 * </pre>
 */
final class Ipv4Header {
  private static final int LENGTH = 20;
  private static final long LOW = 0xFFFF_FFFFL;

  private static final int OPTION_LOOSE_SOURCE_ROUTE = 1;
  private static final int OPTION_STRICT_SOURCE_ROUTE = 2;
  private static final int OPTION_RECORD_ROUTE = 4;
  private static final int OPTION_TIMESTAMP = 8;
  private static final int OPTION_ROUTER_ALERT = 16;
  private static final int OPTION_ANY = 32;
  private static final int OPTION_MALFORMED = 64;

  private Ipv4Header() {}

  static Status decode(PacketView p, long at) {
    MemorySegment bytes = p.bytes;
    long there = p.captureEnd - at;
    if (there < LENGTH) {
      return LinkHeaders.tooShort(p, at, LENGTH, Status.SHORT_IP_HEADER);
    }
    long first = NetworkOrder.int64(bytes, at);
    int headerLength = (int) (first >>> 54) & 0x3C;
    if (first >>> 60 != 4) {
      return Status.BAD_IP_VERSION;
    }
    if (headerLength < LENGTH) {
      return Status.BAD_HEADER_LENGTH;
    }
    long totalLength = first >>> 32 & 0xFFFF;
    if (totalLength == 0) {
      totalLength = offloadedLength(p, at);
    }
    if (totalLength < headerLength || totalLength > p.wireEnd - at) {
      return Status.BAD_TOTAL_LENGTH;
    }
    if (headerLength > there) {
      return Status.CUT;
    }
    long second = NetworkOrder.int64(bytes, at + 8);
    p.six = false;
    p.ip = at;
    p.ipEnd = at + totalLength;
    p.tos = (int) (first >>> 48) & 0xFF;
    p.identification = (int) (first >>> 16) & 0xFFFF;
    p.fragmentBits = (int) first & 0x7FFF;
    p.ttl = (int) (second >>> 56);
    p.protocol = (int) (second >>> 48) & 0xFF;
    p.sourceHigh = 0;
    p.sourceLow = second & LOW;
    p.destinationHigh = 0;
    p.destinationLow = NetworkOrder.int32(bytes, at + 16) & LOW;
    p.extensionHeaders = 0;
    p.ipv4Options =
        headerLength == LENGTH ? 0 : options(bytes, at + LENGTH, at + headerLength) | OPTION_ANY;
    p.transport = at + headerLength;
    TransportHeaders.decode(p);
    return Status.OK;
  }

  /**
   * A packet captured before the network card cut it into segments may say 0; its length is then
   * that of the frame.
   */
  private static long offloadedLength(PacketView p, long at) {
    return p.quoted ? p.captureEnd - at : p.wireEnd - at;
  }

  private static int options(MemorySegment bytes, long from, long end) {
    int found = 0;
    long at = from;
    while (at < end) {
      int kind = NetworkOrder.int8(bytes, at);
      if (kind == 0) {
        return found;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int length = at + 1 < end ? NetworkOrder.int8(bytes, at + 1) : 0;
      if (length < 2 || length > end - at) {
        return found | OPTION_MALFORMED;
      }
      found |=
          switch (kind) {
            case 131 -> OPTION_LOOSE_SOURCE_ROUTE;
            case 137 -> OPTION_STRICT_SOURCE_ROUTE;
            case 7 -> OPTION_RECORD_ROUTE;
            case 68 -> OPTION_TIMESTAMP;
            case 148 -> OPTION_ROUTER_ALERT;
            default -> 0;
          };
      at += length;
    }
    return found;
  }
}
