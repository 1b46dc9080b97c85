package dev.sluice.wire;

import dev.sluice.wire.PacketView.Status;
import java.lang.foreign.MemorySegment;

/**
 * What lies below IP: finds the IP header of a frame and notes MAC addresses and VLAN tags.
 *
 * <pre>
 * Ethernet      destination 6 | source 6 | type 2
 * 802.1Q, ad    0x8100, 0x88A8 or 0x9100 in the place of the type, then priority and VLAN 2 | type 2
 * PPPoE         version and type 1 | code 1 (0 = session data) | session 2 | length 2 | PPP
 * PPP           address and control FF 03 (may be left out) | protocol 2 (1 if odd)
 * cooked v1     packet type 2 | device 2 | address length 2 | address 8 | type 2
 * cooked v2     type 2 | 0 2 | interface 4 | device 2 | packet type 1 | address length 1 | address 8
 * BSD loopback  address family 4, in the byte order of the host that captured
 * </pre>
 */
final class LinkHeaders {
  /** More tags than any operator stacks; what has more is malformed. */
  static final int MAX_TAGS = 4;

  private static final int ETHERNET_LENGTH = 14;
  private static final int COOKED_LENGTH = 16;
  private static final int COOKED_V2_LENGTH = 20;
  private static final int PPPOE_LENGTH = 6;

  private static final int TYPE_IPV4 = 0x0800;
  private static final int TYPE_IPV6 = 0x86DD;
  private static final int TYPE_VLAN = 0x8100;
  private static final int TYPE_SERVICE_VLAN = 0x88A8;
  private static final int TYPE_OLD_SERVICE_VLAN = 0x9100;
  private static final int TYPE_PPPOE_SESSION = 0x8864;

  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;

  private LinkHeaders() {}

  static Status decode(PacketView p) {
    if (p.linkType == LinkType.ETHERNET) {
      return ethernet(p);
    }
    return switch (p.linkType) {
      case LinkType.RAW, LinkType.RAW_OLD, LinkType.RAW_OPENBSD -> ip(p, p.frame);
      case LinkType.IPV4 -> Ipv4Header.decode(p, p.frame);
      case LinkType.IPV6 -> Ipv6Headers.decode(p, p.frame);
      case LinkType.LINUX_SLL -> cooked(p);
      case LinkType.LINUX_SLL2 -> cookedV2(p);
      case LinkType.NULL, LinkType.LOOP -> loopback(p);
      case LinkType.PPP, LinkType.PPP_HDLC -> ppp(p, p.frame);
      case LinkType.PPPOE -> pppoe(p, p.frame);
      default -> Status.NOT_IP;
    };
  }

  /** IP of the version that its first four bits say. */
  static Status ip(PacketView p, long at) {
    if (at >= p.captureEnd) {
      return tooShort(p, at, 1, Status.SHORT_IP_HEADER);
    }
    return switch (NetworkOrder.int8(p.bytes, at) >>> 4) {
      case 4 -> Ipv4Header.decode(p, at);
      case 6 -> Ipv6Headers.decode(p, at);
      default -> Status.BAD_IP_VERSION;
    };
  }

  /** Tells a header that was never there from one that the capture did not keep. */
  static Status tooShort(PacketView p, long at, long length, Status otherwise) {
    return p.wireEnd - at < length ? otherwise : Status.CUT;
  }

  private static Status ethernet(PacketView p) {
    MemorySegment bytes = p.bytes;
    long at = p.frame;
    if (p.captureEnd - at < ETHERNET_LENGTH) {
      return tooShort(p, at, ETHERNET_LENGTH, Status.SHORT_LINK_HEADER);
    }
    long sourceAndType = NetworkOrder.int64(bytes, at + 6);
    p.hasMac = true;
    p.destinationMac = NetworkOrder.int64(bytes, at) >>> 16;
    p.sourceMac = sourceAndType >>> 16;
    int type = (int) sourceAndType & 0xFFFF;
    if (type == TYPE_IPV4) {
      return Ipv4Header.decode(p, at + ETHERNET_LENGTH);
    }
    return payload(p, type, at + ETHERNET_LENGTH);
  }

  /** What an EtherType announces. */
  private static Status payload(PacketView p, int firstType, long from) {
    int type = firstType;
    long at = from;
    while (type == TYPE_VLAN || type == TYPE_SERVICE_VLAN || type == TYPE_OLD_SERVICE_VLAN) {
      if (p.vlanTags == MAX_TAGS) {
        return Status.TOO_MANY_TAGS;
      }
      if (p.captureEnd - at < 4) {
        return tooShort(p, at, 4, Status.SHORT_LINK_HEADER);
      }
      if (p.vlanTags == 0) {
        p.tag = NetworkOrder.int16(p.bytes, at);
      }
      p.vlanTags++;
      type = NetworkOrder.int16(p.bytes, at + 2);
      at += 4;
    }
    return switch (type) {
      case TYPE_IPV4 -> Ipv4Header.decode(p, at);
      case TYPE_IPV6 -> Ipv6Headers.decode(p, at);
      case TYPE_PPPOE_SESSION -> pppoe(p, at);
      default -> Status.NOT_IP;
    };
  }

  private static Status cooked(PacketView p) {
    long at = p.frame;
    if (p.captureEnd - at < COOKED_LENGTH) {
      return tooShort(p, at, COOKED_LENGTH, Status.SHORT_LINK_HEADER);
    }
    cookedAddress(p, NetworkOrder.int16(p.bytes, at + 4), at + 6);
    return payload(p, NetworkOrder.int16(p.bytes, at + 14), at + COOKED_LENGTH);
  }

  private static Status cookedV2(PacketView p) {
    long at = p.frame;
    if (p.captureEnd - at < COOKED_V2_LENGTH) {
      return tooShort(p, at, COOKED_V2_LENGTH, Status.SHORT_LINK_HEADER);
    }
    cookedAddress(p, NetworkOrder.int8(p.bytes, at + 11), at + 12);
    return payload(p, NetworkOrder.int16(p.bytes, at), at + COOKED_V2_LENGTH);
  }

  private static void cookedAddress(PacketView p, int length, long at) {
    if (length == 6) {
      p.hasMac = true;
      p.sourceMac = NetworkOrder.int64(p.bytes, at) >>> 16;
    }
  }

  /** AF_INET is 2 everywhere; AF_INET6 is 10, 24, 28 or 30. */
  private static Status loopback(PacketView p) {
    long at = p.frame;
    if (p.captureEnd - at < 4) {
      return tooShort(p, at, 4, Status.SHORT_LINK_HEADER);
    }
    int family = NetworkOrder.int32(p.bytes, at);
    if ((family & 0xFFFF) == 0) {
      family = Integer.reverseBytes(family);
    }
    return switch (family) {
      case 2 -> Ipv4Header.decode(p, at + 4);
      case 10, 24, 28, 30 -> Ipv6Headers.decode(p, at + 4);
      default -> Status.NOT_IP;
    };
  }

  /** RFC 2516 section 4. Its length is not asked: IP has one of its own. */
  private static Status pppoe(PacketView p, long at) {
    if (p.captureEnd - at < PPPOE_LENGTH) {
      return tooShort(p, at, PPPOE_LENGTH, Status.SHORT_LINK_HEADER);
    }
    boolean session = NetworkOrder.int16(p.bytes, at) == 0x1100;
    return session ? ppp(p, at + PPPOE_LENGTH) : Status.NOT_IP;
  }

  /** RFC 1661 section 2, RFC 1662 section 3.1; both ways to shorten the header are understood. */
  private static Status ppp(PacketView p, long from) {
    long at = from;
    if (p.captureEnd - at < 4) {
      return tooShort(p, at, 4, Status.SHORT_LINK_HEADER);
    }
    if (NetworkOrder.int16(p.bytes, at) == 0xFF03) {
      at += 2;
    }
    int protocol = NetworkOrder.int8(p.bytes, at);
    if ((protocol & 1) == 0) {
      protocol = NetworkOrder.int16(p.bytes, at);
      at++;
    }
    at++;
    return switch (protocol) {
      case PPP_IPV4 -> Ipv4Header.decode(p, at);
      case PPP_IPV6 -> Ipv6Headers.decode(p, at);
      default -> Status.NOT_IP;
    };
  }
}
