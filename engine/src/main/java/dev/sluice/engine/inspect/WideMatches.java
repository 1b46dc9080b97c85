package dev.sluice.engine.inspect;

import java.util.Arrays;

/**
 * The matches of patterns beyond the 64 whose bits fit into a connection's slot: rows of bits by
 * connection, with a limit on the rows. Open addressing with linear probing. Not threadsafe.
 */
final class WideMatches {
  /** Connections that may have such matches at the same time. */
  static final int MOST_ROWS = 1 << 16;

  private static final int NOBODY = -1;

  private final int words;
  private final int limit;
  private int[] owners;
  private long[] bits;
  private int size;
  private long refused;

  /**
   * @param words bit-set words of all patterns, the first included
   */
  WideMatches(int words, int limit) {
    this.words = words - 1;
    this.limit = limit;
    owners = new int[16];
    Arrays.fill(owners, NOBODY);
    bits = new long[owners.length * this.words];
  }

  /** How often the limit kept a match from being remembered. */
  long refused() {
    return refused;
  }

  int size() {
    return size;
  }

  /** Adds the bits of {@code matched} from its second word on; false if there are none. */
  boolean add(int connection, long[] matched) {
    boolean any = false;
    for (int i = 1; i <= words; i++) {
      any |= matched[i] != 0;
    }
    if (!any) {
      return false;
    }
    int at = find(connection);
    if (owners[at] == NOBODY) {
      if (size == limit) {
        refused++;
        return true;
      }
      if (2 * (size + 1) > owners.length) {
        grow();
        at = find(connection);
      }
      owners[at] = connection;
      size++;
    }
    for (int i = 0; i < words; i++) {
      bits[at * words + i] |= matched[i + 1];
    }
    return true;
  }

  boolean has(int connection, int pattern) {
    int at = find(connection);
    return owners[at] != NOBODY && (bits[at * words + (pattern >> 6) - 1] >>> pattern & 1) != 0;
  }

  void remove(int connection) {
    int hole = find(connection);
    if (owners[hole] == NOBODY) {
      return;
    }
    size--;
    int mask = owners.length - 1;
    int at = hole + 1 & mask;
    while (owners[at] != NOBODY) {
      int home = home(owners[at]);
      if ((at - home & mask) >= (at - hole & mask)) {
        owners[hole] = owners[at];
        System.arraycopy(bits, at * words, bits, hole * words, words);
        hole = at;
      }
      at = at + 1 & mask;
    }
    owners[hole] = NOBODY;
    Arrays.fill(bits, hole * words, (hole + 1) * words, 0);
  }

  private int home(int connection) {
    return (connection * 0x9E3779B9) >>> 1 & owners.length - 1;
  }

  private int find(int connection) {
    int at = home(connection);
    while (owners[at] != NOBODY && owners[at] != connection) {
      at = at + 1 & owners.length - 1;
    }
    return at;
  }

  private void grow() {
    int[] oldOwners = owners;
    long[] oldBits = bits;
    owners = new int[oldOwners.length * 2];
    Arrays.fill(owners, NOBODY);
    bits = new long[owners.length * words];
    for (int i = 0; i < oldOwners.length; i++) {
      if (oldOwners[i] != NOBODY) {
        int at = find(oldOwners[i]);
        owners[at] = oldOwners[i];
        System.arraycopy(oldBits, i * words, bits, at * words, words);
      }
    }
  }
}
