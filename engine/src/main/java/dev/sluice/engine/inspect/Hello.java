package dev.sluice.engine.inspect;

import dev.sluice.wire.ClientHello;

/**
 * A hello that has come in part: of TLS in one direction of a TCP connection, or of QUIC. Not
 * threadsafe.
 */
final class Hello {
  /** Bytes that may be read over and over while a hello comes in small pieces. */
  static final int MOST_WORK = 8 << 20;

  /** Datagrams that are opened for one QUIC hello. */
  static final int MOST_DATAGRAMS = 32;

  final boolean reply;
  private final int base;
  private byte[] firstId = {};
  private Reassembly stream = new Reassembly(ClientHello.MOST_BYTES);
  private int work;
  private int datagrams;

  /**
   * @param reply the direction that carries it
   * @param base the sequence number of its first byte; 0 for QUIC
   */
  Hello(boolean reply, int base) {
    this.reply = reply;
    this.base = base;
  }

  int base() {
    return base;
  }

  Reassembly stream() {
    return stream;
  }

  byte[] firstId() {
    return firstId;
  }

  /** Other keys from here on: what was read with the earlier ones does not count. */
  void restart(byte[] id) {
    firstId = id;
    stream = new Reassembly(ClientHello.MOST_BYTES);
  }

  /** Whether all that is there may be read once more. */
  boolean mayRead() {
    work += stream.ready();
    return work <= MOST_WORK;
  }

  boolean mayOpen() {
    return ++datagrams <= MOST_DATAGRAMS;
  }
}
