package dev.sluice.engine.inspect;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.wire.ClientHello;
import dev.sluice.wire.ClientHello.Result;
import dev.sluice.wire.GoogleHello;
import dev.sluice.wire.PacketView;
import dev.sluice.wire.QuicInitial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server names that connections ask for in the hello of TLS and QUIC, and the globs of {@code
 * tls-host} over them. A hello is put together over TCP segments, TLS records, QUIC packets and
 * datagrams; the name then belongs to the connection. RouterOS looks at one packet only: this is an
 * extension, and a superset. Allocates only for packets that carry a part of a hello. One a worker;
 * not threadsafe.
 */
public final class ServerNames {
  private static final int HANDSHAKE = 22;
  private static final int CHANGE = 20;
  private static final int CHANGE_BYTES = 6;

  /** How far into a client's stream a hello is waited for. */
  private static final int MOST_WORDS = 2_048;

  private static final byte[] NO_ID = {};
  private static final int SYN = 2;
  private static final int ACK = 16;

  private final List<Glob> globs = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final ClientHello hello = new ClientHello();
  private final GoogleHello google = new GoogleHello();
  private final QuicInitial quic = new QuicInitial();
  private final HelloTable table = new HelloTable();
  private @Nullable ConnectionTable watched;
  private int lastConnection = ConnectionTable.NONE;
  private long lastPackets;
  private String current = "";
  private boolean contradicts;
  private long malformed;
  private long tooMuch;

  /** The number of a glob of {@code tls-host}. For setting up. */
  public int glob(String text) {
    int known = texts.indexOf(text);
    if (known >= 0) {
      return known;
    }
    texts.add(text);
    globs.add(new Glob(text));
    return globs.size() - 1;
  }

  /**
   * Whether the server name that the connection asked for is known at this packet and fits the
   * glob. Without a connection only what stands in this packet counts.
   */
  public boolean matches(
      int glob,
      PacketView packet,
      ConnectionTable connections,
      int connection,
      boolean reply,
      long now) {
    see(packet, connections, connection, reply, now);
    return fits(glob);
  }

  /** Whether the name that is known at the last packet fits the glob. */
  boolean fits(int glob) {
    return !current.isEmpty() && globs.get(glob).fits(current);
  }

  /**
   * Whether a name is known at the packet that {@link #matches} or {@link #see} was last asked
   * about; a negated {@code tls-host} matches only then.
   */
  public boolean known(int connection) {
    return !current.isEmpty();
  }

  /** The server name that the connection asked for, in lower case, or an empty string. */
  public String name(int connection) {
    int at = table.find(connection);
    return at < 0 ? "" : table.name(at);
  }

  /** Hellos whose lengths contradict each other. */
  public long malformed() {
    return malformed;
  }

  /** What was not read or not kept because of a limit. */
  public long beyondLimits() {
    return tooMuch + table.refused();
  }

  /** Looks at a packet, once, for the sake of {@link #name}. */
  public void see(
      PacketView packet, ConnectionTable connections, int connection, boolean reply, long now) {
    if (connection < 0) {
      lastConnection = ConnectionTable.NONE;
      current = single(packet);
      return;
    }
    long packets = connections.packets(connection, false) + connections.packets(connection, true);
    if (connection == lastConnection && packets == lastPackets) {
      return;
    }
    lastConnection = connection;
    lastPackets = packets;
    watch(connections);
    look(packet, connection, reply);
  }

  /** Looks at a packet that was not looked at before. */
  void look(PacketView packet, int connection, boolean reply) {
    int at = table.find(connection);
    current = at < 0 ? "" : table.name(at);
    if (!packet.transport()) {
      return;
    }
    Hello some = at < 0 ? null : table.hello(at);
    if (packet.protocol() == Inspection.UDP) {
      if (some != null || current.isEmpty()) {
        datagram(packet, connection, reply, some);
      }
    } else if (packet.protocol() == Inspection.TCP) {
      if (some != null) {
        collected(packet, connection, reply, some);
      } else if (current.isEmpty()) {
        segment(packet, connection, reply, at);
      } else {
        again(packet, connection, reply);
      }
    }
  }

  /** A new packet is on the road. */
  public void begin() {
    contradicts = false;
  }

  /**
   * Whether the packet seen since {@link #begin} carries data of a connection whose hello says two
   * things, or cannot be put together: its server may have read another name.
   */
  public boolean contradicts() {
    return contradicts;
  }

  private void watch(ConnectionTable connections) {
    if (connections != watched) {
      watched = connections;
      connections.onEnd(this::ended);
      connections.onDiscard(this::ended);
    }
  }

  private void ended(ConnectionTable connections, int connection, EndReason reason, long now) {
    table.remove(connection);
    lastConnection = ConnectionTable.NONE;
  }

  private String single(PacketView packet) {
    long from = packet.payloadOffset();
    int length = packet.transport() ? packet.payloadCaptured() : 0;
    if (length == 0) {
      return "";
    }
    if (packet.protocol() == Inspection.TCP) {
      return looksLikeHello(packet.bytes(), from, length)
              && hello.readRecords(packet.bytes(), from, from + length) == Result.NAMED
          ? hello.name()
          : "";
    }
    if (packet.protocol() == Inspection.UDP
        && QuicInitial.looksLikeOne(packet.bytes(), from, from + length)) {
      Hello one = new Hello(false, 0, "");
      return open(packet, one) == Result.NAMED ? current : "";
    }
    return "";
  }

  private static int sequence(PacketView packet) {
    return packet.tcpSequence() + ((packet.tcpFlags() & SYN) != 0 ? 1 : 0);
  }

  /** A segment of a connection of which no hello is known. */
  private void segment(PacketView packet, int connection, boolean reply, int at) {
    int length = packet.payloadCaptured();
    int sequence = sequence(packet);
    if (length == 0) {
      if ((packet.tcpFlags() & (SYN | ACK)) == SYN && at < 0) {
        table.await(connection, sequence);
      }
      return;
    }
    boolean waits = at >= 0 && !reply;
    int offset = waits ? sequence - table.base(at) : 0;
    if (offset > 0 && offset < ClientHello.MOST_BYTES) {
      begin(packet, connection, new Hello(reply, table.base(at), ""), offset);
    } else if ((!waits || offset <= 0 && offset >= -table.passed(at))
        && looksLikeHello(packet.bytes(), packet.payloadOffset(), length)) {
      begin(packet, connection, new Hello(reply, sequence, ""), 0);
    } else if (waits && offset == 0) {
      passOver(connection, at, table.base(at), length);
    }
  }

  /** What stands here is no hello; behind a proxy's or a mail server's words one may follow. */
  private void passOver(int connection, int at, int base, int length) {
    int begin = base - table.passed(at);
    if (base + length - begin > MOST_WORDS) {
      table.remove(connection);
    } else {
      table.await(connection, base + length, begin);
    }
  }

  /** A segment of a connection whose hello is being put together, or is kept to compare. */
  private void collected(PacketView packet, int connection, boolean reply, Hello some) {
    if (some.reply != reply) {
      boolean answered =
          (packet.tcpFlags() & ACK) != 0
              && packet.tcpAcknowledgment() - some.base() - some.stream().end() >= 0;
      if (answered && some.whole() && !some.distrusted()) {
        table.name(connection, some.name());
      }
      return;
    }
    int length = packet.payloadCaptured();
    int offset = sequence(packet) - some.base();
    if (length == 0) {
      return;
    }
    // Servers send no hello; what looks like the beginning of one may be anything.
    boolean surely = !reply || some.begun() || some.whole();
    if (surely && some.stream().differs(offset, packet.bytes(), packet.payloadOffset(), length)) {
      some.distrust();
    }
    if (!some.whole()) {
      go(packet, connection, some, offset);
    } else if (!some.distrusted() && (offset < 0 || offset >= some.stream().end())) {
      again(packet, connection, reply);
    }
    contradicts |= some.distrusted();
  }

  /** A client may send a second hello when the server asks for it (RFC 8446 §4.1.4). */
  private void again(PacketView packet, int connection, boolean reply) {
    long from = packet.payloadOffset();
    int length = packet.payloadCaptured();
    if (length > CHANGE_BYTES && packet.bytes().get(ValueLayout.JAVA_BYTE, from) == CHANGE) {
      from += CHANGE_BYTES;
      length -= CHANGE_BYTES;
    }
    if (length > 5 && looksLikeHello(packet.bytes(), from, length)) {
      int skipped = (int) (from - packet.payloadOffset());
      begin(packet, connection, new Hello(reply, sequence(packet) + skipped, current), -skipped);
    }
  }

  /** Not more than a glance: almost every packet that is asked about carries no hello. */
  private static boolean looksLikeHello(MemorySegment bytes, long from, int length) {
    return bytes.get(ValueLayout.JAVA_BYTE, from) == HANDSHAKE
        && (length < 2 || bytes.get(ValueLayout.JAVA_BYTE, from + 1) == 3)
        && (length < 6
            || bytes.get(ValueLayout.JAVA_BYTE, from + 5) == 1
            || bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + 3) == 0);
  }

  private void begin(PacketView packet, int connection, Hello fresh, int offset) {
    if (table.collect(connection, fresh)) {
      go(packet, connection, fresh, offset);
      contradicts |= fresh.distrusted();
    } else if (offset <= 0) {
      long from = packet.payloadOffset();
      long to = from + packet.payloadCaptured();
      if (hello.readRecords(packet.bytes(), from - offset, to) == Result.NAMED) {
        current = hello.name();
        table.name(connection, current);
      }
    }
  }

  private void go(PacketView packet, int connection, Hello some, int offset) {
    Reassembly stream = some.stream();
    int before = stream.ready();
    if (!stream.put(offset, packet.bytes(), packet.payloadOffset(), packet.payloadCaptured())) {
      giveUp(connection, some);
    } else if (stream.ready() > before) {
      if (some.mayRead()) {
        read(connection, some, hello.readRecords(stream.bytes(), some.skipped(), stream.ready()));
      } else {
        giveUp(connection, some);
      }
    }
  }

  /** What begins as a hello and cannot be put together is not let through unread. */
  private void giveUp(int connection, Hello some) {
    tooMuch++;
    if (some.begun()) {
      some.giveUp();
    } else {
      table.remove(connection);
    }
  }

  private void read(int connection, Hello some, Result result) {
    if (result == Result.NAMED) {
      boolean first = !table.keeps(table.find(connection));
      some.named(hello.name(), hello.whole());
      current = some.name();
      if (hello.ambiguous()) {
        some.distrust();
      }
      if (first) {
        table.keep(connection, some);
      }
    } else if (result == Result.MORE) {
      if (hello.begun()) {
        some.begin();
      }
    } else {
      malformed += result == Result.MALFORMED ? 1 : 0;
      forget(connection, some, result == Result.NOT);
    }
  }

  /** No name comes of it; {@code waits} if another hello may follow. */
  private void forget(int connection, Hello some, boolean waits) {
    Reassembly stream = some.stream();
    if (!some.name().isEmpty()) {
      table.name(connection, some.name());
    } else if (some.reply || !waits) {
      table.remove(connection);
    } else if (stream.end() == stream.ready()) {
      passOver(connection, table.find(connection), some.base(), stream.ready());
    } else if (stream.ready() > MOST_WORDS) {
      table.remove(connection);
    } else {
      some.skip();
    }
  }

  private void datagram(PacketView packet, int connection, boolean reply, @Nullable Hello known) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    if (!QuicInitial.looksLikeOne(packet.bytes(), from, to)) {
      if (known == null
          && GoogleHello.looksLikeOne(packet.bytes(), from, to)
          && google.readDatagram(packet.bytes(), from, to) == Result.NAMED) {
        current = google.name();
        table.name(connection, current);
      }
      return;
    }
    Hello some = known;
    if (some == null) {
      some = new Hello(reply, 0, "");
      if (!table.collect(connection, some)) {
        return;
      }
    }
    if (some.reply == reply) {
      opened(packet, connection, some);
      contradicts |= some.distrusted();
    }
  }

  private void opened(PacketView packet, int connection, Hello some) {
    if (!some.mayOpen()) {
      if (some.name().isEmpty()) {
        tooMuch++;
        table.remove(connection);
      } else if (!some.distrusted()) {
        table.name(connection, some.name());
      }
      return;
    }
    Result result = open(packet, some);
    if (result == Result.NAMED) {
      boolean first = !table.keeps(table.find(connection));
      some.named(current, true);
      if (first) {
        table.keep(connection, some);
      }
    } else if (result == Result.MALFORMED) {
      malformed++;
    }
  }

  /** Leaves the name in {@code current}. */
  private Result open(PacketView packet, Hello some) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    for (Hello.Flight flight : some.flights()) {
      if (quic.read(packet.bytes(), from, to, flight.id()) == QuicInitial.Result.READ) {
        return crypto(some, flight.stream());
      }
    }
    // The first of a connection, or one that begins again with another id: after a Retry, say.
    if (quic.read(packet.bytes(), from, to, NO_ID) != QuicInitial.Result.READ) {
      return Result.MORE;
    }
    if (some.flights().size() == Hello.MOST_FLIGHTS) {
      tooMuch++;
      some.distrust();
      return Result.MORE;
    }
    Hello.Flight fresh = new Hello.Flight(quic.id());
    some.flights().add(fresh);
    return crypto(some, fresh.stream());
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
