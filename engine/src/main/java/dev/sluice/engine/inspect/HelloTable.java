package dev.sluice.engine.inspect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of connections' hellos: that a TCP stream has begun, a hello in pieces, or a name.
 * Open addressing by connection, with a limit for each of the three. Not threadsafe.
 */
final class HelloTable {
  /** TCP connections whose first payload is awaited. */
  static final int MOST_WAITING = 1 << 16;

  /** Hellos in pieces. */
  static final int MOST_COLLECTING = 1 << 10;

  /** Hellos kept after their name was read. */
  static final int MOST_KEPT = 1 << 11;

  /** Names that are kept. */
  static final int MOST_NAMES = 1 << 18;

  private static final int NOBODY = -1;

  private int[] owners = new int[16];
  private int[] bases = new int[16];
  private int[] begins = new int[16];
  private boolean[] read = new boolean[16];
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

  /** The place of a connection, or -1. Valid until the next change. */
  int find(int connection) {
    int at = probe(connection);
    return owners[at] == NOBODY ? -1 : at;
  }

  /** The sequence number of the first byte, where the stream is waited for. */
  int base(int at) {
    return bases[at];
  }

  boolean waits(int at) {
    return states[at] == null;
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

  /** How many bytes went by before the place that is waited for. */
  int passed(int at) {
    return bases[at] - begins[at];
  }

  void await(int connection, int base) {
    await(connection, base, base);
  }

  /** Waits for what comes behind bytes that were no hello. */
  void await(int connection, int base, int begin) {
    remove(connection);
    if (waiting == MOST_WAITING) {
      refused++;
      return;
    }
    int at = claim(connection);
    states[at] = null;
    bases[at] = base;
    begins[at] = begin;
    waiting++;
  }

  boolean collect(int connection, Hello hello) {
    int before = find(connection);
    int begin = before < 0 ? hello.base() : begins[before];
    remove(connection);
    if (collecting == MOST_COLLECTING) {
      refused++;
      return false;
    }
    int at = claim(connection);
    states[at] = hello;
    begins[at] = begin;
    collecting++;
    return true;
  }

  /** Keeps a hello whose name was read; where there is no room, its name only. */
  void keep(int connection, Hello hello) {
    remove(connection);
    if (kept == MOST_KEPT) {
      refused++;
      name(connection, hello.name());
      return;
    }
    int at = claim(connection);
    states[at] = hello;
    read[at] = true;
    kept++;
  }

  /** Whether the hello's name was read. */
  boolean keeps(int at) {
    return read[at];
  }

  void name(int connection, String name) {
    remove(connection);
    if (names == MOST_NAMES) {
      refused++;
      return;
    }
    int at = claim(connection);
    states[at] = name;
    names++;
  }

  private int claim(int connection) {
    if (2 * (size + 1) > owners.length) {
      grow();
    }
    int at = probe(connection);
    owners[at] = connection;
    read[at] = false;
    size++;
    return at;
  }

  void remove(int connection) {
    int hole = probe(connection);
    if (owners[hole] == NOBODY) {
      return;
    }
    Object state = states[hole];
    if (state == null) {
      waiting--;
    } else if (read[hole]) {
      kept--;
    } else if (state instanceof Hello) {
      collecting--;
    } else {
      names--;
    }
    size--;
    int mask = owners.length - 1;
    int at = hole + 1 & mask;
    while (owners[at] != NOBODY) {
      if ((at - home(owners[at]) & mask) >= (at - hole & mask)) {
        owners[hole] = owners[at];
        bases[hole] = bases[at];
        begins[hole] = begins[at];
        read[hole] = read[at];
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
    int[] oldBases = bases;
    int[] oldBegins = begins;
    boolean[] oldRead = read;
    @Nullable Object[] oldStates = states;
    owners = new int[oldOwners.length * 2];
    Arrays.fill(owners, NOBODY);
    bases = new int[owners.length];
    begins = new int[owners.length];
    read = new boolean[owners.length];
    states = new @Nullable Object[owners.length];
    for (int i = 0; i < oldOwners.length; i++) {
      if (oldOwners[i] != NOBODY) {
        int at = probe(oldOwners[i]);
        owners[at] = oldOwners[i];
        bases[at] = oldBases[i];
        begins[at] = oldBegins[i];
        read[at] = oldRead[i];
        states[at] = oldStates[i];
      }
    }
  }
}
