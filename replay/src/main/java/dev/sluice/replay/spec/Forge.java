package dev.sluice.replay.spec;

import dev.sluice.policy.Address;
import dev.sluice.replay.spec.Literals.Endpoint;
import dev.sluice.wire.Checksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Makes the bytes of a packet: IPv4 or IPv6 with right checksums, behind Ethernet if it has a MAC.
 */
final class Forge {
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int WINDOW = 0xFFFF;
  private static final int DONT_FRAGMENT = 0x4000;

  private Forge() {}

  /** How long the headers are, the payload left out. */
  static int headers(Draft d, boolean six) {
    int transport =
        switch (d.protocol) {
          case Draft.TCP -> d.mss >= 0 ? 24 : 20;
          case Draft.UDP, Draft.ICMP, Draft.ICMPV6 -> 8;
          default -> 0;
        };
    return (six ? IPV6_HEADER : IPV4_HEADER) + transport;
  }

  static byte[] frame(Draft d, Endpoint from, Endpoint to) {
    byte[] packet = packet(d, from, to);
    if (d.mac < 0) {
      return packet;
    }
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + packet.length);
    mac(frame, 0x0200_0000_0001L);
    mac(frame, d.mac);
    frame.putShort((short) (d.six(from) ? 0x86DD : 0x0800));
    return frame.put(packet).array();
  }

  private static void mac(ByteBuffer frame, long mac) {
    frame.putShort((short) (mac >>> 32)).putInt((int) mac);
  }

  private static byte[] packet(Draft d, Endpoint from, Endpoint to) {
    boolean six = d.six(from);
    byte[] data = d.data();
    int headers = headers(d, six);
    int total = Math.max(headers + data.length, d.length);
    ByteBuffer out = ByteBuffer.allocate(total);
    int ip = six ? IPV6_HEADER : IPV4_HEADER;
    if (six) {
      out.putInt(6 << 28 | d.dscp << 22).putShort((short) (total - ip));
      out.put((byte) d.protocol).put((byte) d.ttl);
      address(out, from.address());
      address(out, to.address());
    } else {
      out.put((byte) 0x45).put((byte) (d.dscp << 2)).putShort((short) total);
      out.putShort((short) 1).putShort((short) DONT_FRAGMENT);
      out.put((byte) d.ttl).put((byte) d.protocol).putShort((short) 0);
      address(out, from.address());
      address(out, to.address());
    }
    int checksumAt = transport(out, d, from, to, total - ip);
    out.put(data);
    MemorySegment bytes = MemorySegment.ofBuffer(out.rewind());
    if (checksumAt >= 0) {
      long sum = Checksum.sum(bytes, ip, total - ip) + pseudo(d, from, to, total - ip);
      int checksum = Checksum.fold(sum);
      out.putShort(checksumAt, (short) (checksum == 0 && d.protocol == Draft.UDP ? -1 : checksum));
    }
    if (!six) {
      out.putShort(10, (short) Checksum.of(bytes, 0, IPV4_HEADER));
    }
    return out.array();
  }

  private static long pseudo(Draft d, Endpoint from, Endpoint to, int length) {
    Address a = from.address();
    Address b = to.address();
    if (d.six(from)) {
      return Checksum.pseudo6(a.high(), a.low(), b.high(), b.low(), d.protocol, length);
    }
    return d.protocol == Draft.ICMP
        ? 0
        : Checksum.pseudo4((int) a.low(), (int) b.low(), d.protocol, length);
  }

  private static void address(ByteBuffer out, Address address) {
    if (address.bits() == 32) {
      out.putInt((int) address.low());
    } else {
      out.putLong(address.high()).putLong(address.low());
    }
  }

  /** Writes the header above IP; returns where its checksum goes, or -1. */
  private static int transport(ByteBuffer out, Draft d, Endpoint from, Endpoint to, int length) {
    int start = out.position();
    return switch (d.protocol) {
      case Draft.TCP -> {
        out.putShort((short) from.port()).putShort((short) to.port());
        out.putInt(d.sequence).putInt(d.acknowledgment);
        out.put((byte) ((d.mss >= 0 ? 6 : 5) << 4)).put((byte) d.flags);
        out.putShort((short) WINDOW).putInt(0);
        if (d.mss >= 0) {
          out.put((byte) 2).put((byte) 4).putShort((short) d.mss);
        }
        yield start + 16;
      }
      case Draft.UDP -> {
        out.putShort((short) from.port()).putShort((short) to.port());
        out.putShort((short) length).putShort((short) 0);
        yield start + 6;
      }
      case Draft.ICMP, Draft.ICMPV6 -> {
        out.put((byte) d.type).put((byte) d.code).putShort((short) 0);
        out.putShort((short) 1).putShort((short) 1);
        yield start + 2;
      }
      default -> -1;
    };
  }
}
