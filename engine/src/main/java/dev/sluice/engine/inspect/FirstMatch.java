package dev.sluice.engine.inspect;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.pattern.PatternSet;
import dev.sluice.pattern.Scanner;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Inspection as l7-filter's kernel module did it. The first rule that matches owns the connection,
 * and no other pattern matches it any more. A connection expected by another one belongs to it. The
 * first packet of a connection must reach a rule, or nothing ever matches. A packet that adds no
 * byte is answered no by the first rule that sees it; later rules ask again about what was
 * collected before. The names {@code unset} and {@code unknown} mean undecided and given up.
 *
 * <p>One difference: a pattern with {@code $} that no rule asked about when it matched still counts
 * as matched when a rule asks later; the original would search the longer data again.
 */
final class FirstMatch {
  /** l7-filter: 2,048 bytes with the NUL at their end. */
  static final int MOST_BYTES = 2_047;

  private static final int MOST_MASTERS = 8;
  private static final int NOBODY = -1;
  private static final int BYTES_SHIFT = 32;
  private static final long STARTED = 1L << 56;

  private final Scanner scanner;
  private final int windowPackets;
  private final long[] bits;
  private int unset = NOBODY;
  private int unknown = NOBODY;

  FirstMatch(PatternSet patterns, Scanner scanner, int windowPackets) {
    this.scanner = scanner;
    this.windowPackets = windowPackets;
    bits = new long[patterns.words()];
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.name(i).equals("unset")) {
        unset = i;
      } else if (patterns.name(i).equals("unknown")) {
        unknown = i;
      }
    }
  }

  boolean matched(int pattern, PacketView packet, ConnectionTable table, int connection) {
    int subject = master(table, connection);
    int owner = owner(table, subject);
    if (owner != NOBODY) {
      return owner == pattern;
    }
    long packets = table.packets(subject, false) + table.packets(subject, true);
    if (packets > windowPackets) {
      return pattern == unknown;
    }
    long word = table.layer7Window(subject);
    if ((word & STARTED) == 0) {
      if (packets != 1) {
        return false;
      }
      word = STARTED;
      table.setLayer7State(subject, scanner.start());
    }
    // A child's packets do not count with its master, so they are told apart by their own number.
    long number =
        packets
            + (subject == connection
                ? 0
                : table.packets(connection, false) + table.packets(connection, true));
    if ((int) number != (int) word && !collect(packet, table, subject, word, number)) {
      return false;
    }
    if (pattern == unset) {
      return true;
    }
    if (pattern == unknown || !found(table, subject, pattern)) {
      return false;
    }
    table.setLayer7Matched(subject, pattern + 1L);
    return true;
  }

  boolean owns(ConnectionTable table, int connection, int pattern) {
    return owner(table, master(table, connection)) == pattern;
  }

  private static int owner(ConnectionTable table, int subject) {
    return (int) table.layer7Matched(subject) - 1;
  }

  private static int master(ConnectionTable table, int connection) {
    int subject = connection;
    for (int i = 0; i < MOST_MASTERS; i++) {
      int master = table.master(subject);
      if (master < 0) {
        break;
      }
      subject = master;
    }
    return subject;
  }

  private boolean found(ConnectionTable table, int subject, int pattern) {
    Arrays.fill(bits, 0);
    scanner.matched(table.layer7State(subject), bits);
    return (bits[pattern >> 6] >>> pattern & 1) != 0;
  }

  /** Appends the packet's bytes once. False if that added none. */
  private boolean collect(
      PacketView packet, ConnectionTable table, int subject, long word, long number) {
    int stored = (int) (word >>> BYTES_SHIFT) & 0xFFFFFF;
    // The bound counts raw bytes of this packet against stored bytes without NULs.
    int raw = Math.min(packet.payloadCaptured(), MOST_BYTES - stored);
    long from = packet.payloadOffset();
    int added = raw - nuls(packet.bytes(), from, from + raw);
    if (added > 0) {
      Arrays.fill(bits, 0);
      long state = table.layer7State(subject);
      state = scanner.scan(state, packet.bytes(), from, from + raw, bits);
      table.setLayer7State(subject, state);
    }
    long progress = (long) (stored + added) << BYTES_SHIFT | number & 0xFFFF_FFFFL;
    table.setLayer7Window(subject, progress | STARTED);
    return added > 0;
  }

  private static int nuls(MemorySegment bytes, long from, long to) {
    int count = 0;
    for (long at = from; at < to; at++) {
      count += bytes.get(ValueLayout.JAVA_BYTE, at) == 0 ? 1 : 0;
    }
    return count;
  }
}
