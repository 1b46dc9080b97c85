package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import java.util.Arrays;

/**
 * The slots of all connections, see {@link ConnectionLayout}, and the addresses of those of IPv6.
 *
 * <p>Invariant: a slot is either live or in the list of free ones, which goes through its first
 * word. A slot keeps its number while it lives; growing moves the arrays, not the numbers. Not
 * threadsafe.
 */
final class ConnectionStore {
  /** Source and destination of both tuples, two words each. */
  private static final int WIDE = 8;

  private static final int FIRST_CAPACITY = 1024;
  private static final long SECOND = 1_000_000_000L;

  final int limit;
  long[] words;
  private long[] wide = new long[0];
  private int capacity;
  private int used;
  private int free = -1;
  private int live;
  private int wideUsed;
  private int wideFree = -1;
  private int wideLive;

  ConnectionStore(int limit) {
    this.limit = limit;
    capacity = Math.min(FIRST_CAPACITY, limit);
    words = new long[capacity * SLOT];
  }

  int capacity() {
    return capacity;
  }

  int live() {
    return live;
  }

  int liveSix() {
    return wideLive;
  }

  /** Slots below this number may be live. */
  int used() {
    return used;
  }

  boolean live(int slot) {
    return slot >= 0 && slot < used && (words[slot * SLOT + STATUS] & LIVE) != 0;
  }

  /** Whether {@link #add} needs {@link #grow} first. */
  boolean exhausted() {
    return free < 0 && used == capacity;
  }

  boolean full() {
    return live >= limit;
  }

  void grow() {
    capacity = (int) Math.min(limit, capacity * 2L);
    words = Arrays.copyOf(words, capacity * SLOT);
  }

  /** Takes a slot for this connection; all but its tuples, its time and LIVE is zero. */
  int add(Tuple original, Tuple reply, long now) {
    int slot;
    if (free >= 0) {
      slot = free;
      free = (int) words[slot * SLOT];
    } else {
      slot = used++;
    }
    live++;
    int at = slot * SLOT;
    words[at + ORIGINAL_PORTS] = original.ports();
    words[at + REPLY_PORTS] = reply.ports() & ~LOW;
    words[at + SEEN] = now;
    words[at + STATUS] = LIVE;
    Arrays.fill(words, at + ORIGINAL_BYTES, at + SLOT, 0);
    if (original.six) {
      int row = addWide();
      words[at + ORIGINAL_ADDRESSES] = row;
      words[at + REPLY_ADDRESSES] = 0;
      putWide(row * WIDE, original);
      putWide(row * WIDE + 4, reply);
    } else {
      words[at + ORIGINAL_ADDRESSES] = original.addresses();
      words[at + REPLY_ADDRESSES] = reply.addresses();
    }
    return slot;
  }

  void remove(int slot) {
    int at = slot * SLOT;
    if (six(slot)) {
      int row = (int) words[at];
      wide[row * WIDE] = wideFree;
      wideFree = row;
      wideLive--;
    }
    words[at + STATUS] = 0;
    words[at] = free;
    free = slot;
    live--;
  }

  private int addWide() {
    wideLive++;
    if (wideFree >= 0) {
      int row = wideFree;
      wideFree = (int) wide[row * WIDE];
      return row;
    }
    if ((wideUsed + 1) * WIDE > wide.length) {
      int rows = Math.max(FIRST_CAPACITY / 4, wide.length / WIDE * 2);
      wide = Arrays.copyOf(wide, Math.min(rows, limit) * WIDE);
    }
    return wideUsed++;
  }

  private void putWide(int at, Tuple tuple) {
    wide[at] = tuple.sourceHigh;
    wide[at + 1] = tuple.sourceLow;
    wide[at + 2] = tuple.destinationHigh;
    wide[at + 3] = tuple.destinationLow;
  }

  void setReply(int slot, Tuple reply) {
    int at = slot * SLOT;
    words[at + REPLY_PORTS] = reply.ports() & ~LOW | words[at + REPLY_PORTS] & LOW;
    if (reply.six) {
      putWide((int) words[at] * WIDE + 4, reply);
    } else {
      words[at + REPLY_ADDRESSES] = reply.addresses();
    }
  }

  boolean six(int slot) {
    return (words[slot * SLOT + ORIGINAL_PORTS] & SIX) != 0;
  }

  int protocol(int slot) {
    return (int) (words[slot * SLOT + ORIGINAL_PORTS] >>> PROTOCOL_SHIFT) & 0xFF;
  }

  /** Whether this is the tuple of the connection's direction, 0 original or 1 reply. */
  boolean matches(int slot, int direction, Tuple tuple) {
    int at = slot * SLOT;
    long ports = words[at + ORIGINAL_PORTS];
    if (direction != 0) {
      ports = ports & LOW | words[at + REPLY_PORTS] & ~LOW;
    }
    if (((ports ^ tuple.ports()) & KEY) != 0) {
      return false;
    }
    if (!tuple.six) {
      return words[at + direction * REPLY_ADDRESSES] == tuple.addresses();
    }
    int row = (int) words[at] * WIDE + direction * 4;
    return wide[row + 1] == tuple.sourceLow
        && wide[row + 3] == tuple.destinationLow
        && wide[row] == tuple.sourceHigh
        && wide[row + 2] == tuple.destinationHigh;
  }

  void read(int slot, int direction, Tuple tuple) {
    tuple.six = six(slot);
    tuple.protocol = protocol(slot);
    tuple.sourcePort = port(slot, direction, 48);
    tuple.destinationPort = port(slot, direction, 32);
    tuple.sourceHigh = address(slot, direction, 0);
    tuple.sourceLow = address(slot, direction, 1);
    tuple.destinationHigh = address(slot, direction, 2);
    tuple.destinationLow = address(slot, direction, 3);
  }

  int port(int slot, int direction, int shift) {
    int word = direction == 0 ? ORIGINAL_PORTS : REPLY_PORTS;
    return (int) (words[slot * SLOT + word] >>> shift) & 0xFFFF;
  }

  /** Word 0 to 3: source high, source low, destination high, destination low. */
  long address(int slot, int direction, int word) {
    int at = slot * SLOT;
    if (six(slot)) {
      return wide[(int) words[at] * WIDE + direction * 4 + word];
    }
    long addresses = words[at + direction * REPLY_ADDRESSES];
    return switch (word) {
      case 1 -> addresses >>> 32;
      case 3 -> addresses & LOW;
      default -> 0;
    };
  }

  boolean is(int slot, long flag) {
    return (words[slot * SLOT + STATUS] & flag) != 0;
  }

  void set(int slot, long flag) {
    words[slot * SLOT + STATUS] |= flag;
  }

  /** The state of SCTP or DCCP, or of TCP, which keeps it in the same place. */
  int state(int slot) {
    return (int) ((words[slot * SLOT + STATUS] & STATE) >>> STATE_SHIFT);
  }

  void setState(int slot, int state) {
    int at = slot * SLOT + STATUS;
    words[at] = words[at] & ~STATE | (long) state << STATE_SHIFT;
  }

  long timeoutSeconds(int slot) {
    return words[slot * SLOT + ORIGINAL_PORTS] & TIMEOUT;
  }

  long timeoutAt(int slot) {
    return words[slot * SLOT + SEEN] + timeoutSeconds(slot) * SECOND;
  }

  boolean expired(int slot, long now) {
    int at = slot * SLOT;
    return now - words[at + SEEN] >= (words[at + ORIGINAL_PORTS] & TIMEOUT) * SECOND;
  }

  /** Writes time and timeout; true if it may now time out earlier than its timer is armed for. */
  boolean refresh(int slot, long seconds, long now) {
    int at = slot * SLOT;
    words[at + SEEN] = now;
    long ports = words[at + ORIGINAL_PORTS];
    long before = ports & TIMEOUT;
    if (before != seconds) {
      words[at + ORIGINAL_PORTS] = ports & ~TIMEOUT | Math.min(seconds, TIMEOUT);
    }
    return seconds < before || before == 0;
  }

  long allocatedBytes() {
    return 8L * (words.length + wide.length);
  }
}
