package dev.sluice.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The floor: {@code state = table[state + classes[byte]]} and nothing else, over a table in which
 * every transition that these windows take is there before the clock starts. Nothing is reported,
 * no packet's end is asked about, no stream ends early.
 */
final class TableFloor implements Engine {
  private static final int UNKNOWN = -1;
  private static final int MOST_CELLS = 64 << 20;

  /** A state of the NFA: a set with a successor, or a fork (set null), or an end (no successor). */
  private static final class Node {
    final int set;
    final int pattern;
    int next = -1;
    int other = -1;

    Node(int set, int pattern) {
      this.set = set;
      this.pattern = pattern;
    }
  }

  private static final int FORK = -1;
  private static final int BEGIN = -2;
  private static final int ACCEPT = -3;

  private final List<Node> nodes = new ArrayList<>();
  private final List<BitSet> sets = new ArrayList<>();
  private final Map<BitSet, Integer> setNumbers = new HashMap<>();
  private final List<Integer> heads = new ArrayList<>();
  private final byte[] classes = new byte[256];
  private int width;
  private boolean[][] inSet = new boolean[0][];
  private final Map<Integer, int[]> closures = new HashMap<>();
  private int[] marked = new int[0];
  private int marks;
  private int[][] begins = new int[0][];
  private final BitSet always = new BitSet();
  private final Map<IntBuffer, Integer> known = new HashMap<>();
  private final List<int[]> members = new ArrayList<>();
  private int[] table = new int[0];
  private int start;
  private long sum;

  TableFloor(List<Regex> trees, Windows windows) {
    for (Regex tree : trees) {
      heads.add(build(trimmed(tree), node(ACCEPT)));
    }
    divide();
    begin();
    for (int w = 0; w < windows.count(); w++) {
      fill(windows.whole(w));
    }
  }

  @Override
  public String name() {
    return "plain table loop";
  }

  @Override
  public int run(Windows windows, int window) {
    long[] starts = windows.starts(window);
    long[] ends = windows.ends(window);
    MemorySegment bytes = windows.bytes();
    int state = start;
    for (int p = 0; p < starts.length; p++) {
      state = loop(bytes, starts[p], ends[p], state);
    }
    sum += state;
    return -1;
  }

  private int loop(MemorySegment bytes, long from, long to, int entry) {
    int[] cells = table;
    byte[] kinds = classes;
    int state = entry;
    for (long i = from; i < to; i++) {
      state = cells[state + (kinds[bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff] & 0xff)];
    }
    return state;
  }

  @Override
  public long memory() {
    return (long) members.size() * width * 4;
  }

  @Override
  public String remark() {
    return members.size() + " states of " + width + " classes" + (sum == 1 ? " " : "");
  }

  /** What follows the end of a match, and what may precede it, need not be followed. */
  private static Regex trimmed(Regex tree) {
    if (!(tree instanceof Regex.Sequence sequence)) {
      return tree;
    }
    List<Regex> parts = new ArrayList<>(sequence.parts());
    if (parts.size() > 1
        && parts.getLast() instanceof Regex.End
        && parts.get(parts.size() - 2).anything(0)) {
      parts.removeLast();
    }
    while (!parts.isEmpty() && parts.getLast().anything(0)) {
      parts.removeLast();
    }
    if (parts.size() > 1 && parts.getFirst() instanceof Regex.Begin && parts.get(1).anything(0)) {
      parts.subList(0, 2).clear();
    }
    return new Regex.Sequence(parts);
  }

  private int node(int set) {
    nodes.add(new Node(set, heads.size()));
    return nodes.size() - 1;
  }

  private int build(Regex regex, int next) {
    return switch (regex) {
      case Regex.Bytes bytes -> {
        int number = setNumbers.computeIfAbsent(bytes.set(), this::add);
        int at = node(number);
        nodes.get(at).next = next;
        yield at;
      }
      case Regex.Sequence sequence -> {
        int at = next;
        for (Regex part : sequence.parts().reversed()) {
          at = build(part, at);
        }
        yield at;
      }
      case Regex.Choice choice -> {
        int at = build(choice.branches().getLast(), next);
        for (int i = choice.branches().size() - 2; i >= 0; i--) {
          at = fork(build(choice.branches().get(i), next), at);
        }
        yield at;
      }
      case Regex.Repeat repeat -> repeat(repeat, next);
      case Regex.Begin begin -> {
        int at = node(BEGIN);
        nodes.get(at).next = next;
        yield at;
      }
      case Regex.End end -> node(ACCEPT);
    };
  }

  private int repeat(Regex.Repeat repeat, int next) {
    int at = next;
    if (repeat.most() < 0) {
      int loop = node(FORK);
      nodes.get(loop).next = build(repeat.inner(), loop);
      nodes.get(loop).other = next;
      at = loop;
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        at = fork(build(repeat.inner(), at), next);
      }
    }
    for (int i = 0; i < repeat.least(); i++) {
      at = build(repeat.inner(), at);
    }
    return at;
  }

  private int fork(int one, int other) {
    int at = node(FORK);
    nodes.get(at).next = one;
    nodes.get(at).other = other;
    return at;
  }

  private int add(BitSet set) {
    sets.add(set);
    return sets.size() - 1;
  }

  /** Bytes that no set tells apart get one column. */
  private void divide() {
    Map<BitSet, Integer> columns = new HashMap<>();
    List<Integer> samples = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      BitSet in = new BitSet();
      for (int s = 0; s < sets.size(); s++) {
        in.set(s, sets.get(s).get(b));
      }
      int before = columns.size();
      int column = columns.computeIfAbsent(in, k -> before);
      if (column == before) {
        samples.add(b);
      }
      classes[b] = (byte) column;
    }
    width = columns.size();
    inSet = new boolean[sets.size()][width];
    for (int s = 0; s < sets.size(); s++) {
      for (int c = 0; c < width; c++) {
        inSet[s][c] = sets.get(s).get(samples.get(c));
      }
    }
  }

  private void fill(byte[] bytes) {
    int state = start;
    for (byte b : bytes) {
      int column = classes[b & 0xff] & 0xff;
      int next = table[state + column];
      if (next == UNKNOWN) {
        next = step(state / width, column);
        table[state + column] = next;
      }
      state = next;
    }
  }

  private int step(int state, int column) {
    marks++;
    IntStream.Builder next = IntStream.builder();
    take(begins[column], next);
    for (int n : members.get(state)) {
      Node node = nodes.get(n);
      if (inSet[node.set][column]) {
        take(closure(node.next), next);
      }
    }
    return state(next.build());
  }

  /** A pattern that has matched need not be followed further: only its beginning stays. */
  private int[] unmatched(int[] found) {
    BitSet over = new BitSet();
    for (int n : found) {
      over.set(nodes.get(n).pattern, over.get(nodes.get(n).pattern) || nodes.get(n).set == ACCEPT);
    }
    return IntStream.of(found).filter(n -> !over.get(nodes.get(n).pattern)).sorted().toArray();
  }

  private void take(int[] found, IntStream.Builder into) {
    for (int n : found) {
      if (marked[n] != marks && !always.get(n)) {
        marked[n] = marks;
        into.add(n);
      }
    }
  }

  /** The nodes that wait for a byte and are reached from this one without any. */
  private int[] closure(int from) {
    return closures.computeIfAbsent(from, node -> reached(List.of(node), false));
  }

  private int[] reached(List<Integer> from, boolean first) {
    BitSet seen = new BitSet();
    BitSet out = new BitSet();
    ArrayList<Integer> open = new ArrayList<>(from);
    while (!open.isEmpty()) {
      int at = open.removeLast();
      if (at < 0 || seen.get(at)) {
        continue;
      }
      seen.set(at);
      Node node = nodes.get(at);
      if (node.set >= 0 || node.set == ACCEPT) {
        out.set(at);
      } else if (node.set == FORK || (node.set == BEGIN && first)) {
        open.add(node.next);
        open.add(node.other);
      }
    }
    return out.stream().toArray();
  }

  /**
   * The search begins anew at each byte, so the nodes at the beginning are in every state and need
   * not be kept in any; where they lead to is known by column.
   */
  private void begin() {
    marked = new int[nodes.size()];
    int[] beginning = reached(heads, false);
    for (int n : beginning) {
      always.set(n, nodes.get(n).set >= 0);
    }
    begins = new int[width][];
    for (int column = 0; column < width; column++) {
      List<Integer> next = new ArrayList<>();
      for (int n : beginning) {
        if (always.get(n) && inSet[nodes.get(n).set][column]) {
          next.add(nodes.get(n).next);
        }
      }
      begins[column] = reached(next, false);
    }
    start = state(IntStream.of(reached(heads, true)).filter(n -> !always.get(n)));
  }

  private int state(IntStream found) {
    int[] sorted = unmatched(found.toArray());
    IntBuffer key = IntBuffer.wrap(sorted);
    Integer old = known.get(key);
    if (old != null) {
      return old;
    }
    int number = members.size() * width;
    if (number + width > MOST_CELLS) {
      throw new IllegalStateException("the table does not fit");
    }
    members.add(sorted);
    if (number + width > table.length) {
      int filled = table.length;
      table = Arrays.copyOf(table, Math.max(number + width, table.length * 2));
      Arrays.fill(table, filled, table.length, UNKNOWN);
    }
    known.put(key, number);
    return number;
  }
}
