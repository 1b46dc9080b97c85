package dev.sluice.pattern;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  private static final int MOST_AT_ONCE = 1 << 16;

  /** No group can add anything any more. */
  private static final int ALL_OVER = 1 << 31;

  private final PatternSet set;
  private final Nfa nfa;
  private final OpenStates open;
  private final int maxStates;
  private final int newRows;
  private LazyDfa[] groups;

  /**
   * The row of each open state in each group, then its number in {@link #seen} and then what is
   * over for it; or 0 where they are not worked out.
   */
  private int[] rows;

  private int[] generations;
  private int[] tuple;
  private final MatchedSets seen;
  private final long[] found;
  private byte[] buffer = new byte[2048 + Sieve.BYTES];

  /** The patterns of each group, and those of them that are searched for anew at each byte. */
  private long[][] members;

  private long[][] searching;

  private final Tuples tuples = new Tuples();

  /** How many cells an open state has in {@code rows}. */
  private int width;

  private int[] ids = new int[256];
  private long restarted;

  /** Whether a group has asked to be split. */
  private boolean crowded;

  /** Makes an empty cache for the set. */
  public Scanner(PatternSet set) {
    this(set, Integer.MAX_VALUE, Grouping.byStructure(set.nfa()), NEW_ROWS_A_PACKET);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxStates how many states each automaton may hold
   * @param groupCount into how many automata the patterns are dealt at first
   * @param newRows how many states one packet may add to each
   */
  Scanner(PatternSet set, int maxStates, int groupCount, int newRows) {
    this(set, maxStates, dealt(set.size(), groupCount), newRows);
  }

  private Scanner(PatternSet set, int maxStates, List<boolean[]> parts, int newRows) {
    this.set = set;
    this.nfa = set.nfa();
    this.open = new OpenStates(set.limits().openBytes());
    this.maxStates = maxStates;
    this.newRows = newRows;
    this.seen = new MatchedSets(set.words());
    this.found = new long[set.words()];
    this.groups = automata(parts);
    this.members = bits(false);
    this.searching = bits(true);
    this.width = groups.length + 2;
    this.rows = new int[64 * width];
    this.generations = new int[groups.length];
    this.tuple = new int[groups.length + 1];
    open.add(nfa.first(), nfa.first().length);
  }

  private static List<boolean[]> dealt(int patterns, int groupCount) {
    List<boolean[]> parts = new ArrayList<>();
    for (int g = 0; g < groupCount; g++) {
      boolean[] mine = new boolean[patterns];
      for (int p = g; p < mine.length; p += groupCount) {
        mine[p] = true;
      }
      parts.add(mine);
    }
    return parts;
  }

  private long[][] bits(boolean onlySearching) {
    long[][] bits = new long[groups.length][set.words()];
    for (int g = 0; g < groups.length; g++) {
      for (int p = 0; p < set.size(); p++) {
        boolean in = nfa.base(p) >= 0 && (!onlySearching || nfa.restart(p).length > 0);
        if (in && groups[g].mine()[p]) {
          bits[g][p >> 6] |= 1L << p;
        }
      }
    }
    return bits;
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
    members = bits(false);
    searching = bits(true);
    width = groups.length + 2;
    rows = new int[Math.max(64, 2 * open.count()) * width];
    generations = new int[groups.length];
    tuple = new int[groups.length + 1];
    seen.clear();
    tuples.clear();
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
    int at = number * width;
    int before = rows[at + groups.length] != 0 ? rows[at + groups.length] : enterSeen(number);
    int over = rows[at + width - 1] != 0 ? rows[at + width - 1] : enterOver(number, before);
    boolean news = false;
    int length = load(bytes, from, to);
    for (int g = 0; g < groups.length; g++) {
      int row = rows[at + g] != 0 ? rows[at + g] : enter(number, g);
      if ((over & overBit(g)) == 0) {
        row = groups[g].scan(row, buffer, length, found);
        row = to - from > length ? row : groups[g].finish(row, found);
        news |= groups[g].takeReported();
      }
      tuple[g] = row;
    }
    if (to - from > length) {
      news |= scanRest(bytes, from + length, to);
    }
    int after = before;
    if (news) {
      after = seen.with(before, found);
      Arrays.fill(found, 0);
    }
    tuple[groups.length] = after;
    if (after != MatchedSets.empty()) {
      seen.addTo(after, matched);
    }
    for (int g = 0; g < groups.length; g++) {
      if (groups[g].generation() != generations[g]) {
        forget(g);
      }
    }
    int next = tuples.find(rows, tuple);
    if (next < 0) {
      next = register();
    }
    open.use(next);
    if (news && seen.bytes() > set.limits().openBytes()) {
      forgetSeen();
    }
    if (crowded) {
      relieve();
    }
    return (long) open.stamp(next) << 32 | next;
  }

  /** Copies what fits of a packet, as arrays are read with fewer instructions than segments. */
  private int load(MemorySegment bytes, long from, long to) {
    int length = (int) Math.min(MOST_AT_ONCE, to - from);
    int needed = length + Sieve.BYTES;
    if (needed > buffer.length) {
      buffer = new byte[Math.max(needed, Math.min(2 * buffer.length, MOST_AT_ONCE))];
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, buffer, 0, length);
    return length;
  }

  /** Takes {@code tuple} over what did not fit. */
  private boolean scanRest(MemorySegment bytes, long from, long to) {
    boolean news = false;
    long at = from;
    while (at < to) {
      int length = load(bytes, at, to);
      at += length;
      for (int g = 0; g < groups.length; g++) {
        if (!groups[g].dead(tuple[g])) {
          int row = groups[g].scan(tuple[g], buffer, length, found);
          tuple[g] = at < to ? row : groups[g].finish(row, found);
          news |= groups[g].takeReported();
        }
      }
    }
    return news;
  }

  /** Whether a group can add nothing to what has matched. */
  private boolean over(int g, int row, int matches) {
    LazyDfa dfa = groups[g];
    if (dfa.dead(row)) {
      return true;
    }
    return matches != MatchedSets.empty()
        && (seen.covers(matches, members[g]) || dfa.idle(row) && seen.covers(matches, searching[g]))
        && !dfa.atBegin(row);
  }

  private void relieve() {
    crowded = false;
    for (int g = 0; g < groups.length && groups.length < set.limits().groups(); g++) {
      if (groups[g].split().size() > 1) {
        regroup(g);
      }
    }
  }

  /** Whether no byte can make another pattern match. */
  public boolean dead(long state) {
    int number = number(state);
    int over = rows[number * width + width - 1];
    if (over == 0) {
      int cell = rows[number * width + groups.length];
      over = enterOver(number, cell != 0 ? cell : enterSeen(number));
    }
    return (over & ALL_OVER) != 0;
  }

  /** Works out which groups are over for the streams of an open state. */
  private int enterOver(int number, int matches) {
    int over = 1;
    boolean all = true;
    for (int g = 0; g < groups.length; g++) {
      int row = rows[number * width + g];
      boolean done = over(g, row != 0 ? row : enter(number, g), matches);
      over |= done ? overBit(g) : 0;
      all &= done;
    }
    over |= all ? ALL_OVER : 0;
    rows[number * width + width - 1] = over;
    return over;
  }

  /** The bit of a group among those that are over; there is none for very many groups. */
  private static int overBit(int g) {
    return g < 30 ? 2 << g : 0;
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
    long sum = open.bytes() + seen.bytes() + tuples.bytes() + 4L * (rows.length + ids.length);
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

  /** How many states have a sieve that lets data be passed over. */
  int sifted() {
    int sum = 0;
    for (LazyDfa group : groups) {
      sum += group.sifted();
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
    int needed = (number + 1) * width;
    if (needed > rows.length) {
      rows = Arrays.copyOf(rows, needed * 2);
    }
    Arrays.fill(rows, needed - width, needed, 0);
    return number;
  }

  /** Works out the row of an open state in a group. */
  private int enter(int number, int g) {
    int row = groups[g].row(open.sets(), open.start(number), open.end(number));
    if (groups[g].generation() != generations[g]) {
      forget(g);
    }
    rows[number * width + g] = row;
    return row;
  }

  /** Works out what has matched in the streams of an open state. */
  private int enterSeen(int number) {
    matched((long) open.stamp(number) << 32 | number, found);
    int matches = seen.with(MatchedSets.empty(), found);
    Arrays.fill(found, 0);
    rows[number * width + groups.length] = matches;
    return matches;
  }

  /** A group has forgotten its rows. */
  private void forget(int g) {
    generations[g] = groups[g].generation();
    crowded |= groups[g].split().size() > 1;
    for (int number = 0; number < open.count(); number++) {
      rows[number * width + g] = 0;
    }
    tuples.clear();
  }

  private void forgetSeen() {
    seen.clear();
    for (int number = 0; number < open.count(); number++) {
      rows[number * width + groups.length] = 0;
    }
    tuples.clear();
  }

  /** Gives the rows of {@code tuple} an open state. */
  private int register() {
    int size = 0;
    for (int g = 0; g < groups.length; g++) {
      int room = size + groups[g].idCount(tuple[g]);
      ids = room > ids.length ? Arrays.copyOf(ids, room * 2) : ids;
      size = groups[g].ids(tuple[g], ids, size);
    }
    int matches = tuple[groups.length];
    for (int w = 0; w < found.length; w++) {
      for (long bits = seen.word(matches, w); bits != 0; bits &= bits - 1) {
        int pattern = (w << 6) + Long.numberOfTrailingZeros(bits);
        ids = size == ids.length ? Arrays.copyOf(ids, size * 2) : ids;
        ids[size++] = nfa.matched(pattern);
      }
    }
    Arrays.sort(ids, 0, size);
    size = distinct(size);
    int clears = seen.clears();
    int number = number(ids, size);
    System.arraycopy(tuple, 0, rows, number * width, tuple.length);
    if (seen.clears() == clears) {
      tuples.enter(tuple, number);
    } else {
      rows[number * width + groups.length] = 0;
    }
    return number;
  }

  private int distinct(int size) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || ids[kept - 1] != ids[i]) {
        ids[kept++] = ids[i];
      }
    }
    return kept;
  }

  private void sweep() {
    open.sweep();
    seen.clear();
    tuples.clear();
    Arrays.fill(rows, 0);
  }
}
