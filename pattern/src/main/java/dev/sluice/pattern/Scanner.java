package dev.sluice.pattern;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Searches streams for all patterns of a set at once. A stream is nothing but the {@code long} that
 * {@link #start} and {@link #scan} return; it belongs to the scanner that returned it, and 0 is a
 * stream that has seen no byte. One a worker; not threadsafe.
 *
 * <p>The states of streams are kept apart from the tables, so that these may be cleared at any
 * time. If they outgrow {@link Limits#openBytes}, those of streams that were silent longest are
 * given up: such a stream is searched from its next byte on as if nothing had come before ({@link
 * #restarted} counts it).
 */
public final class Scanner {
  private static final int NEW_ROWS_A_PACKET = 64;

  private final PatternSet set;
  private final Nfa nfa;
  private final OpenStates open;
  private final int maxStates;
  private final int newRows;
  private LazyDfa[] groups;

  /** The row of each open state in each group, or 0 where it is not worked out. */
  private int[] rows;

  private int[] generations;
  private int[] tuple;

  /** Open states by their rows, plus one; used only where there are several groups. */
  private int[] tuples = new int[64];

  private int tupleCount;
  private int[] ids = new int[256];
  private long restarted;

  /** Makes an empty cache for the set. */
  public Scanner(PatternSet set) {
    this(set, Integer.MAX_VALUE, 1, NEW_ROWS_A_PACKET);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxStates how many states each automaton may hold
   * @param groupCount into how many automata the patterns are dealt at first
   * @param newRows how many states one packet may add to each
   */
  Scanner(PatternSet set, int maxStates, int groupCount, int newRows) {
    this.set = set;
    this.nfa = set.nfa();
    this.open = new OpenStates(set.limits().openBytes());
    this.maxStates = maxStates;
    this.newRows = newRows;
    List<boolean[]> parts = new ArrayList<>();
    for (int g = 0; g < groupCount; g++) {
      boolean[] mine = new boolean[set.size()];
      for (int p = g; p < mine.length; p += groupCount) {
        mine[p] = true;
      }
      parts.add(mine);
    }
    this.groups = automata(parts);
    this.rows = new int[64 * groupCount];
    this.generations = new int[groupCount];
    this.tuple = new int[groupCount];
    open.add(nfa.first(), nfa.first().length);
  }

  private LazyDfa[] automata(List<boolean[]> parts) {
    LazyDfa[] automata = new LazyDfa[parts.size()];
    int share = set.limits().cacheBytes() / automata.length;
    for (int g = 0; g < automata.length; g++) {
      automata[g] = new LazyDfa(nfa, parts.get(g), share, maxStates, newRows);
    }
    return automata;
  }

  /** Deals the patterns anew, because one automaton's table is too small for all of its own. */
  private void regroup(int crowded) {
    List<boolean[]> parts = new ArrayList<>();
    for (int g = 0; g < groups.length; g++) {
      parts.addAll(g == crowded ? groups[g].split() : List.of(groups[g].mine()));
    }
    groups = automata(parts);
    rows = new int[Math.max(64, 2 * open.count()) * groups.length];
    generations = new int[groups.length];
    tuple = new int[groups.length];
    Arrays.fill(tuples, 0);
    tupleCount = 0;
  }

  /** The state of a stream that has seen no byte. */
  public long start() {
    return 0;
  }

  /**
   * Feeds one packet's bytes and asks {@code $} at their end.
   *
   * @param matched gets the bits of all patterns that have matched in the stream up to here; other
   *     bits are left alone
   * @return the stream's new state
   */
  public long scan(long state, MemorySegment bytes, long from, long to, long[] matched) {
    int number = number(state);
    int at = number * groups.length;
    for (int g = 0; g < groups.length; g++) {
      LazyDfa dfa = groups[g];
      int row = rows[at + g] != 0 ? rows[at + g] : enter(number, g);
      int next = dfa.scan(row, bytes, from, to);
      dfa.matched(next, matched);
      tuple[g] = next;
    }
    for (int g = 0; g < groups.length; g++) {
      if (groups[g].generation() != generations[g]) {
        forget(g);
      }
    }
    int next = groups.length == 1 ? groups[0].open(tuple[0]) : findTuple();
    if (next < 0) {
      next = register();
    }
    open.use(next);
    if (!groups[0].split().isEmpty() || groups.length > 1) {
      relieve();
    }
    return (long) open.stamp(next) << 32 | next;
  }

  private void relieve() {
    for (int g = 0; g < groups.length && groups.length < set.limits().groups(); g++) {
      if (groups[g].split().size() > 1) {
        regroup(g);
      }
    }
  }

  /** Whether no byte can make another pattern match. */
  public boolean dead(long state) {
    int number = number(state);
    for (int g = 0; g < groups.length; g++) {
      int row = rows[number * groups.length + g];
      if (!groups[g].dead(row != 0 ? row : enter(number, g))) {
        return false;
      }
    }
    return true;
  }

  /** Sets the bits of all patterns that have matched in the stream. */
  public void matched(long state, long[] matched) {
    int number = number(state);
    int start = open.start(number);
    if (nfa.skipsNul() && start < open.end(number) && open.sets()[start] == Nfa.BEGIN) {
      return;
    }
    for (int i = start; i < open.end(number); i++) {
      int id = open.sets()[i];
      if (nfa.setOf(id) == Nfa.MATCHED) {
        matched[nfa.owner(id) >> 6] |= 1L << nfa.owner(id);
      }
    }
  }

  /**
   * Takes over a stream of another scanner, for instance after the patterns were changed. A pattern
   * that both sets hold goes on where it was; a new one is searched for from here on, and cannot
   * match if it is bound to the first byte.
   */
  public long adopt(Scanner other, long state) {
    int number = other.number(state);
    int from = other.open.start(number);
    int to = other.open.end(number);
    int[] sets = other.open.sets();
    if (from < to && sets[from] == Nfa.BEGIN) {
      return start();
    }
    int size = 0;
    int[] twins = set.twins(other.set);
    for (int p = 0; p < twins.length; p++) {
      int old = twins[p] < 0 ? -1 : other.nfa.base(twins[p]);
      if (old < 0 || nfa.base(p) < 0) {
        continue;
      }
      for (int i = from; i < to; i++) {
        if (other.nfa.owner(sets[i]) == twins[p]) {
          ids = size == ids.length ? Arrays.copyOf(ids, size * 2) : ids;
          ids[size++] = sets[i] - old + nfa.base(p);
        }
      }
    }
    int mine = number(ids, size);
    return (long) open.stamp(mine) << 32 | mine;
  }

  /** How many streams had to be searched anew because too many states were open. */
  public long restarted() {
    return restarted;
  }

  /** How many bytes the tables and the states of streams take. */
  public long bytes() {
    long sum = open.bytes() + 4L * (rows.length + tuples.length + ids.length);
    for (LazyDfa group : groups) {
      sum += group.bytes();
    }
    return sum;
  }

  /** How many states were worked out since the beginning. */
  public long built() {
    long sum = 0;
    for (LazyDfa group : groups) {
      sum += group.built();
    }
    return sum;
  }

  /** How many bytes were followed without making states. */
  public long simulated() {
    long sum = 0;
    for (LazyDfa group : groups) {
      sum += group.simulated();
    }
    return sum;
  }

  /** How many automata the patterns are dealt to. */
  public int groups() {
    return groups.length;
  }

  private int number(long state) {
    int number = (int) state;
    if (open.holds(number, (int) (state >>> 32))) {
      open.use(number);
      return number;
    }
    restarted++;
    return number(ids, 0);
  }

  /** The number of a set of ids, which may be a new one. */
  private int number(int[] ids, int size) {
    int known = open.find(ids, size);
    if (known >= 0) {
      open.use(known);
      return known;
    }
    if (open.full(size)) {
      sweep();
    }
    int number = open.add(ids, size);
    int needed = (number + 1) * groups.length;
    if (needed > rows.length) {
      rows = Arrays.copyOf(rows, needed * 2);
    }
    Arrays.fill(rows, needed - groups.length, needed, 0);
    return number;
  }

  /** Works out the row of an open state in a group. */
  private int enter(int number, int g) {
    int row = groups[g].row(open.sets(), open.start(number), open.end(number));
    if (groups[g].generation() != generations[g]) {
      forget(g);
    }
    rows[number * groups.length + g] = row;
    return row;
  }

  /** A group has forgotten its rows. */
  private void forget(int g) {
    generations[g] = groups[g].generation();
    for (int number = 0; number < open.count(); number++) {
      rows[number * groups.length + g] = 0;
    }
    Arrays.fill(tuples, 0);
    tupleCount = 0;
  }

  /** Gives the rows of {@code tuple} an open state. */
  private int register() {
    int size = 0;
    for (int g = 0; g < groups.length; g++) {
      int room = size + groups[g].idCount(tuple[g]);
      ids = room > ids.length ? Arrays.copyOf(ids, room * 2) : ids;
      size = groups[g].ids(tuple[g], ids, size);
    }
    if (groups.length > 1) {
      Arrays.sort(ids, 0, size);
      size = withoutDoubledBegin(size);
    }
    int number = number(ids, size);
    System.arraycopy(tuple, 0, rows, number * groups.length, groups.length);
    if (groups.length == 1) {
      groups[0].setOpen(tuple[0], number);
    } else {
      enterTuple(number);
    }
    return number;
  }

  private int withoutDoubledBegin(int size) {
    int doubled = 0;
    while (doubled + 1 < size && ids[doubled + 1] == Nfa.BEGIN) {
      doubled++;
    }
    System.arraycopy(ids, doubled, ids, 0, size - doubled);
    return size - doubled;
  }

  private int findTuple() {
    int slot = hash(tuple, 0) & (tuples.length - 1);
    while (tuples[slot] != 0) {
      int at = (tuples[slot] - 1) * groups.length;
      if (Arrays.equals(rows, at, at + groups.length, tuple, 0, groups.length)) {
        return tuples[slot] - 1;
      }
      slot = (slot + 1) & (tuples.length - 1);
    }
    return -1;
  }

  private void enterTuple(int number) {
    if (++tupleCount * 2 > tuples.length) {
      tuples = new int[tuples.length * 2];
      tupleCount = 1;
    }
    int slot = hash(rows, number * groups.length) & (tuples.length - 1);
    while (tuples[slot] != 0) {
      slot = (slot + 1) & (tuples.length - 1);
    }
    tuples[slot] = number + 1;
  }

  private int hash(int[] cells, int from) {
    int hash = 0;
    for (int g = 0; g < groups.length; g++) {
      hash = (hash ^ cells[from + g]) * 0x9e3779b1 + (hash >>> 15);
    }
    return hash ^ hash >>> 16;
  }

  private void sweep() {
    open.sweep();
    for (LazyDfa group : groups) {
      group.clearOpen();
    }
    Arrays.fill(tuples, 0);
    tupleCount = 0;
    for (int number = 0; number < open.count(); number++) {
      int at = number * groups.length;
      if (!open.live(number)) {
        Arrays.fill(rows, at, at + groups.length, 0);
      } else if (groups.length == 1 && rows[at] != 0) {
        groups[0].setOpen(rows[at], number);
      }
    }
  }
}
