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
    if (current.isEmpty() && packet.transport()) {
      if (packet.protocol() == Inspection.TCP) {
        segment(packet, connection, reply, at);
      } else if (packet.protocol() == Inspection.UDP) {
        datagram(packet, connection, reply, at);
      }
    }
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
      Hello one = new Hello(false, 0);
      return open(packet, one) == Result.NAMED ? current : "";
    }
    return "";
  }

  private void segment(PacketView packet, int connection, boolean reply, int at) {
    int length = packet.payloadCaptured();
    int flags = packet.tcpFlags();
    int sequence = packet.tcpSequence() + ((flags & SYN) != 0 ? 1 : 0);
    if (length == 0) {
      if ((flags & (SYN | ACK)) == SYN && at < 0) {
        table.await(connection, sequence);
      }
      return;
    }
    Hello hello = at < 0 ? null : table.hello(at);
    if (hello != null) {
      if (hello.reply == reply) {
        go(packet, connection, hello, sequence - hello.base());
      }
      return;
    }
    boolean waits = at >= 0 && table.waits(at);
    int offset = waits && !reply ? sequence - table.base(at) : 0;
    if (offset > 0 && offset < ClientHello.MOST_BYTES) {
      begin(packet, connection, new Hello(reply, table.base(at)), offset);
    } else if (offset == 0 && looksLikeHello(packet.bytes(), packet.payloadOffset(), length)) {
      begin(packet, connection, new Hello(reply, sequence), 0);
    } else if (waits && !reply && offset == 0) {
      table.remove(connection);
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
    long from = packet.payloadOffset();
    if (offset == 0) {
      Result result = hello.readRecords(packet.bytes(), from, from + packet.payloadCaptured());
      if (result != Result.MORE) {
        finish(connection, result);
        return;
      }
    }
    if (table.collect(connection, fresh)) {
      go(packet, connection, fresh, offset);
    }
  }

  private void go(PacketView packet, int connection, Hello some, int offset) {
    Reassembly stream = some.stream();
    int before = stream.ready();
    if (!stream.put(offset, packet.bytes(), packet.payloadOffset(), packet.payloadCaptured())) {
      tooMuch++;
      table.remove(connection);
      return;
    }
    if (stream.ready() == before) {
      return;
    }
    if (!some.mayRead()) {
      tooMuch++;
      table.remove(connection);
      return;
    }
    Result result = hello.readRecords(stream.bytes(), 0, stream.ready());
    if (result != Result.MORE) {
      finish(connection, result);
    }
  }

  private void finish(int connection, Result result) {
    if (result == Result.NAMED) {
      current = hello.name();
      table.name(connection, current);
    } else {
      malformed += result == Result.MALFORMED ? 1 : 0;
      table.remove(connection);
    }
  }

  private void datagram(PacketView packet, int connection, boolean reply, int at) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    if (!QuicInitial.looksLikeOne(packet.bytes(), from, to)) {
      if (GoogleHello.looksLikeOne(packet.bytes(), from, to)
          && google.readDatagram(packet.bytes(), from, to) == Result.NAMED) {
        current = google.name();
        table.name(connection, current);
      }
      return;
    }
    Hello some = at < 0 ? null : table.hello(at);
    if (some == null) {
      some = new Hello(reply, 0);
      if (!table.collect(connection, some)) {
        return;
      }
    }
    if (some.reply != reply) {
      return;
    }
    if (!some.mayOpen()) {
      tooMuch++;
      table.remove(connection);
      return;
    }
    Result result = open(packet, some);
    if (result == Result.NAMED) {
      table.name(connection, current);
    } else if (result != Result.MORE) {
      malformed += result == Result.MALFORMED ? 1 : 0;
    }
  }

  /** Leaves the name in {@code current}. */
  private Result open(PacketView packet, Hello some) {
    long from = packet.payloadOffset();
    long to = from + packet.payloadCaptured();
    QuicInitial.Result opened = quic.read(packet.bytes(), from, to, some.firstId());
    if (opened == QuicInitial.Result.UNREADABLE && some.firstId().length > 0) {
      // After a Retry the client begins again with the id that the server gave it.
      opened = quic.read(packet.bytes(), from, to, new byte[0]);
      if (opened == QuicInitial.Result.READ) {
        some.restart(quic.id());
      }
    }
    if (opened != QuicInitial.Result.READ) {
      return Result.MORE;
    }
    if (some.firstId().length == 0) {
      some.restart(quic.id());
    }
    Reassembly stream = some.stream();
    MemorySegment plain = quic.plain();
    for (int i = 0; i < quic.frames(); i++) {
      if (quic.frameOffset(i) < ClientHello.MOST_BYTES) {
        stream.put(quic.frameOffset(i), plain, quic.frameStart(i), quic.frameLength(i));
      }
    }
    Result result = hello.readMessage(stream.bytes(), 0, stream.ready());
    if (result == Result.NAMED) {
      current = hello.name();
    } else if (result == Result.NOT) {
      result = google.readMessage(stream.bytes(), 0, stream.ready());
      current = result == Result.NAMED ? google.name() : "";
    }
    return result;
  }
}
