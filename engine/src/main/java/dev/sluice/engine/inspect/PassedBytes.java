package dev.sluice.engine.inspect;

import dev.sluice.wire.ClientHello;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;

/**
 * What went by in the first direction of TCP connections where a hello might have begun, kept until
 * its receiver has acknowledged it. Where is in the {@link HelloTable}. Not threadsafe.
 */
final class PassedBytes {
  /** How far into a client's stream a hello is waited for, and how much of what goes by is kept. */
  static final int MOST_BYTES = 2_048;

  /** So many bytes of a record tell that a hello begins in it. */
  private static final int SURE_BYTES = 6;

  private final HelloTable table;
  private final SeenBytes seen = new SeenBytes(MOST_BYTES);
  private long unkept;

  PassedBytes(HelloTable table) {
    this.table = table;
  }

  /** How often there was no room. */
  long unkept() {
    return unkept;
  }

  /** Keeps bytes from the base on. */
  void keep(int at, MemorySegment bytes, long from, int count) {
    int slot = table.slot(at);
    if (slot == 0) {
      slot = seen.take(table.base(at));
      table.slot(at, slot);
      unkept += slot == 0 ? 1 : 0;
    }
    seen.keep(slot, table.base(at), bytes, from, count);
  }

  /**
   * Whether a segment says something else than what went by at its place. Where nothing is kept to
   * compare with, a hello is another thing than what went by: it was looked for.
   *
   * @param nameless whether no name of the connection is known
   */
  boolean differs(PacketView packet, int at, boolean nameless) {
    int slot = table.slot(at);
    int sequence = TcpHellos.sequence(packet);
    int length = packet.payloadCaptured();
    long from = packet.payloadOffset();
    if (seen.differs(slot, sequence, packet.bytes(), from, length)) {
      return true;
    }
    return length >= SURE_BYTES
        && (nameless || table.hello(at) != null)
        && sequence - table.floor(at) >= 0
        && sequence - table.base(at) < 0
        && !seen.has(slot, sequence)
        && ClientHello.looksLikeOne(packet.bytes(), from, length);
  }

  /** What is acknowledged has arrived, and comes again in vain. */
  void acknowledge(int at, int acknowledged) {
    if (acknowledged - table.floor(at) > 0) {
      table.floor(at, acknowledged);
    }
    if (table.slot(at) != 0 && acknowledged - seen.end(table.slot(at)) >= 0) {
      release(at);
    }
  }

  void release(int at) {
    seen.release(table.slot(at));
    table.slot(at, 0);
  }
}
