package dev.sluice.engine.inspect;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.pattern.PatternSet;
import dev.sluice.pattern.Scanner;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Policy;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a layer-7 pattern has matched a connection. A packet is looked at when a rule first
 * asks about it, and once, however many rules, tables and patterns ask. The window is the first
 * packets of the connection (both directions, with and without payload) or the first payload bytes
 * that were looked at, whichever ends first. What has matched stays matched for the life of the
 * connection. Allocates nothing per packet. One a worker; not threadsafe.
 *
 * <p>The word {@code layer7Window} of a connection: packets counted when it was last looked at
 * (32), bytes looked at (24), started (1).
 */
public final class Inspection implements Sequencer.Sink {
  /** No such pattern. */
  public static final int NONE = -1;

  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;

  private static final int BYTES_SHIFT = 32;
  private static final int MOST_WINDOW_BYTES = (1 << 24) - 1;
  private static final long STARTED = 1L << 56;

  private final PatternSet patterns;
  private final Scanner scanner;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int windowPackets;
  private final int windowBytes;
  private final boolean six;
  private final @Nullable Sequencer sequencer;
  private final @Nullable FirstMatch firstMatch;
  private final @Nullable WideMatches wide;
  private final long[] bits;
  private @Nullable ConnectionTable watched;

  // The stream being fed, between the start and the end of one call.
  private long state;
  private int seenBytes;
  private boolean contradicts;
  private boolean refuses;

  /** The connection whose packet has been looked at since {@link #begin}. */
  private int looked = NONE;

  public Inspection(Policy policy, EngineSettings settings) {
    Dialect dialect = settings.layer7().originals() ? Dialect.L7_FILTER : Dialect.ROUTEROS;
    patterns = PatternSet.compile(enabled(policy), dialect, Limits.DEFAULT);
    scanner = new Scanner(patterns);
    for (int i = 0; i < patterns.size(); i++) {
      numbers.putIfAbsent(patterns.name(i), i);
    }
    windowPackets = settings.layer7().packets();
    windowBytes = Math.min(settings.layer7().bytes(), MOST_WINDOW_BYTES);
    six = settings.layer7().forIpv6();
    bits = new long[patterns.words()];
    wide = bits.length > 1 ? new WideMatches(bits.length, WideMatches.MOST_ROWS) : null;
    firstMatch =
        settings.layer7().originals() ? new FirstMatch(patterns, scanner, windowPackets) : null;
    sequencer =
        settings.layer7().inSequence() && !settings.layer7().originals()
            ? new Sequencer(windowBytes)
            : null;
  }

  private static List<Pattern> enabled(Policy policy) {
    List<Pattern> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Layer7Protocol one : policy.layer7()) {
      if (!one.disabled() && names.add(one.name())) {
        found.add(new Pattern(one.name(), one.regexp()));
      }
    }
    return found;
  }

  /** The patterns that are searched for: every entry of the policy that is not disabled. */
  public PatternSet patterns() {
    return patterns;
  }

  /** The number of a pattern, or {@link #NONE}. Slow; for setting up. */
  public int pattern(String name) {
    return numbers.getOrDefault(name, NONE);
  }

  /**
   * Whether the pattern has matched in the connection, at this packet or before.
   *
   * @param connection may be NONE: nothing matches
   * @param reply the packet's direction
   */
  public boolean matched(
      int pattern,
      PacketView packet,
      ConnectionTable table,
      int connection,
      boolean reply,
      long now) {
    if (pattern < 0 || connection < 0 || !looksInto(packet)) {
      return false;
    }
    if (firstMatch != null) {
      return firstMatch.matched(pattern, packet, table, connection);
    }
    if (connection != looked) {
      looked = connection;
      if (!table.inspected(connection)) {
        look(packet, table, connection, reply);
      }
    }
    return has(table, connection, pattern);
  }

  /** RouterOS and l7-filter: TCP, UDP and ICMP. */
  private boolean looksInto(PacketView packet) {
    int protocol = packet.protocol();
    if (packet.six()) {
      return six && (protocol == TCP || protocol == UDP || protocol == ICMPV6);
    }
    return protocol == TCP || protocol == UDP || protocol == ICMP;
  }

  private void look(PacketView packet, ConnectionTable table, int connection, boolean reply) {
    long word = table.layer7Window(connection);
    long packets = table.packets(connection, false) + table.packets(connection, true);
    if ((int) packets == (int) word) {
      return;
    }
    watch(table);
    state = (word & STARTED) != 0 ? table.layer7State(connection) : scanner.start();
    seenBytes = (int) (word >>> BYTES_SHIFT) & MOST_WINDOW_BYTES;
    boolean open = packets <= windowPackets;
    if (contradicted(table, connection)) {
      contradicts = packet.payloadLength() > 0;
      table.setLayer7Window(connection, word & ~0xFFFF_FFFFL | packets & 0xFFFF_FFFFL);
      return;
    }
    if (open) {
      java.util.Arrays.fill(bits, 0);
      if (sequencer != null && packet.protocol() == TCP) {
        refuses = !sequencer.offer(packet, table, connection, reply, this);
        contradicts = contradicted(table, connection);
      } else if (packet.payloadCaptured() > 0) {
        long from = packet.payloadOffset();
        take(packet.bytes(), from, from + packet.payloadCaptured());
      }
      keep(table, connection);
      // Nothing can match any more, and still the bytes inspected have to be those that arrive.
      boolean watches = sequencer != null && packet.protocol() == TCP || !scanner.dead(state);
      open = contradicts || watches && packets < windowPackets && seenBytes < windowBytes;
    }
    if (!open) {
      table.setInspected(connection);
      if (sequencer != null) {
        sequencer.release(table, connection);
      }
    }
    long progress = (long) seenBytes << BYTES_SHIFT | packets & 0xFFFF_FFFFL;
    table.setLayer7Window(connection, progress | STARTED);
    table.setLayer7State(connection, state);
  }

  /** Looks at the bytes that have their turn. */
  @Override
  public void take(MemorySegment bytes, long from, long to) {
    long end = Math.min(to, from + windowBytes - seenBytes);
    if (from < end) {
      if (!scanner.dead(state)) {
        state = scanner.scan(state, bytes, from, end, bits);
      }
      seenBytes += (int) (end - from);
    }
  }

  private boolean contradicted(ConnectionTable table, int connection) {
    return sequencer != null
        && (Sequencer.contradicts(table, connection, false)
            || Sequencer.contradicts(table, connection, true));
  }

  /** A new packet is on the road. */
  public void begin() {
    contradicts = false;
    looked = NONE;
    refuses = false;
  }

  /**
   * Whether the packet looked at since {@link #begin} says something else than what was inspected
   * at its place, or follows one that did: an end may have taken what nobody has seen.
   */
  public boolean contradicts() {
    return contradicts;
  }

  /** Whether the packet looked at since {@link #begin} came too early, and there is no room. */
  public boolean refuses() {
    return refuses;
  }

  private void keep(ConnectionTable table, int connection) {
    if (bits[0] != 0) {
      table.setLayer7Matched(connection, table.layer7Matched(connection) | bits[0]);
    }
    if (wide != null && wide.add(connection, bits)) {
      table.setLayer7Matched(connection, table.layer7Matched(connection));
    }
  }

  private void watch(ConnectionTable table) {
    if (table != watched) {
      watched = table;
      table.onEnd(this::ended);
      table.onDiscard(this::ended);
    }
  }

  private void ended(ConnectionTable table, int connection, EndReason reason, long now) {
    if (sequencer != null) {
      sequencer.release(table, connection);
    }
    if (wide != null) {
      wide.remove(connection);
    }
  }

  /** Whether the pattern has matched in the connection so far; looks at no packet. */
  public boolean has(ConnectionTable table, int connection, int pattern) {
    if (connection < 0) {
      return false;
    }
    if (firstMatch != null) {
      return firstMatch.owns(table, connection, pattern);
    }
    if (pattern < 64) {
      return (table.layer7Matched(connection) >>> pattern & 1) != 0;
    }
    return wide != null && wide.has(connection, pattern);
  }

  /** The names of the patterns that have matched, in the policy's order. For reports. */
  public List<String> applications(ConnectionTable table, int connection) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      if (has(table, connection, i)) {
        names.add(patterns.name(i));
      }
    }
    return names;
  }

  /** How often inspection went on behind a hole in a TCP stream. */
  public long gaps(Gap reason) {
    return sequencer == null ? 0 : sequencer.gaps(reason);
  }

  /** Segments that wait for their turn. */
  int held() {
    return sequencer == null ? 0 : sequencer.held();
  }

  /** How often a match was forgotten because too many connections had matches past the 64th. */
  public long forgottenMatches() {
    return wide == null ? 0 : wide.refused();
  }
}
