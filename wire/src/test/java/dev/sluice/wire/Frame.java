package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes of a packet put together by hand, so that decoding is tested against the drawings. */
final class Frame {
  static final String ETHERNET = "02 00 00 00 00 02  02 00 00 00 00 01";
  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Frame of(String hex) {
    return new Frame().hex(hex);
  }

  /** Ethernet with a plain IPv4 header in front of this. */
  static byte[] ipv4(int protocol, byte[] data) {
    return of(ETHERNET + "0800").add(ipv4Header(protocol, 0, data.length)).add(data).bytes();
  }

  static byte[] ipv6(int nextHeader, byte[] data) {
    return of(ETHERNET + "86dd").add(ipv6Header(nextHeader, data.length)).add(data).bytes();
  }

  /** From 10.0.0.1 to 192.0.2.80 with a right checksum. */
  static byte[] ipv4Header(int protocol, int fragment, int dataLength) {
    byte[] header =
        new Frame()
            .int16(0x45B8)
            .int16(20 + dataLength)
            .int16(0x1234)
            .int16(fragment)
            .int8(64)
            .int8(protocol)
            .hex("0000 0a000001 c0000250")
            .bytes();
    int sum = Checksum.of(MemorySegment.ofArray(header), 0, header.length);
    header[10] = (byte) (sum >>> 8);
    header[11] = (byte) sum;
    return header;
  }

  /** From 2001:db8::1 to 2001:db8::2. */
  static byte[] ipv6Header(int nextHeader, int dataLength) {
    return of("6b800000")
        .int16(dataLength)
        .int8(nextHeader)
        .hex("40 20010db8000000000000000000000001 20010db8000000000000000000000002")
        .bytes();
  }

  /** 40000 to 443, sequence 1, acknowledgment 2, SYN and ACK, window 4096. */
  static byte[] tcp(String options, String payload) {
    int words = 5 + of(options).bytes().length / 4;
    return of("9c40 01bb 00000001 00000002")
        .int8(words << 4)
        .hex("12 1000 0000 0000")
        .hex(options)
        .hex(payload)
        .bytes();
  }

  Frame hex(String text) {
    return add(HEX.parseHex(text.replaceAll("\\s", "")));
  }

  Frame add(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  Frame int8(int value) {
    bytes.write(value);
    return this;
  }

  Frame int16(int value) {
    return int8(value >>> 8).int8(value);
  }

  Frame zeros(int count) {
    return add(new byte[count]);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Native memory, as packets come from a capture; seven bytes in, as nothing is aligned there. */
  static PacketView view(byte[] frame, int captured, int linkType) {
    MemorySegment bytes = Arena.ofAuto().allocate(captured + 7L);
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, bytes, 7, captured);
    PacketView view = new PacketView();
    view.wrap(bytes, 7, captured, frame.length, linkType);
    PacketFacts.check(view);
    return view;
  }

  static PacketView view(byte[] frame, int linkType) {
    return view(frame, frame.length, linkType);
  }

  static PacketView ethernet(byte[] frame) {
    return view(frame, LinkType.ETHERNET);
  }

  static PacketView cut(byte[] frame, int captured) {
    return view(frame, captured, LinkType.ETHERNET);
  }

  static byte[] shortened(byte[] frame, int by) {
    return Arrays.copyOf(frame, frame.length - by);
  }
}
