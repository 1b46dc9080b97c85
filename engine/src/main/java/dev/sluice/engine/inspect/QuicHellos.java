package dev.sluice.engine.inspect;

import dev.sluice.wire.ClientHello;
import dev.sluice.wire.ClientHello.Result;
import dev.sluice.wire.GoogleHello;
import dev.sluice.wire.PacketView;
import dev.sluice.wire.QuicInitial;
import dev.sluice.wire.QuicLongHeader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Hellos in the Initial packets of QUIC, put together over packets and datagrams, and in Google's
 * own QUIC before it. Of a version that is not known nothing can be read: a datagram that begins a
 * connection in one is {@link #unreadable}; one in a version that is reserved to be unknown goes
 * on, so that its server can say which it knows, and is the last if the server goes along. Not
 * threadsafe.
 */
final class QuicHellos {
  private static final byte[] NO_ID = {};

  private final HelloTable table;
  private final ClientHello hello;
  private final GoogleHello google = new GoogleHello();
  private final QuicInitial quic = new QuicInitial();
  private String current = "";
  private boolean contradicts;
  private boolean unreadable;
  private long malformed;
  private long tooMuch;

  QuicHellos(HelloTable table, ClientHello hello) {
    this.table = table;
    this.hello = hello;
  }

  /** A new packet is on the road. */
  void begin() {
    contradicts = false;
    unreadable = false;
  }

  boolean contradicts() {
    return contradicts;
  }

  boolean unreadable() {
    return unreadable;
  }

  long malformed() {
    return malformed;
  }

  long tooMuch() {
    return tooMuch;
  }

  /**
   * Looks at a datagram that was not looked at before.
   *
   * @param answered whether the connection has packets of both directions
   * @return the name that is known now, or an empty string
   */
  String look(PacketView packet, int connection, boolean reply, boolean answered) {
    int at = table.find(connection);
    current = at < 0 ? "" : table.name(at);
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    if (at >= 0 && table.isCut(at)) {
      unreadable = true;
    } else if (to == from) {
      return current;
    } else if (QuicInitial.looksLikeOne(packet.bytes(), from, to)) {
      initial(packet, connection, reply, at < 0 ? null : table.hello(at));
    } else if (GoogleHello.looksLikeOne(packet.bytes(), from, to)) {
      google(packet, connection, !reply && !answered);
    } else if (packet.bytes().get(ValueLayout.JAVA_BYTE, from) < 0
        && QuicLongHeader.unreadable(packet.bytes(), from, to)) {
      unknown(packet, connection, reply, answered, at);
    }
    return current;
  }

  /** The name in one datagram alone, or an empty string. */
  String single(PacketView packet) {
    long from = packet.payloadOffset();
    current = "";
    if (QuicInitial.looksLikeOne(packet.bytes(), from, from + packet.payloadCaptured())) {
      open(packet, new Hello(false, 0, ""));
    }
    return current;
  }

  private void google(PacketView packet, int connection, boolean first) {
    long from = packet.payloadOffset();
    Result result = google.readDatagram(packet.bytes(), from, from + packet.payloadCaptured());
    if (result == Result.NAMED) {
      current = google.name();
      table.name(connection, current);
    } else if (first && packet.payloadCaptured() == packet.payloadLength()) {
      // All of its hello that is of interest fits into the first datagram of every client.
      boolean hidden = result == Result.NOT && QuicLongHeader.mayBegin(packet.payloadLength());
      contradicts = result == Result.MORE || hidden;
    }
  }

  private void unknown(
      PacketView packet, int connection, boolean reply, boolean answered, int before) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    int version = QuicLongHeader.version(packet.bytes(), from);
    int at = before;
    if (reply) {
      if (at >= 0 && table.base(at) == version) {
        table.cut(connection);
        unreadable = true;
      }
    } else if ((at >= 0 || !answered)
        && !QuicLongHeader.reserved(version)
        && QuicLongHeader.begins(packet.bytes(), from, to, packet.payloadLength())) {
      unreadable = true;
    } else if (QuicLongHeader.mayBegin(packet.payloadLength())) {
      at = at < 0 ? table.pass(connection) : at;
      if (at < 0) {
        unreadable = true;
      } else {
        table.base(at, version);
      }
    }
  }

  /** A datagram of a version that can be read. */
  private void initial(PacketView packet, int connection, boolean reply, @Nullable Hello known) {
    Hello some = known == null ? new Hello(reply, 0, current) : known;
    if (some.reply != reply) {
      return;
    }
    Result result = open(packet, some);
    if (result == Result.MALFORMED) {
      malformed++;
    }
    if (known == null && !some.flights().isEmpty() && !table.collect(connection, some)) {
      withoutRoom(packet, connection, result);
      return;
    }
    if (result == Result.NAMED) {
      int at = table.find(connection);
      boolean first = !table.keeps(at);
      some.named(current, true);
      if (first && (!some.distrusted() || table.mayKeep(at))) {
        table.keep(connection, some);
      }
    }
    contradicts |= some.distrusted();
  }

  /** What cannot be kept is read at once, or has to come again. */
  private void withoutRoom(PacketView packet, int connection, Result result) {
    if (result == Result.NAMED) {
      table.name(connection, current);
    } else if (packet.payloadCaptured() == packet.payloadLength()) {
      contradicts = true;
    }
  }

  /** Leaves the name in {@code current}. */
  private Result open(PacketView packet, Hello some) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    int version = QuicLongHeader.version(packet.bytes(), from);
    for (Hello.Flight flight : some.flights()) {
      // After a version negotiation the id may be the same, and the hello another.
      if (flight.version() == version
          && quic.read(packet.bytes(), from, to, flight.id()) == QuicInitial.Result.READ) {
        return some.mayOpen() ? crypto(some, flight.stream()) : giveUp(some);
      }
    }
    // The first of a connection, or one that begins again with another id: after a Retry, say.
    if (quic.read(packet.bytes(), from, to, NO_ID) != QuicInitial.Result.READ) {
      return Result.MORE;
    }
    if (!some.mayOpen() || some.flights().size() == Hello.MOST_FLIGHTS) {
      return giveUp(some);
    }
    Hello.Flight fresh = new Hello.Flight(version, quic.id());
    some.flights().add(fresh);
    return crypto(some, fresh.stream());
  }

  /** More than is looked at: not let through unread. */
  private Result giveUp(Hello some) {
    tooMuch++;
    some.distrust();
    return Result.MORE;
  }

  private Result crypto(Hello some, Reassembly stream) {
    MemorySegment plain = quic.plain();
    for (int i = 0; i < quic.frames(); i++) {
      long offset = quic.frameOffset(i);
      if (offset < ClientHello.MOST_BYTES) {
        if (stream.differs(offset, plain, quic.frameStart(i), quic.frameLength(i))) {
          some.distrust();
        }
        stream.put(offset, plain, quic.frameStart(i), quic.frameLength(i));
      }
    }
    Result result = hello.readMessage(stream.bytes(), 0, stream.ready());
    if (result == Result.NAMED) {
      current = hello.name();
      if (hello.ambiguous()) {
        some.distrust();
      }
    } else if (result == Result.NOT) {
      result = google.readMessage(stream.bytes(), 0, stream.ready());
      current = result == Result.NAMED ? google.name() : some.name();
    }
    return result;
  }
}
