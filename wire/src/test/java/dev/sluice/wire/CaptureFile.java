package dev.sluice.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Captures written by hand, in either byte order; every buffer here is a whole array. */
@SuppressWarnings("ByteBufferBackingArray")
final class CaptureFile {
  private final ByteBuffer bytes;

  private CaptureFile(ByteOrder order, int capacity) {
    bytes = ByteBuffer.allocate(capacity).order(order);
  }

  static CaptureFile pcap(ByteOrder order, int magic, int linkType) {
    CaptureFile file = new CaptureFile(order, 1 << 22);
    file.bytes.putInt(magic).putShort((short) 2).putShort((short) 4);
    file.bytes.putInt(0).putInt(0).putInt(64).putInt(linkType);
    return file;
  }

  static CaptureFile pcapng(ByteOrder order) {
    return new CaptureFile(order, 1 << 22).section(order);
  }

  CaptureFile record(int seconds, int fraction, byte[] packet, int wireLength) {
    bytes.putInt(seconds).putInt(fraction).putInt(packet.length).putInt(wireLength);
    if (bytes.getInt(0) == PcapFraming.MAGIC_MODIFIED) {
      bytes.putLong(0);
    }
    bytes.put(packet);
    return this;
  }

  CaptureFile section(ByteOrder order) {
    bytes.order(order);
    return block(PcapngFraming.SECTION, body(16).putInt(0x1A2B3C4D).putInt(1).putLong(-1L).array());
  }

  /** An interface; options are written as they come. */
  CaptureFile link(int linkType, int snapLength, byte[]... options) {
    int length = 8 + Arrays.stream(options).mapToInt(option -> option.length).sum();
    ByteBuffer body =
        body(length).putShort((short) linkType).putShort((short) 0).putInt(snapLength);
    for (byte[] option : options) {
      body.put(option);
    }
    return block(1, body.array());
  }

  CaptureFile enhanced(int index, long ticks, byte[] packet, int wireLength) {
    ByteBuffer body = body(20 + padded(packet.length)).putInt(index);
    body.putInt((int) (ticks >>> 32)).putInt((int) ticks).putInt(packet.length).putInt(wireLength);
    return block(6, body.put(packet).array());
  }

  CaptureFile obsolete(int index, long ticks, byte[] packet, int wireLength) {
    ByteBuffer body = body(20 + padded(packet.length)).putShort((short) index).putShort((short) 9);
    body.putInt((int) (ticks >>> 32)).putInt((int) ticks).putInt(packet.length).putInt(wireLength);
    return block(2, body.put(packet).array());
  }

  CaptureFile simple(byte[] packet, int wireLength) {
    return block(3, body(4 + padded(packet.length)).putInt(wireLength).put(packet).array());
  }

  CaptureFile block(int type, byte[] body) {
    bytes.putInt(type).putInt(12 + body.length).put(body).putInt(12 + body.length);
    return this;
  }

  CaptureFile int32(int value) {
    bytes.putInt(value);
    return this;
  }

  byte[] option(int code, byte[] value) {
    ByteBuffer option = body(4 + padded(value.length));
    return option.putShort((short) code).putShort((short) value.length).put(value).array();
  }

  byte[] name(String name) {
    return option(2, name.getBytes(StandardCharsets.UTF_8));
  }

  byte[] resolution(int value) {
    return option(9, new byte[] {(byte) value});
  }

  byte[] offset(long seconds) {
    return option(14, body(8).putLong(seconds).array());
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private ByteBuffer body(int length) {
    return ByteBuffer.allocate(length).order(bytes.order());
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }
}
