package dev.sluice.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a QUIC client's Initial packets (RFC 9001 §5) and what is done with them. Keeps those
 * of the last connection id, since a hello often comes in several packets. Not threadsafe.
 */
final class QuicKeys {
  private static final byte[] V1 = hex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
  private static final byte[] V2 = hex("0dede3def700a6db819381be6e269dcbf9bd2ed9");
  private static final byte[] DRAFT_29 = hex("afbfec289993d24c9e9786f19c6111e04390a899");
  private static final byte[] DRAFT_23 = hex("c3eef712c72ebb5a11a7d2432bb46365bef9f502");
  private static final byte[] DRAFT_22 = hex("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a");
  private static final byte[] T050 = hex("7ff579e5acd072915580304c43a2367c60488310");
  private static final byte[] T051 = hex("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d");
  private static final byte[] Q050 = hex("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45");
  private static final byte[] UNKNOWN = {};

  private static final int TAG_BYTES = 16;
  private static final int IV_BYTES = 12;

  private final Mac mac;
  private final Cipher block;
  private final Cipher sealed;
  private int version;
  private byte[] id = {};
  private SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
  private SecretKeySpec mask = key;
  private byte[] iv = {};

  QuicKeys() {
    try {
      mac = Mac.getInstance("HmacSHA256");
      block = Cipher.getInstance("AES/ECB/NoPadding");
      sealed = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256 and AES", e);
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  static boolean known(int version) {
    return salt(version).length != 0;
  }

  private static byte[] salt(int version) {
    if (version >>> 8 == 0xFF0000) {
      int draft = version & 255;
      if (draft < 22 || draft > 34) {
        return UNKNOWN;
      }
      return draft == 22 ? DRAFT_22 : draft < 29 ? DRAFT_23 : draft < 33 ? DRAFT_29 : V1;
    }
    return switch (version) {
      case 1, 0xFACEB003 -> V1;
      case 0x6B3343CF -> V2;
      case 0xFACEB001 -> DRAFT_22;
      case 0xFACEB002, 0xFACEB00E, 0xFACEB010, 0xFACEB011, 0xFACEB013 -> DRAFT_23;
      case 0x54303530 -> T050;
      case 0x54303531 -> T051;
      case 0x51303530 -> Q050;
      default -> UNKNOWN;
    };
  }

  /**
   * Opens the packet that starts at 0 of {@code packet}.
   *
   * @param source the connection id that the keys come from
   * @param number where the protected packet number lies
   * @return the plain bytes put at {@code to} of {@code plain}, or -1 if the packet is not sealed
   *     with these keys
   */
  int open(int version, byte[] source, byte[] packet, int number, int end, byte[] plain, int to) {
    try {
      derive(version, source);
      block.init(Cipher.ENCRYPT_MODE, mask);
      byte[] bits = block.doFinal(packet, number + 4, 16);
      byte[] header = Arrays.copyOf(packet, number + 4);
      header[0] ^= (byte) (bits[0] & 15);
      int numberBytes = (header[0] & 3) + 1;
      byte[] nonce = iv.clone();
      for (int i = 0; i < numberBytes; i++) {
        header[number + i] ^= bits[1 + i];
        nonce[IV_BYTES - numberBytes + i] ^= header[number + i];
      }
      int body = number + numberBytes;
      if (end - body < TAG_BYTES) {
        return -1;
      }
      sealed.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
      sealed.updateAAD(header, 0, body);
      return sealed.doFinal(packet, body, end - body, plain, to);
    } catch (GeneralSecurityException e) {
      return -1; // the tag is wrong: sealed with other keys, or changed on its way
    }
  }

  byte[] key() {
    return key.getEncoded();
  }

  byte[] mask() {
    return mask.getEncoded();
  }

  byte[] iv() {
    return iv;
  }

  private void derive(int version, byte[] source) throws GeneralSecurityException {
    if (this.version == version && Arrays.equals(id, source)) {
      return;
    }
    byte[] initial = hmac(salt(version), source);
    byte[] client = expand(initial, "client in", 32);
    String prefix = version == 0x6B3343CF ? "quicv2 " : "quic ";
    key = new SecretKeySpec(expand(client, prefix + "key", 16), "AES");
    mask = new SecretKeySpec(expand(client, prefix + "hp", 16), "AES");
    iv = expand(client, prefix + "iv", IV_BYTES);
    this.version = version;
    id = source.clone();
  }

  private byte[] hmac(byte[] secret, byte[]... parts) throws GeneralSecurityException {
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** HKDF-Expand-Label of RFC 8446 §7.1 with an empty context; one block is always enough. */
  private byte[] expand(byte[] secret, String label, int size) throws GeneralSecurityException {
    byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] head = {0, (byte) size, (byte) text.length};
    return Arrays.copyOf(hmac(secret, head, text, new byte[] {0, 1}), size);
  }
}
