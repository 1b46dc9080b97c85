package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** TLS records as a browser and a server put them on the wire; keys and certificates are noise. */
public final class Tls {
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION = 23;
  private static final int[] SUITES = {
    0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c
  };

  private static final byte[] NONE = {};

  private Tls() {}

  /** A ClientHello of TLS 1.3 (RFC 8446) in one record, offering HTTP/2. */
  public static byte[] clientHello(String host, Gen gen) {
    return record(HANDSHAKE, 0x0301, hello(host, gen, true, List.of("h2", "http/1.1"), NONE));
  }

  /** A ClientHello of TLS 1.2 (RFC 5246) in one record. */
  public static byte[] clientHello12(String host, Gen gen) {
    return record(HANDSHAKE, 0x0301, hello(host, gen, false, List.of("http/1.1"), NONE));
  }

  /** The handshake message cut into several records of at most {@code size} bytes. */
  public static byte[] clientHelloInRecords(String host, Gen gen, int size) {
    byte[] message = hello(host, gen, true, List.of("h2"), NONE);
    Bytes out = new Bytes();
    for (int at = 0; at < message.length; at += size) {
      int end = Math.min(message.length, at + size);
      out.add(record(HANDSHAKE, 0x0301, Arrays.copyOfRange(message, at, end)));
    }
    return out.array();
  }

  /** The handshake message alone, with more extensions behind the usual ones. */
  public static byte[] message(String host, Gen gen, byte[]... more) {
    return hello(host, gen, true, List.of("h2"), NONE, more);
  }

  /** The extension that names a server (RFC 6066 3). */
  public static byte[] serverName(String host) {
    byte[] name = host.getBytes(StandardCharsets.ISO_8859_1);
    // A list of names, of which the only kind ever defined is host_name, 0.
    return extension(0, new Bytes().with16(new Bytes().u8(0).with16(name).array()).array());
  }

  /** Any extension. */
  public static byte[] extension(int type, byte[] body) {
    return extension(new Bytes(), type, body).array();
  }

  /** One record: 20 change_cipher_spec, 22 handshake, 23 application data. */
  public static byte[] record(int type, byte[] body) {
    return record(type, 0x0303, body);
  }

  /** The ClientHello handshake message that QUIC carries (RFC 9001 8.2), without a record. */
  public static byte[] quicHello(String host, Gen gen, byte[] sourceConnectionId) {
    Bytes parameters = new Bytes();
    parameters.u8(1).u8(4).u32(0x80007530L);
    parameters.u8(4).u8(4).u32(0x80f00000L);
    parameters.u8(8).u8(2).u16(0x4064);
    parameters.u8(15).with8(sourceConnectionId);
    return hello(host, gen, true, List.of("h3"), parameters.array());
  }

  /** A server's first flight: ServerHello and a certificate of {@code size} bytes of noise. */
  public static byte[] serverHello(int size, Gen gen) {
    Bytes body = new Bytes().u16(0x0303).add(gen.bytes(32)).with8(gen.bytes(32)).u16(0x1301).u8(0);
    Bytes shares = new Bytes().u16(0x001d).with16(gen.bytes(32));
    Bytes extensions = extension(new Bytes(), 51, shares.array());
    extension(extensions, 43, new Bytes().u16(0x0304).array());
    body.with16(extensions.array());
    byte[] hello = record(HANDSHAKE, 0x0303, handshake(2, body.array()));
    byte[] change = record(20, 0x0303, new byte[] {1});
    return new Bytes().add(hello).add(change).add(data(size, gen)).array();
  }

  /** Records of application data, {@code size} bytes of noise in all. */
  public static byte[] data(int size, Gen gen) {
    Bytes out = new Bytes();
    for (int left = size; left > 0; left -= 16000) {
      out.add(record(APPLICATION, 0x0303, gen.bytes(Math.min(left, 16000))));
    }
    return out.array();
  }

  private static byte[] hello(
      String host, Gen gen, boolean thirteen, List<String> protocols, byte[] quic, byte[]... more) {
    Bytes suites = new Bytes();
    for (int suite : SUITES) {
      if (thirteen || suite >>> 8 != 0x13) {
        suites.u16(suite);
      }
    }
    Bytes body = new Bytes().u16(0x0303).add(gen.bytes(32));
    body.with8(quic.length == 0 ? gen.bytes(32) : NONE);
    body.with16(suites.array()).with8(new byte[] {0});
    Bytes extensions = new Bytes().add(extensions(host, gen, thirteen, protocols, quic));
    for (byte[] one : more) {
      extensions.add(one);
    }
    body.with16(extensions.array());
    return handshake(1, body.array());
  }

  private static byte[] extensions(
      String host, Gen gen, boolean thirteen, List<String> protocols, byte[] quic) {
    Bytes out = new Bytes();
    out.add(serverName(host));
    extension(out, 23, NONE);
    extension(out, 0xff01, new byte[] {0});
    extension(out, 10, list16(0x001d, 0x0017, 0x0018));
    extension(out, 11, new byte[] {1, 0});
    extension(out, 35, NONE);
    Bytes offered = new Bytes();
    for (String protocol : protocols) {
      offered.with8(protocol.getBytes(StandardCharsets.US_ASCII));
    }
    extension(out, 16, new Bytes().with16(offered.array()).array());
    extension(out, 5, new byte[] {1, 0, 0, 0, 0});
    extension(out, 13, list16(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601));
    if (thirteen) {
      byte[] share = new Bytes().u16(0x001d).with16(gen.bytes(32)).array();
      extension(out, 51, new Bytes().with16(share).array());
      extension(out, 45, new byte[] {1, 1});
      extension(out, 43, new byte[] {4, 3, 4, 3, 3});
    }
    if (quic.length > 0) {
      extension(out, 57, quic);
    }
    return out.array();
  }

  private static byte[] list16(int... values) {
    Bytes out = new Bytes();
    for (int value : values) {
      out.u16(value);
    }
    return new Bytes().with16(out.array()).array();
  }

  private static Bytes extension(Bytes out, int type, byte[] body) {
    return out.u16(type).with16(body);
  }

  private static byte[] handshake(int type, byte[] body) {
    return new Bytes().u8(type).u24(body.length).add(body).array();
  }

  private static byte[] record(int type, int version, byte[] body) {
    return new Bytes().u8(type).u16(version).with16(body).array();
  }
}
