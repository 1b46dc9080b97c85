package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A growing array of bytes in network order, the one buffer that all builders here write to. */
public final class Bytes {
  private byte[] bytes = new byte[128];
  private int size;

  /** One byte, the low eight bits. */
  public Bytes u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Two bytes. */
  public Bytes u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  /** Three bytes. */
  public Bytes u24(int value) {
    return u8(value >>> 16).u16(value);
  }

  /** Four bytes. */
  public Bytes u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  /** Eight bytes. */
  public Bytes u64(long value) {
    return u32(value >>> 32).u32(value);
  }

  /** Bytes as they are. */
  public Bytes add(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Text, one byte a character. */
  public Bytes add(String text) {
    return add(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The same byte several times. */
  public Bytes repeat(int value, int times) {
    for (int i = 0; i < times; i++) {
      u8(value);
    }
    return this;
  }

  /** Bytes behind their length in one byte. */
  public Bytes with8(byte[] more) {
    return u8(more.length).add(more);
  }

  /** Bytes behind their length in two bytes. */
  public Bytes with16(byte[] more) {
    return u16(more.length).add(more);
  }

  /** Overwrites two bytes. */
  public Bytes put16(int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
    return this;
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] array() {
    return Arrays.copyOf(bytes, size);
  }

  /** Bytes from hex digits; anything else in the text is passed over. */
  public static byte[] hex(String text) {
    String digits = text.replaceAll("[^0-9A-Fa-f]", "");
    return HexFormat.of().parseHex(digits);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
