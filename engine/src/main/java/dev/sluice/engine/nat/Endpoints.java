package dev.sluice.engine.nat;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.policy.IntRange;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of endpoint-independent-nat (RFC 4787: endpoint-independent mapping and filtering):
 * one outer address and port for each inner one, whoever it talks to. A mapping lives as long as a
 * connection uses it and for a while after. Only fresh UDP connections of such rules come here, so
 * objects do no harm. Not threadsafe.
 */
final class Endpoints {
  static final int MOST_MAPPINGS = 1 << 16;

  /** RFC 4787 REQ-5: not less than two minutes, five recommended. */
  static final long IDLE_NANOS = 300L * 1_000_000_000L;

  /** One side of a mapping. */
  record Endpoint(long high, long low, int port, boolean six) {}

  private static final class Mapping {
    final Endpoint inner;
    final Endpoint outer;
    int connections;
    long lastUsed;

    Mapping(Endpoint inner, Endpoint outer, long now) {
      this.inner = inner;
      this.outer = outer;
      lastUsed = now;
    }

    boolean dead(long now) {
      return connections == 0 && now - lastUsed > IDLE_NANOS;
    }
  }

  private final Map<Endpoint, Mapping> byInner = new HashMap<>();
  private final Map<Endpoint, Mapping> byOuter = new HashMap<>();
  private final Map<Integer, Mapping> byConnection = new HashMap<>();
  private @Nullable ConnectionTable watched;

  int size() {
    return byInner.size();
  }

  boolean bound(int connection) {
    return !byConnection.isEmpty() && byConnection.containsKey(connection);
  }

  /** The inner endpoint behind an outer one, or null. */
  @Nullable Endpoint inner(Endpoint outer, long now) {
    Mapping mapping = byOuter.get(outer);
    return mapping == null || mapping.dead(now) ? null : mapping.inner;
  }

  /**
   * The outer endpoint of an inner one, as it is or made now.
   *
   * @param wanted taken if it is free, else the next free port of {@code range}
   * @return null if there is none
   */
  @Nullable Endpoint outer(Endpoint inner, Endpoint wanted, IntRange range, long now) {
    Mapping known = byInner.get(inner);
    if (known != null) {
      known.lastUsed = now;
      return known.outer;
    }
    if (byInner.size() == MOST_MAPPINGS) {
      removeDead(now);
    }
    int size = range.last() - range.first() + 1;
    int start = Math.floorMod(wanted.port() - range.first(), size);
    for (int i = 0; i < size && byInner.size() < MOST_MAPPINGS; i++) {
      int port = range.first() + (start + i) % size;
      Endpoint outer = new Endpoint(wanted.high(), wanted.low(), port, wanted.six());
      Mapping other = byOuter.get(outer);
      if (other != null && other.dead(now)) {
        byInner.remove(other.inner);
        other = null;
      }
      if (other == null) {
        Mapping mapping = new Mapping(inner, outer, now);
        byInner.put(inner, mapping);
        byOuter.put(outer, mapping);
        return outer;
      }
    }
    return null;
  }

  private void removeDead(long now) {
    Iterator<Mapping> all = byInner.values().iterator();
    while (all.hasNext()) {
      Mapping mapping = all.next();
      if (mapping.dead(now)) {
        all.remove();
        byOuter.remove(mapping.outer);
      }
    }
  }

  /** A connection lives by the mapping of the inner endpoint from now on. */
  void use(Endpoint inner, ConnectionTable table, int connection, long now) {
    if (table != watched) {
      watched = table;
      table.onEnd(this::ended);
      table.onDiscard(this::ended);
    }
    Mapping mapping = byInner.get(inner);
    if (mapping != null && byConnection.put(connection, mapping) != mapping) {
      mapping.connections++;
      mapping.lastUsed = now;
    }
  }

  private void ended(ConnectionTable table, int connection, EndReason reason, long now) {
    Mapping mapping = byConnection.isEmpty() ? null : byConnection.remove(connection);
    if (mapping != null) {
      mapping.connections--;
      mapping.lastUsed = now;
    }
  }
}
