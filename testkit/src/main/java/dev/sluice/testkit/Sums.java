package dev.sluice.testkit;

/** The Internet checksum (RFC 1071) and SCTP's CRC32c (RFC 9260), for frames that must be right. */
final class Sums {
  private Sums() {}

  static long add(long sum, byte[] bytes, int from, int to) {
    long out = sum;
    for (int i = from; i < to; i += 2) {
      int low = i + 1 < to ? bytes[i + 1] & 0xff : 0;
      out += (bytes[i] & 0xff) << 8 | low;
    }
    return out;
  }

  static int fold(long sum) {
    long out = sum;
    while (out >>> 16 != 0) {
      out = (out & 0xffff) + (out >>> 16);
    }
    return (int) (~out & 0xffff);
  }

  /** The checksum of {@code segment} behind the pseudo header of RFC 9293 or RFC 8200. */
  static int transport(byte[] source, byte[] destination, int protocol, byte[] segment) {
    long sum = add(0, source, 0, source.length);
    sum = add(sum, destination, 0, destination.length);
    sum += protocol;
    sum += segment.length & 0xffff;
    sum += segment.length >>> 16;
    return fold(add(sum, segment, 0, segment.length));
  }

  static int crc32c(byte[] bytes) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, bytes.length);
    return Integer.reverseBytes((int) crc.getValue());
  }
}
