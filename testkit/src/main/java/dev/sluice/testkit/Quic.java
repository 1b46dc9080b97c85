package dev.sluice.testkit;

import java.util.Arrays;

/**
 * QUIC version 1 packets. The Initial is protected as RFC 9001 5 says, with keys that follow from
 * the connection id, so that a reader can find the server name in it; all else is noise.
 */
public final class Quic {
  private Quic() {}

  /** A client's first datagram: one Initial with the whole ClientHello, padded to 1,200 bytes. */
  public static byte[] initial(String host, Gen gen) {
    byte[] destination = gen.bytes(8);
    byte[] source = gen.bytes(8);
    byte[] hello = Tls.quicHello(host, gen, source);
    byte[] frames = QuicFlight.crypto(0, hello);
    return new QuicFlight(QuicFlight.Version.V1, destination, source).datagram(0, frames);
  }

  /**
   * A client's first datagram whose CRYPTO frames come in pieces, the later piece first and a PING
   * and padding between them, as browsers send it on purpose.
   */
  public static byte[] scrambledInitial(String host, Gen gen, int cut) {
    byte[] destination = gen.bytes(8);
    byte[] source = gen.bytes(8);
    byte[] hello = Tls.quicHello(host, gen, source);
    Bytes frames =
        new Bytes().add(QuicFlight.crypto(cut, Arrays.copyOfRange(hello, cut, hello.length)));
    frames.u8(1).repeat(0, 20).add(QuicFlight.crypto(0, Arrays.copyOf(hello, cut)));
    return new QuicFlight(QuicFlight.Version.V1, destination, source).datagram(1, frames.array());
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
}
