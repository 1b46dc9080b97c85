package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals Initial packets as a client does, for tests. */
final class QuicSealer {
  private static final int VERSION_2 = 0x6B3343CF;

  private QuicSealer() {}

  static QuicKeys keys(int version, byte[] id) {
    QuicKeys keys = new QuicKeys();
    // Opening anything derives the keys.
    keys.open(version, id, new byte[64], 10, 64, new byte[64], 0);
    return keys;
  }

  static byte[] frames(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] crypto(int offset, String text) {
    return crypto(offset, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] crypto(int offset, byte[] bytes) {
    byte[] head = {
      6,
      (byte) (0x40 | offset >> 8),
      (byte) offset,
      (byte) (0x40 | bytes.length >> 8),
      (byte) bytes.length
    };
    return frames(head, bytes);
  }

  static byte[] initial(int version, byte[] id, byte[] keyId, int number, byte[] frames) {
    QuicKeys keys = keys(version, keyId);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xC0 | (version == VERSION_2 ? 1 : 0) << 4 | 1);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(version >>> shift);
    }
    out.write(id.length);
    out.writeBytes(id);
    out.write(0);
    out.write(0);
    int length = 2 + frames.length + 16;
    out.write(0x40 | length >> 8);
    out.write(length);
    int at = out.size();
    out.write(number >> 8);
    out.write(number);
    byte[] header = out.toByteArray();
    try {
      byte[] nonce = keys.iv().clone();
      nonce[10] ^= (byte) (number >> 8);
      nonce[11] ^= (byte) number;
      Cipher seal = Cipher.getInstance("AES/GCM/NoPadding");
      seal.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(keys.key(), "AES"),
          new GCMParameterSpec(128, nonce));
      seal.updateAAD(header);
      byte[] packet = frames(header, seal.doFinal(frames));
      Cipher block = Cipher.getInstance("AES/ECB/NoPadding");
      block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.mask(), "AES"));
      byte[] bits = block.doFinal(packet, at + 4, 16);
      packet[0] ^= (byte) (bits[0] & 15);
      packet[at] ^= bits[1];
      packet[at + 1] ^= bits[2];
      return packet;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
