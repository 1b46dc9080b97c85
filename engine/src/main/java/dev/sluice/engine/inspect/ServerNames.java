package dev.sluice.engine.inspect;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.wire.ClientHello;
import dev.sluice.wire.PacketView;
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
  private final List<Glob> globs = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final HelloTable table = new HelloTable();
  private final TcpHellos tcp;
  private final QuicHellos quic;
  private @Nullable ConnectionTable watched;
  private int lastConnection = ConnectionTable.NONE;
  private long lastPackets;
  private String current = "";

  public ServerNames() {
    ClientHello hello = new ClientHello();
    tcp = new TcpHellos(table, hello);
    quic = new QuicHellos(table, hello);
  }

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
    return tcp.malformed() + quic.malformed();
  }

  /** What was not read or not kept because of a limit. */
  public long beyondLimits() {
    return tcp.tooMuch() + quic.tooMuch() + table.refused();
  }

  /** Looks at a packet, once, for the sake of {@link #name}. */
  public void see(
      PacketView packet, ConnectionTable connections, int connection, boolean reply, long now) {
    if (connection < 0) {
      lastConnection = ConnectionTable.NONE;
      current = single(packet);
      return;
    }
    long sent = connections.packets(connection, false);
    long answers = connections.packets(connection, true);
    if (connection == lastConnection && sent + answers == lastPackets) {
      return;
    }
    lastConnection = connection;
    lastPackets = sent + answers;
    watch(connections);
    look(packet, connection, reply, !reply && sent == 1, sent > 0 && answers > 0);
  }

  /**
   * Looks at a packet that was not looked at before.
   *
   * @param first whether it is the connection's first in its direction
   * @param answered whether the connection has packets of both directions
   */
  void look(PacketView packet, int connection, boolean reply, boolean first, boolean answered) {
    if (!packet.transport()) {
      current = name(connection);
    } else if (packet.protocol() == Inspection.TCP) {
      current = tcp.look(packet, connection, reply, first, answered);
    } else if (packet.protocol() == Inspection.UDP) {
      current = quic.look(packet, connection, reply, answered);
    } else {
      current = "";
    }
  }

  /** A new packet is on the road. */
  public void begin() {
    tcp.begin();
    quic.begin();
  }

  /**
   * Whether the packet seen since {@link #begin} carries data of a connection whose hello says two
   * things, or cannot be put together: its server may have read another name.
   */
  public boolean contradicts() {
    return tcp.contradicts() || quic.contradicts();
  }

  /**
   * Whether the packet seen since {@link #begin} speaks a version of QUIC that cannot be read: its
   * server would read a name in it.
   */
  public boolean unreadable() {
    return quic.unreadable();
  }

  private void watch(ConnectionTable connections) {
    if (connections != watched) {
      watched = connections;
      connections.onEnd(this::ended);
      connections.onDiscard(this::ended);
    }
  }

  private void ended(ConnectionTable connections, int connection, EndReason reason, long now) {
    tcp.ended(connection);
    lastConnection = ConnectionTable.NONE;
  }

  private String single(PacketView packet) {
    int length = packet.transport() ? packet.payloadCaptured() : 0;
    if (length == 0) {
      return "";
    }
    return switch (packet.protocol()) {
      case Inspection.TCP -> tcp.single(packet.bytes(), packet.payloadOffset(), length);
      case Inspection.UDP -> quic.single(packet);
      default -> "";
    };
  }
}
