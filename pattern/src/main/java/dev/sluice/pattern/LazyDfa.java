package dev.sluice.pattern;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic automaton of some patterns of a set, built as data asks for it, in one table.
 *
 * <p>A state is the number of its row, from 1, so that a step is one load. A cell is the next row,
 * or below zero where the careful way must be gone: {@link #UNKNOWN}, or minus a row that something
 * is to be said of: patterns have matched, or nothing follows. Row 0 is zeros only (see {@link
 * Lanes}). Of each row four facts are kept: the next row at the end of a packet (0 not worked out,
 * below zero as above), where its ids are in {@code keys}, where there the patterns are that the
 * last byte matched (or, if it was one, {@code ~} that pattern), and what is true of it: DEAD,
 * IDLE, MATCHES, FIRST.
 *
 * <p>What has matched is said once and is not part of a state, so that matches do not multiply
 * states; the threads of a pattern end where it matches.
 *
 * <p>PERF: most bytes of a longer packet are not followed one by one, see {@link Course}.
 *
 * <p>When the table is full all rows are forgotten ({@link #generation} goes up) and the one in use
 * is entered anew. Not threadsafe.
 */
final class LazyDfa {
  private static final int FACTS = 4;
  private static final int END = 0;
  private static final int KEY = 1;
  private static final int LIST = 2;
  private static final int FLAGS = 3;
  private static final int MOST_ROWS = Short.MAX_VALUE - 1;
  static final int UNKNOWN = Short.MIN_VALUE;

  /** No thread is alive and none will begin. */
  private static final int DEAD = 1;

  /** No thread is alive, though one may begin. */
  private static final int IDLE = 2;

  /** The last byte or the end of a packet made patterns match. */
  private static final int MATCHES = 4;

  /** The row stands before the first byte. */
  private static final int FIRST = 8;

  private static final int FEWEST_ROWS = 4;

  /** What making a state costs beside its ids, in ids. */
  private static final int IDS_A_NEW_ROW = 32;

  /** A table that fills up before each state was met so often is too small for its patterns. */
  private static final int BYTES_A_ROW = 1024;

  private final Nfa nfa;
  private final boolean[] mine;
  private final Stepper stepper;
  private final byte[] classOf;
  private final int[] classOfSet;
  private final int classes;
  private final int shift;
  private final long maxBytes;
  private final int maxRows;
  private final int newRows;
  private short[] cells;
  private int[] facts;
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
  private boolean reported;
  private long enough;
  private final Course course;
  private final Sieves sieves;
  private int reached;

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
    this.sieves = new Sieves(this, nfa, mine, maxBytes / 2);
    this.course = new Course(this, sieves, Sleepers.of(nfa, mine));
    ByteClasses own = nfa.classesOf(mine);
    this.classOf = own.classOf();
    this.classes = own.count();
    this.classOfSet = new int[classes];
    for (int value = 255; value >= 0; value--) {
      classOfSet[classOf[value] & 0xff] = nfa.classOf()[value] & 0xff;
    }
    this.shift = Integer.SIZE - Integer.numberOfLeadingZeros(classes - 1);
    this.maxBytes = maxBytes;
    this.maxRows = Math.clamp(maxRows, FEWEST_ROWS, MOST_ROWS);
    this.newRows = newRows;
    this.cells = new short[16 << shift];
    this.facts = new int[16 * FACTS];
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
    return arrayBytes() + sieves.bytes();
  }

  /** How many rows have a sieve. */
  int sifted() {
    return sieves.count();
  }

  /** The row of a set of ids of all patterns. */
  int row(int[] ids, int from, int to) {
    stepper.select(ids, from, to);
    return enter();
  }

  /** Whether no byte can make a pattern match that has not. */
  boolean dead(int row) {
    return (facts[FACTS * row + FLAGS] & DEAD) != 0;
  }

  /** Whether the row stands before the first byte. */
  boolean atBegin(int row) {
    return (facts[FACTS * row + FLAGS] & FIRST) != 0;
  }

  /** Whether no thread is alive, so that only patterns that are searched for anew can match. */
  boolean idle(int row) {
    return (facts[FACTS * row + FLAGS] & IDLE) != 0;
  }

  /** Sets the bits of the patterns that the last byte made match. */
  void report(int row, long[] found) {
    int at = facts[FACTS * row + LIST];
    if (at < 0) {
      found[~at >> 6] |= 1L << ~at;
      reported = true;
      return;
    }
    int end = at + keys[at];
    while (at++ < end) {
      int pattern = keys[at];
      found[pattern >> 6] |= 1L << pattern;
      reported = true;
    }
  }

  /** Whether {@link #scan} has set a bit since this was asked last. */
  boolean takeReported() {
    boolean answer = reported;
    reported = false;
    return answer;
  }

  /** Appends the ids of a row's set, without what the last byte matched; answers the new size. */
  int ids(int row, int[] to, int size) {
    int key = facts[FACTS * row + KEY];
    int end = key + keys[key];
    boolean atBegin = key < end && keys[key + 1] == Nfa.BEGIN;
    int next = size;
    for (int i = key + 1; i <= end; i++) {
      if (atBegin || nfa.setOf(keys[i]) != Nfa.MATCHED) {
        to[next++] = keys[i];
      }
    }
    return next;
  }

  /** How many ids a row's set has, or more. */
  int idCount(int row) {
    return keys[facts[FACTS * row + KEY]];
  }

  /**
   * Takes a row over bytes; sets the bits of what matches there.
   *
   * @param bytes with eight more than there are, of any value
   */
  int scan(int row, byte[] bytes, int length, long[] found) {
    enough = work + (long) newRows * IDS_A_NEW_ROW;
    scanned += length;
    sieves.earn(length);
    return course.take(row, bytes, length, found);
  }

  /** Takes a row over the end of a packet; sets the bits of what matches there. */
  int finish(int row, long[] found) {
    int end = end(row);
    if (end >= 0) {
      return end;
    }
    report(-end, found);
    // What has matched is said once: behind the end holds the same as where nothing has.
    return Math.abs(end(-end));
  }

  private int end(int row) {
    int end = facts[FACTS * row + END];
    return end != 0 ? end : buildEnd(row);
  }

  /** Takes a row over bytes; {@code reached} is then where they end, unless the row is dead. */
  int follow(int row, byte[] bytes, int from, int to, long[] found) {
    return follow(row, bytes, from, to, false, found);
  }

  /** Up to where {@link #follow} went. */
  int reached() {
    return reached;
  }

  /** The same, but with {@code sifting} not further than to a row that has a sieve. */
  int follow(int row, byte[] bytes, int from, int to, boolean sifting, long[] found) {
    int state = row;
    int at = from;
    boolean going = !dead(row);
    while (going && at < to) {
      long stop =
          sifting
              ? Lanes.run(cells, shift, classOf, state, bytes, at, to, sieves.numbers())
              : Lanes.run(cells, shift, classOf, state, bytes, at, to);
      boolean moved = at < (int) (stop >>> 32);
      at = (int) (stop >>> 32);
      state = (int) stop;
      if (sifting && moved && sieves.numbers()[state] > 0) {
        break;
      }
      if (at < to) {
        int byteClass = classOf[bytes[at] & 0xff] & 0xff;
        int next = cells[(state << shift) + byteClass];
        if (next == UNKNOWN) {
          if (tired() && simulates()) {
            state = simulate(state, bytes, at, to);
            report(state, found);
            at = to;
            break;
          }
          next = build(state, byteClass);
        }
        at++;
        if (next < 0) {
          state = -next;
          report(state, found);
          going = !dead(state);
        } else {
          state = next;
        }
        going &= !sifting || sieves.numbers()[state] <= 0;
      }
    }
    reached = at;
    return state;
  }

  short[] cells() {
    return cells;
  }

  int shift() {
    return shift;
  }

  byte[] classOf() {
    return classOf;
  }

  /** Whether this packet has added as many states as one may. */
  boolean tired() {
    return work >= enough;
  }

  /** Whether a new row is sure to find room, so that rows in use stay where they are. */
  boolean roomy() {
    return count + 1 < maxRows && fits(nfa.size());
  }

  /** Whether there is a way to go on without making states. */
  private boolean simulates() {
    if (!bitsTried) {
      bitsTried = true;
      bits = BitNfa.of(nfa, mine);
    }
    return bits != null;
  }

  private int simulate(int row, byte[] bytes, int from, int to) {
    BitNfa machine = Objects.requireNonNull(bits);
    int key = facts[FACTS * row + KEY];
    machine.load(keys, key + 1, key + 1 + keys[key]);
    machine.run(bytes, from, to);
    simulated += to - from;
    stepper.load(machine);
    return enter();
  }

  int build(int row, int byteClass) {
    int key = facts[FACTS * row + KEY];
    int before = generation;
    stepper.step(keys, key + 1, key + 1 + keys[key], classOfSet[byteClass]);
    int next = enter();
    int tagged = (facts[FACTS * next + FLAGS] & (DEAD | MATCHES)) != 0 ? -next : next;
    if (generation == before) {
      cells[(row << shift) + byteClass] = (short) tagged;
    }
    return tagged;
  }

  private int buildEnd(int row) {
    int key = facts[FACTS * row + KEY];
    int before = generation;
    stepper.finish(keys, key + 1, key + 1 + keys[key]);
    int next = enter();
    int tagged = (facts[FACTS * next + FLAGS] & MATCHES) != 0 ? -next : next;
    if (generation == before) {
      facts[FACTS * row + END] = tagged;
    }
    return tagged;
  }

  /** The row of the stepper's set: a known one or a new one. */
  private int enter() {
    int[] ids = stepper.ids();
    int size = stepper.size();
    int hash = Ids.hash(ids, 0, size);
    int slot = hash & (table.length - 1);
    while (table[slot] != 0) {
      int key = facts[FACTS * table[slot] + KEY];
      if (keys[key] == size && Arrays.equals(keys, key + 1, key + 1 + size, ids, 0, size)) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    if (count >= FEWEST_ROWS && (count >= maxRows || !fits(size))) {
      clear();
      slot = hash & (table.length - 1);
    }
    return append(ids, size, slot);
  }

  private int append(int[] ids, int size, int slot) {
    int row = count + 1;
    if ((row + 1) << shift > cells.length) {
      cells = Arrays.copyOf(cells, grown(cells.length, (row + 1) << shift, Short.BYTES));
      facts = Arrays.copyOf(facts, grown(facts.length, (row + 1) * FACTS, Integer.BYTES));
    }
    if (FACTS * (row + 1) > facts.length) {
      facts = Arrays.copyOf(facts, FACTS * (row + 1));
    }
    if (keysEnd + 2 * size + 2 > keys.length) {
      keys = Arrays.copyOf(keys, grown(keys.length, keysEnd + 2 * size + 2, Integer.BYTES));
    }
    Arrays.fill(cells, row << shift, (row + 1) << shift, (short) UNKNOWN);
    facts[FACTS * row + END] = 0;
    facts[FACTS * row + KEY] = keysEnd;
    keys[keysEnd] = size;
    System.arraycopy(ids, 0, keys, keysEnd + 1, size);
    int list = keysEnd + 1 + size;
    // l7-filter asks nothing of a packet that leaves no byte after its NUL bytes are taken out.
    int matches = 0;
    int marks = 0;
    boolean first = size > 0 && ids[0] == Nfa.BEGIN;
    boolean silent = nfa.skipsNul() && first;
    for (int i = 0; i < size; i++) {
      if (nfa.setOf(ids[i]) == Nfa.MATCHED) {
        marks++;
        if (!silent) {
          keys[list + ++matches] = nfa.owner(ids[i]);
        }
      }
    }
    keys[list] = matches;
    // One pattern is said where it is found, so that no list has to be looked up.
    facts[FACTS * row + LIST] = matches == 1 ? ~keys[list + 1] : list;
    keysEnd = list + matches + 1;
    boolean idle = size == marks;
    boolean dead = idle && stepper.searching() == 0;
    facts[FACTS * row + FLAGS] =
        (dead ? DEAD : 0) | (idle ? IDLE : 0) | (matches > 0 ? MATCHES : 0) | (first ? FIRST : 0);
    if (nfa.skipsNul()) {
      cells[(row << shift) + (classOf[0] & 0xff)] = (short) (dead || matches > 0 ? -row : row);
    }
    if (silent) {
      facts[FACTS * row + END] = row;
    }
    sieves.room(row);
    table[slot] = row;
    built++;
    work += IDS_A_NEW_ROW + size;
    if (++count * 2 > table.length) {
      rehash();
    }
    return row;
  }

  /**
   * The new length of an array: twice the old one as long as all arrays are within the bound, then
   * an eighth more, so that the last rows do not copy it one by one.
   */
  private int grown(int length, int needed, int width) {
    long others = arrayBytes() - (long) length * width;
    return (int) Math.max(needed + needed / 8L, Math.min(2L * length, (maxBytes - others) / width));
  }

  private long arrayBytes() {
    return (long) Short.BYTES * cells.length
        + Integer.BYTES * ((long) facts.length + keys.length + table.length);
  }

  /** Whether a row more with so many ids is within the bound. */
  private boolean fits(int size) {
    long rowBytes = ((long) Short.BYTES << shift) + FACTS * Integer.BYTES;
    return rowBytes * (count + 2) + Integer.BYTES * (keysEnd + 2L * size + 2) <= maxBytes;
  }

  private void rehash() {
    table = new int[table.length * 2];
    for (int row = 1; row <= count; row++) {
      int key = facts[FACTS * row + KEY];
      int slot = Ids.hash(keys, key + 1, key + 1 + keys[key]) & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = row;
    }
  }

  private void clear() {
    if (split.isEmpty() && count > 0 && scanned < (long) count * BYTES_A_ROW) {
      split = Grouping.split(nfa, mine, this);
    }
    scanned = 0;
    sieves.clear();
    Arrays.fill(table, 0);
    keysEnd = 1;
    count = 0;
    generation++;
  }
}
