package dev.sluice.engine.track;

/**
 * Finds connections by either tuple: open addressing with linear probing in one {@code int[]}, two
 * entries a connection, at most two thirds full.
 *
 * <pre>
 * entry: tag (what is left of 32 bits, never 0) | slot | direction 1;  0 = empty
 * </pre>
 *
 * <p>The tag is a part of the hash that spares looking at a slot that is not it. Removal moves
 * later entries back, so there are no tombstones. Not threadsafe.
 */
final class TupleIndex {
  private static final int ENTRIES_A_SLOT = 3;

  private final ConnectionStore store;
  private final KeyedHash hash;
  private final int handleBits;
  private final int handleMask;
  private final Tuple scratch = new Tuple();
  private int[] entries;

  TupleIndex(ConnectionStore store, KeyedHash hash) {
    this.store = store;
    this.hash = hash;
    handleBits = 33 - Integer.numberOfLeadingZeros(Math.max(1, store.limit - 1));
    handleMask = (1 << handleBits) - 1;
    entries = new int[store.capacity() * ENTRIES_A_SLOT];
  }

  /** Slot and direction (slot &lt;&lt; 1 | direction) with this tuple, or -1. */
  int find(Tuple tuple) {
    return find(tuple, hash(tuple));
  }

  /** The same, of a tuple whose {@link #hash} is known. */
  int find(Tuple tuple, long h) {
    int tag = tag(h);
    int[] all = entries;
    for (int i = home(h, all.length); ; i = next(i, all.length)) {
      int entry = all[i];
      if (entry == 0) {
        return -1;
      }
      if ((entry & ~handleMask) == tag) {
        int handle = entry & handleMask;
        if (store.matches(handle >>> 1, handle & 1, tuple)) {
          return handle;
        }
      }
    }
  }

  long hash(Tuple tuple) {
    return tuple.hash(hash);
  }

  /** The slot in the place where a tuple of this hash belongs, be it its own or not. */
  int likely(long h) {
    return (entries[home(h, entries.length)] & handleMask) >>> 1;
  }

  void add(Tuple tuple, int slot, int direction) {
    place(tuple.hash(hash), slot << 1 | direction);
  }

  private void place(long h, int handle) {
    int i = home(h, entries.length);
    while (entries[i] != 0) {
      i = next(i, entries.length);
    }
    entries[i] = tag(h) | handle;
  }

  void remove(int slot, int direction) {
    long h = hashOf(slot << 1 | direction);
    int entry = tag(h) | slot << 1 | direction;
    int hole = home(h, entries.length);
    while (entries[hole] != entry) {
      assert entries[hole] != 0 : "connection " + slot + " is not in the index";
      hole = next(hole, entries.length);
    }
    int i = hole;
    while (true) {
      i = next(i, entries.length);
      int later = entries[i];
      if (later == 0) {
        break;
      }
      int home = home(hashOf(later & handleMask), entries.length);
      boolean stays = hole < i ? home > hole && home <= i : home > hole || home <= i;
      if (!stays) {
        entries[hole] = later;
        hole = i;
      }
    }
    entries[hole] = 0;
  }

  /** Makes room for the store's new capacity. */
  void grow() {
    entries = new int[store.capacity() * ENTRIES_A_SLOT];
    for (int slot = 0; slot < store.used(); slot++) {
      if (store.live(slot)) {
        place(hashOf(slot << 1), slot << 1);
        if (store.is(slot, ConnectionLayout.REPLY_INDEXED)) {
          place(hashOf(slot << 1 | 1), slot << 1 | 1);
        }
      }
    }
  }

  /** The {@code i}-th entry from where this tuple belongs: a slot, or -1 if there is none. */
  int neighbour(Tuple tuple, int i) {
    int at = (int) ((home(tuple.hash(hash), entries.length) + (long) i) % entries.length);
    return entries[at] == 0 ? -1 : (entries[at] & handleMask) >>> 1;
  }

  int count() {
    int count = 0;
    for (int entry : entries) {
      count += entry == 0 ? 0 : 1;
    }
    return count;
  }

  long allocatedBytes() {
    return 4L * entries.length;
  }

  private long hashOf(int handle) {
    store.read(handle >>> 1, handle & 1, scratch);
    return scratch.hash(hash);
  }

  private int tag(long h) {
    return ((int) h | 1) << handleBits;
  }

  private static int home(long h, int length) {
    return (int) ((h >>> 32) * length >>> 32);
  }

  private static int next(int i, int length) {
    return i + 1 == length ? 0 : i + 1;
  }
}
