package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Initial packets of one QUIC client, protected with keys that follow from the first connection
 * id it chose (RFC 9001 5.2), with whatever frames a test wants in them. Not threadsafe.
 */
public final class QuicFlight {
  /** What differs between versions. */
  public enum Version {
    V1(1, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0),
    /** RFC 9369 3.2 and 3.3: other labels, and Initial packets are of type 1. */
    V2(0x6b3343cf, "0dede3def700a6db819381be6e269dcbf9bd2ed9", "quicv2 ", 1),
    DRAFT_29(0xff00001d, "afbfec289993d24c9e9786f19c6111e04390a899", "quic ", 0),
    /** One of Facebook's that is version 1 but for its number. */
    FACEBOOK(0xfaceb003, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0),
    /** A version that there is none of; packets are sealed as in version 1. */
    UNKNOWN(0x00000003, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0),
    /** An early draft; packets are sealed as in version 1. */
    OLD_DRAFT(0xff000012, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0),
    /** One of those reserved to be unknown (RFC 9000 15); packets are sealed as in version 1. */
    RESERVED(0x1a2a3a4a, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0);

    private final int number;
    private final String salt;
    private final String label;
    private final int initialType;

    Version(int number, String salt, String label, int initialType) {
      this.number = number;
      this.salt = salt;
      this.label = label;
      this.initialType = initialType;
    }
  }

  private static final int SMALLEST_DATAGRAM = 1200;
  private static final int TAG = 16;
  private static final byte[] NONE = {};

  private final Version version;
  private final byte[] source;
  private final byte[] secret;
  private byte[] destination;
  private byte[] token = NONE;

  /**
   * @param firstId the id that the client chose for the server; the keys come from it
   * @param source the client's own id
   */
  public QuicFlight(Version version, byte[] firstId, byte[] source) {
    this.version = version;
    this.destination = firstId.clone();
    this.source = source.clone();
    try {
      byte[] extracted = hmac(Bytes.hex(version.salt), firstId);
      // RFC 9001 5.2: the secret's own label is the same in all versions.
      secret = expand(extracted, "client in", 32);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Addresses later packets to the id that the server chose; the keys stay. */
  public QuicFlight to(byte[] serverId) {
    destination = serverId.clone();
    return this;
  }

  /** Carries a token of at most 63 bytes in later packets. */
  public QuicFlight token(byte[] bytes) {
    token = bytes.clone();
    return this;
  }

  /** One Initial packet, padded so that it is a datagram of 1,200 bytes. */
  public byte[] datagram(int number, byte[] frames) {
    int head = 1 + 4 + 1 + destination.length + 1 + source.length + 1 + token.length + 2;
    return packet(number, frames, SMALLEST_DATAGRAM - head - 4 - TAG);
  }

  /** One Initial packet with at least so many bytes of frames: padding fills up. */
  public byte[] packet(int number, byte[] frames, int least) {
    int padded = Math.max(frames.length, Math.max(least, 4));
    Bytes header = new Bytes().u8(0xc3 | version.initialType << 4).u32(version.number);
    header.with8(destination).with8(source).u8(token.length).add(token);
    header.u16(0x4000 | 4 + padded + TAG).u32(number);
    byte[] plain = header.array();
    try {
      byte[] sealed = seal(number, plain, Arrays.copyOf(frames, padded));
      byte[] out = new Bytes().add(plain).add(sealed).array();
      int numberAt = plain.length - 4;
      // RFC 9001 5.4.2: the sample stands four bytes behind the start of the packet number.
      byte[] mask = mask(Arrays.copyOfRange(out, numberAt + 4, numberAt + 20));
      out[0] ^= (byte) (mask[0] & 0x0f);
      for (int i = 0; i < 4; i++) {
        out[numberAt + i] ^= mask[1 + i];
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256 and AES", e);
    }
  }

  /** A 0-RTT packet of noise (RFC 9000 17.2.3). */
  public byte[] early(byte[] noise) {
    int type = version == Version.V2 ? 2 : 1;
    Bytes out = new Bytes().u8(0xc0 | type << 4).u32(version.number).with8(destination);
    return out.with8(source).u16(0x4000 | noise.length).add(noise).array();
  }

  /** A CRYPTO frame (RFC 9000 19.6). */
  public static byte[] crypto(int offset, byte[] data) {
    return new Bytes().u8(6).u16(0x4000 | offset).u16(0x4000 | data.length).add(data).array();
  }

  /** HKDF-Expand-Label (RFC 8446 7.1) for at most 32 bytes. */
  static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info = new Bytes().u16(length).with8(name).u8(0).u8(1).array();
    return Arrays.copyOf(hmac(secret, info), length);
  }

  private byte[] seal(int number, byte[] header, byte[] frames) throws GeneralSecurityException {
    byte[] nonce = expand(secret, version.label + "iv", 12);
    for (int i = 0; i < 4; i++) {
      nonce[8 + i] ^= (byte) (number >>> (24 - 8 * i));
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(expand(secret, version.label + "key", 16), "AES"),
        new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(header);
    return cipher.doFinal(frames);
  }

  private byte[] mask(byte[] sample) throws GeneralSecurityException {
    // RFC 9001 5.4.3: header protection is one raw AES block; there is no mode to choose.
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    byte[] key = expand(secret, version.label + "hp", 16);
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    return cipher.doFinal(sample);
  }

  static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }
}
