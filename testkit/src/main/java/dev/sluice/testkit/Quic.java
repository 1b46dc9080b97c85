package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * QUIC version 1 packets. The Initial is protected as RFC 9001 5 says, with keys that follow from
 * the connection id, so that a reader can find the server name in it; all else is noise.
 */
public final class Quic {
  private static final byte[] SALT = Bytes.hex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
  private static final int SMALLEST_DATAGRAM = 1200;
  private static final int TAG = 16;

  private Quic() {}

  /** A client's first datagram: one Initial with the whole ClientHello, padded to 1,200 bytes. */
  public static byte[] initial(String host, Gen gen) {
    byte[] destination = gen.bytes(8);
    byte[] source = gen.bytes(8);
    byte[] hello = Tls.quicHello(host, gen, source);
    byte[] frames = new Bytes().add(crypto(0, hello)).array();
    return initial(destination, source, 0, frames, "client in");
  }

  /**
   * A client's first datagram whose CRYPTO frames come in pieces, the later piece first and a PING
   * and padding between them, as browsers send it on purpose.
   */
  public static byte[] scrambledInitial(String host, Gen gen, int cut) {
    byte[] destination = gen.bytes(8);
    byte[] source = gen.bytes(8);
    byte[] hello = Tls.quicHello(host, gen, source);
    Bytes frames = new Bytes().add(crypto(cut, Arrays.copyOfRange(hello, cut, hello.length)));
    frames.u8(1).repeat(0, 20).add(crypto(0, Arrays.copyOf(hello, cut)));
    return initial(destination, source, 1, frames.array(), "client in");
  }

  /** A protected packet after the handshake: a short header and noise. */
  public static byte[] protectedPacket(int size, Gen gen) {
    byte[] out = gen.bytes(size);
    out[0] = (byte) (0x40 | out[0] & 0x3f);
    return out;
  }

  /** A datagram with a long header of the Handshake type and noise. */
  public static byte[] handshake(int size, Gen gen) {
    Bytes out = new Bytes().u8(0xe0).u32(1).with8(gen.bytes(8)).with8(gen.bytes(8));
    return out.u16(0x4000 | size).add(gen.bytes(size)).array();
  }

  static byte[] initial(byte[] destination, byte[] source, int number, byte[] frames, String side) {
    int head = 1 + 4 + 1 + destination.length + 1 + source.length + 1 + 2;
    int padded = Math.max(frames.length, SMALLEST_DATAGRAM - head - 4 - TAG);
    Bytes header = new Bytes().u8(0xc3).u32(1).with8(destination).with8(source).u8(0);
    header.u16(0x4000 | 4 + padded + TAG).u32(number);
    byte[] plain = header.array();
    try {
      byte[] secret = expand(extract(SALT, destination), side, 32);
      byte[] sealed = seal(secret, number, plain, Arrays.copyOf(frames, padded));
      byte[] out = new Bytes().add(plain).add(sealed).array();
      int numberAt = plain.length - 4;
      // RFC 9001 5.4.2: the sample stands four bytes behind the start of the packet number.
      byte[] mask = mask(secret, Arrays.copyOfRange(out, numberAt + 4, numberAt + 20));
      out[0] ^= (byte) (mask[0] & 0x0f);
      for (int i = 0; i < 4; i++) {
        out[numberAt + i] ^= mask[1 + i];
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256 and AES", e);
    }
  }

  static byte[] crypto(int offset, byte[] data) {
    return new Bytes().u8(6).u16(0x4000 | offset).u16(0x4000 | data.length).add(data).array();
  }

  static byte[] extract(byte[] salt, byte[] key) throws GeneralSecurityException {
    return hmac(salt, key);
  }

  /** HKDF-Expand-Label (RFC 8446 7.1) for at most 32 bytes. */
  static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info = new Bytes().u16(length).with8(name).u8(0).u8(1).array();
    return Arrays.copyOf(hmac(secret, info), length);
  }

  private static byte[] seal(byte[] secret, int number, byte[] header, byte[] frames)
      throws GeneralSecurityException {
    byte[] nonce = expand(secret, "quic iv", 12);
    for (int i = 0; i < 4; i++) {
      nonce[8 + i] ^= (byte) (number >>> (24 - 8 * i));
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(expand(secret, "quic key", 16), "AES"),
        new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(header);
    return cipher.doFinal(frames);
  }

  private static byte[] mask(byte[] secret, byte[] sample) throws GeneralSecurityException {
    // RFC 9001 5.4.3: header protection is one raw AES block; there is no mode to choose.
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(expand(secret, "quic hp", 16), "AES"));
    return cipher.doFinal(sample);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }
}
