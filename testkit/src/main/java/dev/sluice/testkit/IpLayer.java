package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts a segment behind an IPv4 header (RFC 791) or an IPv6 header with its chain (RFC 8200). */
final class IpLayer {
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;

  private IpLayer() {}

  static byte[] packet(Frames f, byte[] segment) {
    return f.six() ? six(f, segment, f.fragmentBits & 0x3fff) : four(f, segment, f.fragmentBits);
  }

  static List<byte[]> fragments(Frames f, byte[] segment, int mtu) {
    int head = f.six() ? chainLength(f) + 48 : 20 + f.ipOptions.length;
    int step = (mtu - head) / 8 * 8;
    if (step <= 0) {
      throw new IllegalArgumentException("an MTU of " + mtu + " leaves no room for data");
    }
    List<byte[]> out = new ArrayList<>();
    for (int at = 0; at < segment.length; at += step) {
      int end = Math.min(segment.length, at + step);
      byte[] part = Arrays.copyOfRange(segment, at, end);
      int bits = (end < segment.length ? 0x2000 : 0) | at / 8;
      out.add(f.six() ? fragment6(f, part, bits) : four(f, part, bits));
    }
    return out;
  }

  private static byte[] four(Frames f, byte[] segment, int fragmentBits) {
    int length = 20 + f.ipOptions.length;
    int words = f.headerLength < 0 ? length / 4 : f.headerLength;
    int total = f.totalLength < 0 ? length + segment.length : f.totalLength;
    Bytes out = new Bytes().u8(0x40 | words).u8(f.tos).u16(total);
    out.u16(f.identification).u16(fragmentBits).u8(f.ttl).u8(f.protocol).u16(0);
    out.add(f.source).add(f.destination).add(f.ipOptions);
    out.put16(10, Sums.fold(Sums.add(0, out.array(), 0, length)));
    return out.add(segment).array();
  }

  private static byte[] six(Frames f, byte[] segment, int fragmentBits) {
    return fragmentBits == 0 ? chain(f, segment, -1) : fragment6(f, segment, fragmentBits);
  }

  private static byte[] fragment6(Frames f, byte[] segment, int bits) {
    // RFC 8200 4.5: the offset stands in the upper 13 bits, M in the lowest.
    return chain(f, segment, (bits & 0x1fff) << 3 | ((bits & 0x2000) != 0 ? 1 : 0));
  }

  private static byte[] chain(Frames f, byte[] segment, int fragmentField) {
    List<Integer> types = new ArrayList<>(f.extensionTypes);
    if (fragmentField >= 0) {
      types.add(FRAGMENT);
    }
    types.add(f.protocol);
    Bytes body = new Bytes();
    for (int i = 0; i < f.extensions.size(); i++) {
      byte[] extension = f.extensions.get(i);
      int units = (extension.length + 2) / 8 - 1;
      // RFC 4302 2.2: the length of AH counts words of four bytes.
      int length = types.get(i) == AUTHENTICATION ? (extension.length + 2) / 4 - 2 : units;
      body.u8(types.get(i + 1)).u8(length).add(extension);
    }
    if (fragmentField >= 0) {
      body.u8(f.protocol).u8(0).u16(fragmentField).u32(f.identification);
    }
    body.add(segment);
    int length = f.totalLength < 0 ? body.size() : f.totalLength;
    Bytes out = new Bytes().u32(6L << 28 | (long) f.tos << 20 | f.flowLabel).u16(length);
    out.u8(types.getFirst()).u8(f.ttl).add(f.source).add(f.destination);
    return out.add(body.array()).array();
  }

  private static int chainLength(Frames f) {
    int length = 0;
    for (byte[] extension : f.extensions) {
      length += extension.length + 2;
    }
    return length;
  }
}
