package dev.sluice.pattern;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic automaton of some patterns of a set, built as data asks for it, in one table.
 *
 * <p>A state is the offset of its row, so that a step is one load:
 *
 * <pre>
 * row + 0 .. classes-1   next row by byte class: 0 not worked out yet, negative if nothing follows
 * row + classes          next row at the end of a packet
 * row + classes + 1      where the state's ids are in {@code keys}: length, ids, count, patterns
 * row + classes + 2      where the list of its matched patterns is in {@code keys}
 * row + classes + 3      the open state that stands for this row, plus one
 * row + classes + 4      1 if nothing can match any more
 * </pre>
 *
 * <p>PERF: {@link #run} takes 1.0 to 1.05 times the time of a plain loop over the finished table;
 * one byte a turn took 1.15, and trying first whether eight bytes all stay in the row 1.2 to 1.6
 * (see docs/decisions/0002-streams-and-states.md).
 *
 * <p>When the table is full all rows are forgotten ({@link #generation} goes up) and the one in use
 * is entered anew. Not threadsafe.
 */
final class LazyDfa {
  private static final int EXTRA = 5;

  private static final ValueLayout.OfLong EIGHT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FEWEST_ROWS = 4;

  /** What making a state costs beside its ids, in ids. */
  private static final int IDS_A_NEW_ROW = 32;

  /** A table that fills up before each state was met so often is too small for its patterns. */
  private static final int BYTES_A_ROW = 16;

  private final Nfa nfa;
  private final boolean[] mine;
  private final Stepper stepper;
  private final byte[] classOf;
  private final int classes;
  private final int stride;
  private final int maxCells;
  private final int maxRows;
  private final int newRows;
  private int[] rows;
  private int rowsEnd;
  private int[] keys;
  private int keysEnd;
  private int[] table;
  private int count;
  private int generation;
  private long built;
  private long work;
  private long simulated;
  private long scanned;
  private List<boolean[]> split = List.of();
  private @Nullable BitNfa bits;
  private boolean bitsTried;

  /**
   * @param mine the patterns of the set that it follows
   * @param maxBytes what the table and its sets of ids may take
   * @param maxRows how many states it may hold at once
   * @param newRows how many states one packet may add before the rest of it is followed without
   *     making states
   */
  LazyDfa(Nfa nfa, boolean[] mine, int maxBytes, int maxRows, int newRows) {
    this.nfa = nfa;
    this.mine = mine;
    this.stepper = new Stepper(nfa, mine);
    this.classOf = nfa.classOf();
    this.classes = nfa.classes();
    this.stride = classes + EXTRA;
    this.maxCells = maxBytes / Integer.BYTES;
    this.maxRows = Math.max(maxRows, FEWEST_ROWS);
    this.newRows = newRows;
    this.rows = new int[16 * stride];
    this.keys = new int[1024];
    this.table = new int[64];
    clear();
  }

  /** Goes up when all rows are forgotten. */
  int generation() {
    return generation;
  }

  /** How many states were worked out since the beginning, those forgotten included. */
  long built() {
    return built;
  }

  boolean[] mine() {
    return mine;
  }

  int firstRow() {
    return stride;
  }

  int nextRow(int row) {
    return row + stride;
  }

  /** Where a further row would be. */
  int endRow() {
    return rowsEnd;
  }

  /** Into which groups the patterns should be split; empty while they need not be. */
  List<boolean[]> split() {
    return split;
  }

  /** How many bytes were followed without making states. */
  long simulated() {
    return simulated;
  }

  /** How many states the table holds. */
  int count() {
    return count;
  }

  long bytes() {
    return 4L * (rows.length + keys.length + table.length);
  }

  /** The row of a set of ids of all patterns. */
  int row(int[] ids, int from, int to) {
    stepper.select(ids, from, to);
    return enter();
  }

  boolean dead(int row) {
    return rows[row + classes + 4] != 0;
  }

  int open(int row) {
    return rows[row + classes + 3] - 1;
  }

  void setOpen(int row, int open) {
    rows[row + classes + 3] = open + 1;
  }

  /** Forgets which open states the rows have. */
  void clearOpen() {
    for (int row = stride; row < rowsEnd; row += stride) {
      rows[row + classes + 3] = 0;
    }
  }

  /** Sets the bits of the patterns that have matched. */
  void matched(int row, long[] bits) {
    int at = rows[row + classes + 2];
    int end = at + keys[at];
    while (at++ < end) {
      int pattern = keys[at];
      bits[pattern >> 6] |= 1L << pattern;
    }
  }

  /** Appends the ids of a row's set and answers the new size. */
  int ids(int row, int[] to, int size) {
    int key = rows[row + classes + 1];
    System.arraycopy(keys, key + 1, to, size, keys[key]);
    return size + keys[key];
  }

  /** How many ids a row's set has. */
  int idCount(int row) {
    return keys[rows[row + classes + 1]];
  }

  /** Takes a row over the bytes and the end of a packet. */
  int scan(int row, MemorySegment bytes, long from, long to) {
    int state = row;
    long at = from;
    long enough = work + (long) newRows * IDS_A_NEW_ROW;
    scanned += to - from;
    boolean going = !dead(row);
    while (going && at < to) {
      long reached = run(rows, classOf, state, bytes, at, to);
      at += reached >>> 32;
      state = (int) reached;
      if (at < to) {
        int byteClass = classOf[bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff] & 0xff;
        int next = rows[state + byteClass];
        if (next == 0 && work >= enough && simulates()) {
          state = simulate(state, bytes, at, to);
          break;
        }
        next = next == 0 ? build(state, byteClass) : next;
        going = next > 0;
        state = Math.abs(next);
        at++;
      }
    }
    int end = rows[state + classes];
    return end != 0 ? end : buildEnd(state);
  }

  /**
   * Follows rows as long as they are worked out and alive. Answers how many bytes that were (high
   * half) and the row reached (low half).
   *
   * <p>PERF: eight bytes a load, eight steps a turn.
   */
  private static long run(
      int[] cells, byte[] map, int row, MemorySegment bytes, long from, long to) {
    int state = row;
    long at = from;
    for (; at <= to - 8; at += 8) {
      long eight = bytes.get(EIGHT, at);
      int a = cells[state + (map[(int) eight & 0xff] & 0xff)];
      if (a <= 0) {
        return at - from << 32 | state;
      }
      int b = cells[a + (map[(int) (eight >>> 8) & 0xff] & 0xff)];
      if (b <= 0) {
        return at + 1 - from << 32 | a;
      }
      int c = cells[b + (map[(int) (eight >>> 16) & 0xff] & 0xff)];
      if (c <= 0) {
        return at + 2 - from << 32 | b;
      }
      int d = cells[c + (map[(int) (eight >>> 24) & 0xff] & 0xff)];
      if (d <= 0) {
        return at + 3 - from << 32 | c;
      }
      int e = cells[d + (map[(int) (eight >>> 32) & 0xff] & 0xff)];
      if (e <= 0) {
        return at + 4 - from << 32 | d;
      }
      int f = cells[e + (map[(int) (eight >>> 40) & 0xff] & 0xff)];
      if (f <= 0) {
        return at + 5 - from << 32 | e;
      }
      int g = cells[f + (map[(int) (eight >>> 48) & 0xff] & 0xff)];
      if (g <= 0) {
        return at + 6 - from << 32 | f;
      }
      state = cells[g + (map[(int) (eight >>> 56) & 0xff] & 0xff)];
      if (state <= 0) {
        return at + 7 - from << 32 | g;
      }
    }
    for (; at < to; at++) {
      int next = cells[state + (map[bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff] & 0xff)];
      if (next <= 0) {
        break;
      }
      state = next;
    }
    return at - from << 32 | state;
  }

  /** Whether there is a way to go on without making states. */
  private boolean simulates() {
    if (!bitsTried) {
      bitsTried = true;
      bits = BitNfa.of(nfa, mine);
    }
    return bits != null;
  }

  private int simulate(int row, MemorySegment bytes, long from, long to) {
    BitNfa machine = Objects.requireNonNull(bits);
    int key = rows[row + classes + 1];
    machine.load(keys, key + 1, key + 1 + keys[key]);
    machine.run(bytes, from, to);
    simulated += to - from;
    stepper.load(machine);
    return enter();
  }

  private int build(int row, int byteClass) {
    int key = rows[row + classes + 1];
    int before = generation;
    stepper.step(keys, key + 1, key + 1 + keys[key], byteClass);
    int next = enter();
    int tagged = dead(next) ? -next : next;
    if (generation == before) {
      rows[row + byteClass] = tagged;
    }
    return tagged;
  }

  private int buildEnd(int row) {
    int key = rows[row + classes + 1];
    int before = generation;
    stepper.finish(keys, key + 1, key + 1 + keys[key]);
    int next = enter();
    if (generation == before) {
      rows[row + classes] = next;
    }
    return next;
  }

  /** The row of the stepper's set: a known one or a new one. */
  private int enter() {
    int[] ids = stepper.ids();
    int size = stepper.size();
    int hash = hash(ids, size);
    int slot = hash & (table.length - 1);
    while (table[slot] != 0) {
      int key = rows[table[slot] + classes + 1];
      if (keys[key] == size && Arrays.equals(keys, key + 1, key + 1 + size, ids, 0, size)) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    if (count >= FEWEST_ROWS
        && (count >= maxRows || rowsEnd + stride + keysEnd + 2L * size + 2 > maxCells)) {
      clear();
      slot = hash & (table.length - 1);
    }
    return append(ids, size, slot);
  }

  private int append(int[] ids, int size, int slot) {
    int row = rowsEnd;
    rowsEnd += stride;
    if (rowsEnd > rows.length) {
      rows = Arrays.copyOf(rows, grown(rows.length, rowsEnd));
    }
    if (keysEnd + 2 * size + 2 > keys.length) {
      keys = Arrays.copyOf(keys, grown(keys.length, keysEnd + 2 * size + 2));
    }
    Arrays.fill(rows, row, rowsEnd, 0);
    rows[row + classes + 1] = keysEnd;
    keys[keysEnd] = size;
    System.arraycopy(ids, 0, keys, keysEnd + 1, size);
    int list = keysEnd + 1 + size;
    // l7-filter asks nothing of a packet that leaves no byte after its NUL bytes are taken out.
    int matches = 0;
    boolean silent = nfa.skipsNul() && size > 0 && ids[0] == Nfa.BEGIN;
    for (int i = 0; i < size && !silent; i++) {
      if (nfa.setOf(ids[i]) == Nfa.MATCHED) {
        keys[list + ++matches] = nfa.owner(ids[i]);
      }
    }
    keys[list] = matches;
    rows[row + classes + 2] = list;
    keysEnd = list + matches + 1;
    boolean dead = stepper.dead(ids, 0, size);
    rows[row + classes + 4] = dead ? 1 : 0;
    if (nfa.skipsNul()) {
      rows[row + (classOf[0] & 0xff)] = dead ? -row : row;
    }
    if (silent) {
      rows[row + classes] = row;
    }
    table[slot] = row;
    built++;
    work += IDS_A_NEW_ROW + size;
    if (++count * 2 > table.length) {
      rehash();
    }
    return row;
  }

  private int grown(int length, int needed) {
    return (int) Math.max(needed, Math.min(2L * length, Math.max(maxCells, needed)));
  }

  private void rehash() {
    table = new int[table.length * 2];
    for (int row = stride; row < rowsEnd; row += stride) {
      int key = rows[row + classes + 1];
      int hash = 0;
      for (int i = 1; i <= keys[key]; i++) {
        hash = mix(hash, keys[key + i]);
      }
      int slot = spread(hash) & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = row;
    }
  }

  static int hash(int[] ids, int size) {
    int hash = 0;
    for (int i = 0; i < size; i++) {
      hash = mix(hash, ids[i]);
    }
    return spread(hash);
  }

  private static int mix(int hash, int id) {
    return (hash ^ id) * 0x9e3779b1 + (hash >>> 15);
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  private void clear() {
    if (split.isEmpty() && count > 0 && scanned < (long) count * BYTES_A_ROW) {
      split = Grouping.split(nfa, mine, this);
    }
    scanned = 0;
    Arrays.fill(table, 0);
    rowsEnd = stride;
    keysEnd = 1;
    count = 0;
    generation++;
  }
}
