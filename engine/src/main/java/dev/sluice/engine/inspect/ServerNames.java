package dev.sluice.engine.inspect;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.wire.PacketView;

/** Skeleton of the signatures. */
public final class ServerNames {
  public ServerNames(EngineSettings settings) {}

  /** The number of a glob of {@code tls-host}. For setting up. */
  public int glob(String text) {
    return text.length();
  }

  /** Looks at a packet for the sake of {@link #name}, when no rule asks. */
  public void see(
      PacketView packet, ConnectionTable table, int connection, boolean reply, long now) {}

  /**
   * Whether the server name that the connection asked for is known at this packet and fits the
   * glob. Without a connection only what stands in this packet counts.
   */
  public boolean matches(
      int glob, PacketView packet, ConnectionTable table, int connection, boolean reply, long now) {
    return false;
  }

  /**
   * Whether a name is known at this packet, after {@link #matches} or {@link #see}; a negated
   * {@code tls-host} matches only then.
   */
  public boolean known(int connection) {
    return false;
  }

  /** The server name that the connection asked for, in lower case, or an empty string. */
  public String name(ConnectionTable table, int connection) {
    return "";
  }
}
