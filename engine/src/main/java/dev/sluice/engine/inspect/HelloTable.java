package dev.sluice.engine.inspect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of connections' hellos: that a TCP stream has begun, what went by in it that was
 * none, a hello in pieces, or a name. Open addressing by connection, with a limit for each. The
 * sequence numbers of a connection stay with it whatever becomes of its hello. Not threadsafe.
 *
 * <p>Of a TCP connection's first direction: {@code begin} is its first byte, {@code base} the one
 * behind those that went by, {@code floor} the first that its receiver has not acknowledged. Of a
 * QUIC connection {@code base} is a version that cannot be read.
 */
final class HelloTable {
  /** TCP connections whose first payload is awaited, or whose first bytes are kept. */
  static final int MOST_WAITING = 1 << 16;

  /** Hellos in pieces. */
  static final int MOST_COLLECTING = 1 << 10;

  /** Hellos kept after their name was read. */
  static final int MOST_KEPT = 1 << 11;

  /** Names that are kept. */
  static final int MOST_NAMES = 1 << 18;

  private static final int NOBODY = -1;

  /** What is known of a connection that has neither a hello nor a name. */
  private enum Mark {
    /** A hello may begin at the base. */
    WAITS,
    /** No hello is waited for; a whole one is read wherever it comes. */
    PASSED,
    /** Nothing more goes through. */
    CUT
  }

  private int[] owners = new int[16];
  private int[] begins = new int[16];
  private int[] bases = new int[16];
  private int[] floors = new int[16];
  private int[] slots = new int[16];
  private boolean[] read = new boolean[16];
  private boolean[] urgent = new boolean[16];
  private @Nullable Object[] states = new @Nullable Object[16];
  private int size;
  private int waiting;
  private int collecting;
  private int kept;
  private int names;
  private long refused;

  HelloTable() {
    Arrays.fill(owners, NOBODY);
  }

  /** How often a limit kept something from being remembered. */
  long refused() {
    return refused;
  }

  int size() {
    return size;
  }

  /** The place of a connection, or -1. Valid until a connection is added or removed. */
  int find(int connection) {
    int at = probe(connection);
    return owners[at] == NOBODY ? -1 : at;
  }

  int begin(int at) {
    return begins[at];
  }

  int base(int at) {
    return bases[at];
  }

  int floor(int at) {
    return floors[at];
  }

  /** Where the bytes that went by are kept; 0 for nowhere. */
  int slot(int at) {
    return slots[at];
  }

  void base(int at, int base) {
    bases[at] = base;
  }

  void floor(int at, int floor) {
    floors[at] = floor;
  }

  void slot(int at, int slot) {
    slots[at] = slot;
  }

  /** A byte of the first direction was marked urgent. */
  void urge(int at) {
    urgent[at] = true;
  }

  boolean urgent(int at) {
    return urgent[at];
  }

  boolean waits(int at) {
    return states[at] == Mark.WAITS;
  }

  boolean isCut(int at) {
    return states[at] == Mark.CUT;
  }

  /** Whether nothing is known but numbers. */
  boolean passed(int at) {
    return states[at] == Mark.PASSED;
  }

  /** The hello in pieces, or null. */
  @Nullable Hello hello(int at) {
    return states[at] instanceof Hello hello ? hello : null;
  }

  /** The name, or an empty string. */
  String name(int at) {
    Object state = states[at];
    return state instanceof String name ? name : state instanceof Hello hello ? hello.name() : "";
  }

  /** Waits for a stream that begins at {@code base}; the place, or -1 if the limit is met. */
  int await(int connection, int base, int floor) {
    int at = mark(connection, Mark.WAITS);
    if (at >= 0) {
      start(at, base);
      floors[at] = floor;
    }
    return at;
  }

  /** Its stream begins here, and nothing before it is missing. */
  void start(int at, int sequence) {
    begins[at] = sequence;
    bases[at] = sequence;
    floors[at] = sequence;
  }

  /** Goes on waiting, at the base that is set. */
  void await(int connection) {
    mark(connection, Mark.WAITS);
  }

  /** No hello is waited for any more; the place, or -1 if the limit is met. */
  int pass(int connection) {
    return mark(connection, Mark.PASSED);
  }

  /** Lets nothing more through; there is always room for that. */
  void cut(int connection) {
    enter(connection, Mark.CUT, false);
  }

  private int mark(int connection, Mark mark) {
    int at = find(connection);
    boolean counted = at >= 0 && states[at] instanceof Mark;
    if (!counted && waiting == MOST_WAITING) {
      refused++;
      return -1;
    }
    return enter(connection, mark, false);
  }

  /** False if the limit is met: the connection stays what it was. */
  boolean collect(int connection, Hello hello) {
    int at = find(connection);
    boolean counted = at >= 0 && states[at] instanceof Hello && !read[at];
    if (!counted && collecting == MOST_COLLECTING) {
      refused++;
      return false;
    }
    enter(connection, hello, false);
    return true;
  }

  /** Keeps a hello whose name was read; where there is no room, its name only. */
  void keep(int connection, Hello hello) {
    int at = find(connection);
    if (kept == MOST_KEPT && (at < 0 || !read[at])) {
      refused++;
      name(connection, hello.name());
    } else {
      enter(connection, hello, true);
    }
  }

  /** Whether there is room to keep the hello of this connection. */
  boolean mayKeep(int at) {
    return read[at] || kept < MOST_KEPT;
  }

  /** Whether the hello's name was read. */
  boolean keeps(int at) {
    return read[at];
  }

  void name(int connection, String name) {
    int at = find(connection);
    if (names == MOST_NAMES && (at < 0 || !(states[at] instanceof String))) {
      refused++;
      pass(connection);
    } else {
      enter(connection, name, false);
    }
  }

  private int enter(int connection, Object state, boolean keeps) {
    int at = find(connection);
    if (at < 0) {
      at = claim(connection);
    } else {
      count(at, -1);
    }
    states[at] = state;
    read[at] = keeps;
    count(at, 1);
    return at;
  }

  private void count(int at, int by) {
    Object state = states[at];
    if (state instanceof String) {
      names += by;
    } else if (!(state instanceof Hello)) {
      waiting += by;
    } else if (read[at]) {
      kept += by;
    } else {
      collecting += by;
    }
  }

  private int claim(int connection) {
    if (2 * (size + 1) > owners.length) {
      grow();
    }
    int at = probe(connection);
    owners[at] = connection;
    begins[at] = 0;
    bases[at] = 0;
    floors[at] = 0;
    slots[at] = 0;
    urgent[at] = false;
    size++;
    return at;
  }

  void remove(int connection) {
    int hole = probe(connection);
    if (owners[hole] == NOBODY) {
      return;
    }
    count(hole, -1);
    size--;
    int mask = owners.length - 1;
    int at = hole + 1 & mask;
    while (owners[at] != NOBODY) {
      if ((at - home(owners[at]) & mask) >= (at - hole & mask)) {
        owners[hole] = owners[at];
        begins[hole] = begins[at];
        bases[hole] = bases[at];
        floors[hole] = floors[at];
        slots[hole] = slots[at];
        read[hole] = read[at];
        urgent[hole] = urgent[at];
        states[hole] = states[at];
        hole = at;
      }
      at = at + 1 & mask;
    }
    owners[hole] = NOBODY;
    states[hole] = null;
  }

  private int home(int connection) {
    return (connection * 0x9E3779B9) >>> 1 & owners.length - 1;
  }

  private int probe(int connection) {
    int at = home(connection);
    while (owners[at] != NOBODY && owners[at] != connection) {
      at = at + 1 & owners.length - 1;
    }
    return at;
  }

  private void grow() {
    int[] oldOwners = owners;
    int[] oldBegins = begins;
    int[] oldBases = bases;
    int[] oldFloors = floors;
    int[] oldSlots = slots;
    boolean[] oldRead = read;
    boolean[] oldUrgent = urgent;
    @Nullable Object[] oldStates = states;
    owners = new int[oldOwners.length * 2];
    Arrays.fill(owners, NOBODY);
    begins = new int[owners.length];
    bases = new int[owners.length];
    floors = new int[owners.length];
    slots = new int[owners.length];
    read = new boolean[owners.length];
    urgent = new boolean[owners.length];
    states = new @Nullable Object[owners.length];
    for (int i = 0; i < oldOwners.length; i++) {
      if (oldOwners[i] != NOBODY) {
        int at = probe(oldOwners[i]);
        owners[at] = oldOwners[i];
        begins[at] = oldBegins[i];
        bases[at] = oldBases[i];
        floors[at] = oldFloors[i];
        slots[at] = oldSlots[i];
        read[at] = oldRead[i];
        urgent[at] = oldUrgent[i];
        states[at] = oldStates[i];
      }
    }
  }
}
