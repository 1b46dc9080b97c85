package dev.sluice.engine.inspect;

import dev.sluice.wire.ClientHello;
import dev.sluice.wire.ClientHello.Result;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Hellos of TLS in TCP streams, put together over segments and records. What goes by where a hello
 * may begin is remembered until its receiver has acknowledged it: bytes that come again as others,
 * or a hello where something went by that cannot be compared any more, {@link #contradicts}. Not
 * threadsafe.
 */
final class TcpHellos {
  /** How far back a sender may go whose receiver's acknowledgments were never seen. */
  private static final int LOOK_BACK = 1 << 16;

  private static final int CHANGE = 20;
  private static final int CHANGE_BYTES = 6;
  private static final int SYN = 2;
  private static final int ACK = 16;
  private static final int URG = 32;

  private final HelloTable table;
  private final ClientHello hello;
  private final PassedBytes passed;
  private String current = "";
  private boolean contradicts;
  private long malformed;
  private long tooMuch;

  TcpHellos(HelloTable table, ClientHello hello) {
    this.table = table;
    this.hello = hello;
    passed = new PassedBytes(table);
  }

  /** A new packet is on the road. */
  void begin() {
    contradicts = false;
  }

  boolean contradicts() {
    return contradicts;
  }

  long malformed() {
    return malformed;
  }

  long tooMuch() {
    return tooMuch + passed.unkept();
  }

  /**
   * Looks at a segment that was not looked at before.
   *
   * @param first whether it is the connection's first in its direction
   * @param answered whether the connection has packets of both directions
   * @return the name that is known now, or an empty string
   */
  String look(PacketView packet, int connection, boolean reply, boolean first, boolean answered) {
    int at = table.find(connection);
    current = at < 0 ? "" : table.name(at);
    if (reply) {
      answer(packet, connection, at);
    } else if (at < 0) {
      word(packet, connection, first ? enter(packet, connection) : at);
    } else {
      if (!answered && beginsElsewhere(packet, at)) {
        table.cut(connection);
      }
      word(packet, connection, at);
    }
    return current;
  }

  /** Whether one of two SYNs brought data: a server may have taken those of either. */
  private boolean beginsElsewhere(PacketView packet, int at) {
    return (packet.tcpFlags() & SYN) != 0
        && sequence(packet) != table.begin(at)
        && (packet.payloadLength() > 0 || !table.waits(at) || table.base(at) != table.begin(at));
  }

  /** The connection is no more. */
  void ended(int connection) {
    int at = table.find(connection);
    if (at >= 0) {
      passed.release(at);
      table.remove(connection);
    }
  }

  /** The name in one segment alone, or an empty string. */
  String single(MemorySegment bytes, long from, int length) {
    boolean named =
        ClientHello.looksLikeOne(bytes, from, length)
            && hello.readRecords(bytes, from, from + length) == Result.NAMED;
    return named ? hello.name() : "";
  }

  static int sequence(PacketView packet) {
    return packet.tcpSequence() + ((packet.tcpFlags() & SYN) != 0 ? 1 : 0);
  }

  /** Where the stream begins, if a SYN says it; one taken up in the middle may begin anywhere. */
  private int enter(PacketView packet, int connection) {
    int sequence = sequence(packet);
    int length = packet.payloadCaptured();
    if ((packet.tcpFlags() & SYN) != 0) {
      return table.await(connection, sequence, sequence);
    }
    int at = table.pass(connection);
    if (at >= 0) {
      table.start(at, sequence);
      table.floor(at, sequence - LOOK_BACK);
      if (length > 0 && !ClientHello.looksLikeOne(packet.bytes(), packet.payloadOffset(), length)) {
        passed.keep(at, packet.bytes(), packet.payloadOffset(), length);
        table.base(at, sequence + packet.payloadLength());
      }
    }
    return at;
  }

  /** A segment of the direction that sent the connection's first packet. */
  private void word(PacketView packet, int connection, int at) {
    Hello some = at < 0 ? null : table.hello(at);
    if (some != null && some.reply) {
      acknowledged(packet, connection, some);
      return;
    }
    if (at >= 0 && urgent(packet)) {
      table.urge(at);
    }
    int length = packet.payloadCaptured();
    if (length == 0) {
      return;
    }
    int sequence = sequence(packet);
    if (at >= 0 && (table.isCut(at) || passed.differs(packet, at, current.isEmpty()))) {
      contradicts = true;
      cut(connection, at, some);
    } else if (some != null) {
      collected(packet, connection, some);
    } else if (!current.isEmpty()) {
      again(packet, connection, false, null);
    } else if (at >= 0 && table.waits(at)) {
      awaited(packet, connection, at);
    } else if ((at < 0 || sequence - table.base(at) >= 0)
        && ClientHello.looksLikeOne(packet.bytes(), packet.payloadOffset(), length)) {
      begin(packet, connection, new Hello(false, sequence, ""), 0);
    }
  }

  /** Some receivers take such a byte out of the stream (RFC 6093 §3): the rest is another hello. */
  private static boolean urgent(PacketView packet) {
    return (packet.tcpFlags() & URG) != 0;
  }

  private void cut(int connection, int at, @Nullable Hello some) {
    if (some != null) {
      some.distrust();
    } else {
      passed.release(at);
      table.cut(connection);
    }
  }

  private void awaited(PacketView packet, int connection, int at) {
    int base = table.base(at);
    int offset = sequence(packet) - base;
    int length = packet.payloadCaptured();
    long from = packet.payloadOffset();
    if (offset > 0) {
      if (offset < ClientHello.MOST_BYTES) {
        begin(packet, connection, new Hello(false, base, ""), offset);
      }
    } else if (base + offset - table.floor(at) >= 0
        && ClientHello.looksLikeOne(packet.bytes(), from, length)) {
      begin(packet, connection, new Hello(false, base + offset, ""), 0);
    } else if (offset + length > 0) {
      int inside = inside(packet.bytes(), from - offset, from + length);
      if (inside >= 0) {
        Hello fresh = new Hello(false, base, "");
        fresh.skip(inside);
        begin(packet, connection, fresh, offset);
      } else {
        passed.keep(at, packet.bytes(), from - offset, length + offset);
        passOver(connection, at, base + offset + packet.payloadLength());
      }
    }
  }

  /** Where in bytes that are no hello one begins, counted from the first of them; or -1. */
  private int inside(MemorySegment bytes, long from, long to) {
    for (long at = from; at < to; at++) {
      if (ClientHello.looksLikeOne(bytes, at, (int) (to - at))
          && hello.readRecords(bytes, at, to) != Result.NOT) {
        return (int) (at - from);
      }
    }
    return -1;
  }

  /** What stands here is no hello; behind a proxy's or a mail server's words one may follow. */
  private void passOver(int connection, int at, int base) {
    table.base(at, base);
    if (base - table.begin(at) > PassedBytes.MOST_BYTES) {
      table.pass(connection);
    } else {
      table.await(connection);
    }
  }

  /** A segment of the other direction: what it acknowledges has arrived as its receiver read it. */
  private void answer(PacketView packet, int connection, int before) {
    int at = before;
    if (at >= 0 && (packet.tcpFlags() & ACK) != 0) {
      acknowledge(packet, connection, at);
      at = table.find(connection);
    }
    int length = packet.payloadCaptured();
    if (length == 0 || at >= 0 && table.isCut(at)) {
      return;
    }
    Hello some = at < 0 ? null : table.hello(at);
    if (some != null) {
      if (some.reply) {
        collected(packet, connection, some);
      }
    } else if (!current.isEmpty()) {
      again(packet, connection, true, null);
    } else if (ClientHello.looksLikeOne(packet.bytes(), packet.payloadOffset(), length)) {
      begin(packet, connection, new Hello(true, sequence(packet), ""), 0);
    }
  }

  private void acknowledge(PacketView packet, int connection, int at) {
    int acknowledged = packet.tcpAcknowledgment();
    Hello some = table.hello(at);
    if ((packet.tcpFlags() & SYN) != 0 && restarts(at, some, acknowledged)) {
      passed.release(at);
      current = "";
      table.await(connection, acknowledged, acknowledged);
      return;
    }
    passed.acknowledge(at, acknowledged);
    if (some != null) {
      if (!some.reply) {
        acknowledged(packet, connection, some);
      }
    } else if (table.waits(at)) {
      // Bytes that were acknowledged and never seen are missing in the capture.
      if (acknowledged - table.base(at) > 0) {
        table.base(at, acknowledged);
      }
    } else if (table.passed(at) && acknowledged - table.base(at) >= 0) {
      ended(connection);
    }
  }

  /** Whether a server's SYN answers another SYN than the one that was taken for the client's. */
  private boolean restarts(int at, @Nullable Hello some, int acknowledged) {
    int end = some == null || some.reply ? table.base(at) : some.base() + some.stream().ready();
    return !table.isCut(at)
        && (acknowledged - table.begin(at) < 0 || acknowledged - end > 0)
        && (some != null || current.isEmpty());
  }

  /** The other end has bytes of a hello. */
  private void acknowledged(PacketView packet, int connection, Hello some) {
    if ((packet.tcpFlags() & ACK) == 0 || some.distrusted()) {
      return;
    }
    int count = packet.tcpAcknowledgment() - some.base();
    boolean lost = !some.whole() && count > some.stream().ready();
    if (lost || some.whole() && count >= some.stream().end()) {
      finish(connection, some.name());
    }
  }

  /** Nothing of the hello is needed any more but its name. */
  private void finish(int connection, String name) {
    if (name.isEmpty()) {
      ended(connection);
    } else {
      table.name(connection, name);
    }
  }

  /** A segment of a connection whose hello is being put together, or is kept to compare. */
  private void collected(PacketView packet, int connection, Hello some) {
    int length = packet.payloadCaptured();
    int sequence = sequence(packet);
    int offset = sequence - some.base();
    if (length == 0) {
      return;
    }
    // Servers send no hello; what looks like the beginning of one may be anything.
    boolean surely = !some.reply || some.begun() || some.whole();
    boolean cutOut = urgent(packet) && (!some.whole() || offset < some.stream().end());
    boolean other = some.differs(sequence, packet.bytes(), packet.payloadOffset(), length);
    if (surely && (cutOut || other)) {
      some.distrust();
    }
    if (!some.whole()) {
      go(packet, connection, some, offset);
    } else if (!some.distrusted() && offset >= some.stream().end()) {
      again(packet, connection, some.reply, some);
    }
    contradicts |= some.distrusted();
  }

  /** A client may send a second hello when the server asks for it (RFC 8446 §4.1.4). */
  private void again(PacketView packet, int connection, boolean reply, @Nullable Hello earlier) {
    long from = packet.payloadOffset();
    int length = packet.payloadCaptured();
    if (length > CHANGE_BYTES && packet.bytes().get(ValueLayout.JAVA_BYTE, from) == CHANGE) {
      from += CHANGE_BYTES;
      length -= CHANGE_BYTES;
    }
    if (length > 5 && ClientHello.looksLikeOne(packet.bytes(), from, length)) {
      int skipped = (int) (from - packet.payloadOffset());
      Hello fresh = new Hello(reply, sequence(packet) + skipped, current, earlier);
      begin(packet, connection, fresh, -skipped);
    }
  }

  private void begin(PacketView packet, int connection, Hello fresh, int offset) {
    boolean known = table.find(connection) >= 0;
    if (table.collect(connection, fresh)) {
      int at = table.find(connection);
      if (!known) {
        table.start(at, fresh.reply ? packet.tcpAcknowledgment() : fresh.base());
        table.floor(at, table.base(at) - (fresh.reply ? 0 : LOOK_BACK));
      } else if (!fresh.reply) {
        table.base(at, fresh.base());
      }
      if (urgent(packet) || !fresh.reply && table.urgent(at)) {
        fresh.distrust();
      }
      go(packet, connection, fresh, offset);
      contradicts |= fresh.distrusted();
    } else {
      withoutRoom(packet, connection, offset - fresh.skipped());
    }
  }

  /** What cannot be kept is read at once, or has to come again. */
  private void withoutRoom(PacketView packet, int connection, int offset) {
    long from = packet.payloadOffset();
    int length = packet.payloadCaptured();
    Result result =
        offset > 0 ? Result.MORE : hello.readRecords(packet.bytes(), from - offset, from + length);
    if (result == Result.NAMED) {
      current = hello.name();
      table.name(connection, current);
    } else if (result == Result.MORE && length == packet.payloadLength()) {
      contradicts = true;
    }
  }

  private void go(PacketView packet, int connection, Hello some, int offset) {
    // What lies farther on than the longest hello is none of its bytes.
    int count = Math.min(packet.payloadCaptured(), ClientHello.MOST_BYTES - offset);
    if (count <= 0) {
      return;
    }
    Reassembly stream = some.stream();
    int before = stream.ready();
    if (!stream.put(offset, packet.bytes(), packet.payloadOffset(), count)) {
      tooMuch(connection, some, some.begun());
    } else if (stream.ready() > before && some.due()) {
      if (some.mayRead()) {
        read(connection, some);
      } else {
        tooMuch(connection, some, true);
      }
    }
  }

  /** What cannot be put together is not let through unread; {@code forever} if it never can. */
  private void tooMuch(int connection, Hello some, boolean forever) {
    tooMuch++;
    if (some.reply && !some.begun()) {
      table.pass(connection);
    } else if (forever) {
      some.giveUp();
    } else {
      contradicts = true;
    }
  }

  private void read(int connection, Hello some) {
    Reassembly stream = some.stream();
    if (some.skipped() >= stream.ready()) {
      return;
    }
    Result result = hello.readRecords(stream.bytes(), some.skipped(), stream.ready());
    if (result == Result.NOT && !some.begun()) {
      // One may begin behind bytes that were none.
      int inside = inside(stream.bytes(), some.skipped(), stream.ready());
      if (inside >= 0) {
        some.skip(some.skipped() + inside);
        result = hello.readRecords(stream.bytes(), some.skipped(), stream.ready());
      }
    }
    switch (result) {
      case NAMED -> named(connection, some);
      case MORE -> {
        some.await(hello.missing());
        if (hello.begun()) {
          some.begin();
        }
      }
      case NOT, NAMELESS, MALFORMED -> {
        malformed += result == Result.MALFORMED ? 1 : 0;
        if (some.distrusted()) {
          some.giveUp();
        } else if (result == Result.NOT) {
          not(connection, some);
        } else {
          nameless(connection, some);
        }
      }
    }
  }

  private void named(int connection, Hello some) {
    int at = table.find(connection);
    boolean first = !table.keeps(at);
    some.named(hello.name(), hello.whole());
    some.await(hello.missing());
    current = some.name();
    if (hello.ambiguous() || some.renames()) {
      some.distrust();
    }
    if (first && (!some.distrusted() || table.mayKeep(at))) {
      table.keep(connection, some);
    }
  }

  /** No name comes of it, but another hello at its place may have one. */
  private void nameless(int connection, Hello some) {
    int at = table.find(connection);
    if (!some.name().isEmpty()) {
      table.name(connection, some.name());
    } else if (some.reply) {
      table.pass(connection);
    } else if (table.mayKeep(at)) {
      some.named("", true);
      table.keep(connection, some);
    } else {
      table.base(at, some.base() + some.stream().end());
      table.pass(connection);
    }
  }

  private void not(int connection, Hello some) {
    Reassembly stream = some.stream();
    int at = table.find(connection);
    if (!some.name().isEmpty()) {
      table.name(connection, some.name());
    } else if (some.reply) {
      table.pass(connection);
    } else if (some.begun()) {
      some.giveUp();
    } else if (stream.end() == stream.ready() || stream.ready() > PassedBytes.MOST_BYTES) {
      table.base(at, some.base());
      passed.keep(at, stream.bytes(), 0, stream.ready());
      passOver(connection, at, some.base() + stream.ready());
    } else {
      some.skip(stream.ready());
    }
  }
}
