package dev.sluice.testkit;

/** What stands behind the IP header: writes the segment a {@link Frames} describes. */
final class TransportLayer {
  private TransportLayer() {}

  static byte[] segment(Frames f) {
    return switch (f.protocol) {
      case 6 -> tcp(f);
      case 17 -> datagram(f, f.udpLength < 0 ? 8 + f.payload.length : f.udpLength);
      case 136 -> datagram(f, 0);
      case 1, 58 -> icmp(f);
      case 132 -> sctp(f);
      case 33 -> dccp(f);
      default -> f.payload;
    };
  }

  private static byte[] tcp(Frames f) {
    byte[] given = f.tcpOptions.array();
    int options = (given.length + 3) / 4 * 4;
    int words = f.dataOffset < 0 ? 5 + options / 4 : f.dataOffset;
    Bytes out = new Bytes().u16(f.sourcePort).u16(f.destinationPort);
    out.u32(f.sequence).u32(f.acknowledgment);
    out.u8(words << 4).u8(f.tcpFlags).u16(f.window).u16(0).u16(f.urgent);
    out.add(given).repeat(0, options - given.length).add(f.payload);
    return summed(f, out, 16);
  }

  private static byte[] datagram(Frames f, int length) {
    Bytes out = new Bytes().u16(f.sourcePort).u16(f.destinationPort).u16(length).u16(0);
    out.add(f.payload);
    if (f.noChecksum) {
      return out.array();
    }
    int sum = Sums.transport(f.source, f.destination, f.protocol, out.array());
    // RFC 768: a sum of zero is sent as all ones, zero means that there is none.
    return out.put16(6, broken(f, sum == 0 ? 0xffff : sum)).array();
  }

  private static byte[] icmp(Frames f) {
    Bytes out = new Bytes().u8(f.icmpType).u8(f.icmpCode).u16(0).u32(f.icmpRest).add(f.payload);
    if (f.protocol == 58) {
      return summed(f, out, 2);
    }
    byte[] bytes = out.array();
    return out.put16(2, broken(f, Sums.fold(Sums.add(0, bytes, 0, bytes.length)))).array();
  }

  private static byte[] sctp(Frames f) {
    Bytes out = new Bytes().u16(f.sourcePort).u16(f.destinationPort).u32(f.icmpRest).u32(0);
    out.add(f.payload);
    int crc = Sums.crc32c(out.array());
    return out.put16(8, broken(f, crc >>> 16)).put16(10, crc & 0xffff).array();
  }

  private static byte[] dccp(Frames f) {
    Bytes out = new Bytes().u16(f.sourcePort).u16(f.destinationPort);
    // RFC 4340 5.1: a request with 48-bit sequence numbers, 20 bytes long, service code 0.
    out.u8(5).u8(0).u16(0).u8(1).u8(0).u16((int) (f.sequence >>> 32)).u32(f.sequence).u32(0);
    out.add(f.payload);
    return summed(f, out, 6);
  }

  private static byte[] summed(Frames f, Bytes out, int at) {
    int sum = Sums.transport(f.source, f.destination, f.protocol, out.array());
    return out.put16(at, broken(f, sum)).array();
  }

  private static int broken(Frames f, int sum) {
    return f.badChecksum ? sum ^ 0x5555 : sum;
  }
}
