package dev.sluice.testkit.h323;

import dev.sluice.testkit.Bytes;

/** Messages in a stream of TCP (RFC 1006 section 6): version 3, a reserved octet, the length. */
public final class Tpkt {
  private Tpkt() {}

  /** Each message behind its header. */
  public static byte[] of(byte[]... messages) {
    Bytes out = new Bytes();
    for (byte[] message : messages) {
      out.u8(3).u8(0).u16(message.length + 4).add(message);
    }
    return out.array();
  }
}
