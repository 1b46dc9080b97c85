package dev.sluice.wire;

import dev.sluice.wire.PacketView.Status;
import java.lang.foreign.MemorySegment;

/**
 * The IPv6 header and the extension headers behind it (RFC 8200 sections 3 and 4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |version| traffic class |              flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        payload length         |  next header  |   hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                   source address, 16 bytes                    |
 * +---------------------------------------------------------------+
 * |                 destination address, 16 bytes                 |
 * +---------------+---------------+-------------------------------+
 * |  next header  |    length     | extension header            ...
 *
 * fragment header:
 * +---------------+---------------+-------------------------+---+-+
 * |  next header  |   reserved    |     fragment offset     |res|M|
 * +---------------+---------------+-------------------------+---+-+
 * |                        identification                         |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class Ipv6Headers {
  /** RFC 8200 section 4.1 knows seven in a packet; twice that and more is an attack. */
  static final int MAX_EXTENSION_HEADERS = 16;

  private static final int LENGTH = 40;
  private static final int MAX_PLAIN_PAYLOAD = 0xFFFF;

  private static final int HOP = 1;
  private static final int DESTINATION = 2;
  private static final int ROUTING = 4;
  private static final int FRAGMENT = 8;
  private static final int AUTHENTICATION = 16;
  private static final int ESP = 32;
  private static final int NONE = 64;
  private static final int UPPER = 128;

  private Ipv6Headers() {}

  static Status decode(PacketView p, long at) {
    MemorySegment bytes = p.bytes;
    if (p.captureEnd - at < LENGTH) {
      return LinkHeaders.tooShort(p, at, LENGTH, Status.SHORT_IP_HEADER);
    }
    long first = NetworkOrder.int64(bytes, at);
    if (first >>> 60 != 6) {
      return Status.BAD_IP_VERSION;
    }
    long payloadLength = first >>> 16 & 0xFFFF;
    if (payloadLength == 0) {
      payloadLength = jumboLength(p, at);
    }
    if (payloadLength > p.wireEnd - at - LENGTH) {
      return Status.BAD_TOTAL_LENGTH;
    }
    p.six = true;
    p.ip = at;
    p.ipEnd = at + LENGTH + payloadLength;
    p.tos = (int) (first >>> 52) & 0xFF;
    p.ttl = (int) first & 0xFF;
    p.sourceHigh = NetworkOrder.int64(bytes, at + 8);
    p.sourceLow = NetworkOrder.int64(bytes, at + 16);
    p.destinationHigh = NetworkOrder.int64(bytes, at + 24);
    p.destinationLow = NetworkOrder.int64(bytes, at + 32);
    p.ipv4Options = 0;
    p.identification = 0;
    p.fragmentBits = 0;
    p.fragmentHeader = -1;
    p.fragmentHeaderNamedAt = -1;
    Status status = walk(p, (int) (first >>> 8) & 0xFF);
    if (status == Status.OK) {
      TransportHeaders.decode(p);
    }
    return status;
  }

  /**
   * RFC 2675, and packets captured before the network card cut them into segments: payload length 0
   * in a frame that is longer than the field can say.
   */
  private static long jumboLength(PacketView p, long at) {
    long length = p.wireEnd - at - LENGTH;
    return length > MAX_PLAIN_PAYLOAD && !p.quoted ? length : 0;
  }

  /** Passes over the extension headers; ends at an upper layer or where nothing can be read. */
  private static Status walk(PacketView p, int firstHeader) {
    int header = firstHeader;
    int found = 0;
    long namedAt = p.ip + 6;
    long at = p.ip + LENGTH;
    for (int count = 0; extension(header); count++) {
      if (count == MAX_EXTENSION_HEADERS) {
        return Status.TOO_MANY_EXTENSION_HEADERS;
      }
      if (p.ipEnd - at < 8) {
        return Status.BAD_EXTENSION_HEADER;
      }
      if (p.captureEnd - at < 8) {
        return Status.CUT;
      }
      found |= bit(header);
      if (header == Protocol.FRAGMENT && readFragment(p, at, namedAt)) {
        header = NetworkOrder.int8(p.bytes, at);
        at += 8;
        break;
      }
      long length = length(p, header, at);
      if (length > p.ipEnd - at) {
        return Status.BAD_EXTENSION_HEADER;
      }
      if (length > p.captureEnd - at) {
        return Status.CUT;
      }
      header = NetworkOrder.int8(p.bytes, at);
      namedAt = at;
      at += length;
    }
    p.protocol = header;
    p.transport = at;
    p.extensionHeaders = found | ending(header);
    return Status.OK;
  }

  private static boolean extension(int header) {
    return switch (header) {
      case Protocol.HOP_BY_HOP,
          Protocol.ROUTING,
          Protocol.FRAGMENT,
          Protocol.AUTHENTICATION,
          Protocol.DESTINATION ->
          true;
      default -> false;
    };
  }

  private static int bit(int header) {
    return switch (header) {
      case Protocol.HOP_BY_HOP -> HOP;
      case Protocol.DESTINATION -> DESTINATION;
      case Protocol.ROUTING -> ROUTING;
      case Protocol.FRAGMENT -> FRAGMENT;
      default -> AUTHENTICATION;
    };
  }

  private static int ending(int header) {
    return switch (header) {
      case Protocol.ESP -> ESP;
      case Protocol.NONE -> NONE;
      default -> UPPER;
    };
  }

  /** The authentication header counts in words of 4, the others in 8 (RFC 4302 section 2.2). */
  private static long length(PacketView p, int header, long at) {
    if (header == Protocol.FRAGMENT) {
      return 8;
    }
    int units = NetworkOrder.int8(p.bytes, at + 1);
    return header == Protocol.AUTHENTICATION ? (units + 2) * 4L : (units + 1) * 8L;
  }

  /** Notes the fragment; true if what follows is the middle of something. */
  private static boolean readFragment(PacketView p, long at, long namedAt) {
    long fragment = NetworkOrder.int64(p.bytes, at);
    int offsetAndFlags = (int) (fragment >>> 32) & 0xFFFF;
    p.fragmentBits = offsetAndFlags >>> 3 | (offsetAndFlags & 1) << 13;
    p.identification = (int) fragment;
    p.fragmentHeader = at;
    p.fragmentHeaderNamedAt = namedAt;
    return p.laterFragment();
  }
}
