package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a few patterns without making states: one bit an id, all ids of a byte at once. For
 * patterns whose deterministic states multiply faster than they are met again, such as {@code
 * a.{12}b}; a byte then costs tens of nanoseconds, always.
 *
 * <p>Ids are renumbered from 0, {@link Nfa#BEGIN} first. Most ids lead to themselves, to the next
 * one or, past a {@code .*}, to the one after it, which shifts and masks do for all of them; what
 * else an id leads to is shared with the other ids that lead there, too. Not threadsafe.
 */
final class BitNfa {
  /** Above these it would not be faster than making states. */
  static final int MAX_IDS = 1024;

  private static final int MAX_JUMP_WORDS = 512;

  private static final long[] NOWHERE = {};

  /** Ids that lead to the same other ids: the words of both that are not zero. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Jump(int from, long[] sources, int to, long[] targets) {}

  private final Nfa nfa;
  private final int[] ids;
  private final int words;
  private final Jump[] jumps;
  private final long[] toNext;
  private final long[] toNextButOne;
  private final long[] toSelf;
  private final long[] matches;
  private final long[] restartMarks;
  private final long[] @Nullable [] takes;
  private final long[] @Nullable [] restarts;
  private final long[] alive;
  private final long[] done;
  private long[] now;
  private long[] next;
  private final long[] taken;

  private BitNfa(Nfa nfa, boolean[] mine, int[] ids, List<Jump> jumps, long[][] moves) {
    this.nfa = nfa;
    this.ids = ids;
    this.words = (ids.length + 63) >>> 6;
    this.jumps = jumps.toArray(Jump[]::new);
    this.toNext = moves[0];
    this.toSelf = moves[1];
    this.toNextButOne = moves[2];
    this.matches = new long[words];
    this.restartMarks = new long[words];
    for (int i = 1; i < ids.length; i++) {
      if (nfa.setOf(ids[i]) == Nfa.MATCHED) {
        set(matches, i);
      }
    }
    for (int p = 0; p < mine.length; p++) {
      for (int id : mine[p] ? nfa.restart(p) : new int[0]) {
        if (!nfa.implied(id)) {
          set(restartMarks, Arrays.binarySearch(ids, id));
        }
      }
    }
    this.takes = new long[nfa.classes()][];
    this.restarts = new long[nfa.classes()][];
    this.alive = new long[words];
    this.done = new long[words];
    this.now = new long[words];
    this.next = new long[words];
    this.taken = new long[words];
  }

  /** Makes one for some patterns, or answers null where it would not be fast. */
  static @Nullable BitNfa of(Nfa nfa, boolean[] mine) {
    int[] ids = new int[MAX_IDS];
    int count = 1;
    for (int p = 0; p < mine.length; p++) {
      if (!mine[p] || nfa.base(p) < 0) {
        continue;
      }
      for (int id = nfa.base(p); id < nfa.size() && nfa.owner(id) == p; id++) {
        if (count == MAX_IDS) {
          return null;
        }
        ids[count++] = id;
      }
    }
    ids = Arrays.copyOf(ids, count);
    int words = (count + 63) >>> 6;
    long[][] moves = new long[3][words];
    List<Jump> jumps = new ArrayList<>();
    List<long[]> targets = new ArrayList<>();
    List<long[]> sources = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      gather(nfa, ids, i, moves, targets, sources);
    }
    int cost = 0;
    for (int k = 0; k < targets.size(); k++) {
      Jump jump = jump(sources.get(k), targets.get(k));
      cost += jump.sources().length;
      jumps.add(jump);
    }
    return cost > MAX_JUMP_WORDS ? null : new BitNfa(nfa, mine, ids, jumps, moves);
  }

  private static void gather(
      Nfa nfa, int[] ids, int i, long[][] moves, List<long[]> targets, List<long[]> sources) {
    long[] target = NOWHERE;
    for (int at = nfa.followStart(ids[i]); at < nfa.followEnd(ids[i]); at++) {
      int id = nfa.follow(at);
      if (nfa.implied(id)) {
        continue;
      }
      if (id == ids[i] + 1) {
        set(moves[0], i);
      } else if (id == ids[i]) {
        set(moves[1], i);
      } else if (id == ids[i] + 2) {
        set(moves[2], i);
      } else {
        target = target.length == 0 ? new long[moves[0].length] : target;
        set(target, Arrays.binarySearch(ids, id));
      }
    }
    if (target.length == 0) {
      return;
    }
    int known = 0;
    while (known < targets.size() && !Arrays.equals(targets.get(known), target)) {
      known++;
    }
    if (known == targets.size()) {
      targets.add(target);
      sources.add(new long[target.length]);
    }
    set(sources.get(known), i);
  }

  private static Jump jump(long[] sources, long[] targets) {
    int from = 0;
    int fromEnd = sources.length;
    int to = 0;
    int toEnd = targets.length;
    while (sources[from] == 0) {
      from++;
    }
    while (sources[fromEnd - 1] == 0) {
      fromEnd--;
    }
    while (targets[to] == 0) {
      to++;
    }
    while (targets[toEnd - 1] == 0) {
      toEnd--;
    }
    return new Jump(
        from,
        Arrays.copyOfRange(sources, from, fromEnd),
        to,
        Arrays.copyOfRange(targets, to, toEnd));
  }

  private static void set(long[] bits, int at) {
    bits[at >> 6] |= 1L << at;
  }

  /** Takes over a set of ids. */
  void load(int[] from, int start, int end) {
    Arrays.fill(now, 0);
    Arrays.fill(done, 0);
    Arrays.fill(alive, -1);
    for (int i = start; i < end; i++) {
      int at = Arrays.binarySearch(ids, from[i]);
      if (nfa.setOf(from[i]) != Nfa.MATCHED) {
        set(now, at);
      } else if (from[start] == Nfa.BEGIN) {
        match(at);
      }
    }
  }

  /** Takes what was loaded over some bytes. */
  void run(byte[] bytes, int from, int to) {
    byte[] classOf = nfa.classOf();
    int nul = nfa.skipsNul() ? classOf[0] & 0xff : -1;
    if (words == 1) {
      runNarrow(bytes, from, to, nul);
      return;
    }
    for (int at = from; at < to; at++) {
      int byteClass = classOf[bytes[at] & 0xff] & 0xff;
      if (byteClass != nul) {
        step(byteClass);
      }
    }
  }

  /** The same as {@link #step} for each byte, where all ids fit into one long. */
  private void runNarrow(byte[] bytes, int from, int to, int nul) {
    byte[] classOf = nfa.classOf();
    long one = toNext[0];
    long two = toNextButOne[0];
    long self = toSelf[0];
    long marks = restartMarks[0];
    long held = now[0];
    for (int at = from; at < to; at++) {
      int byteClass = classOf[bytes[at] & 0xff] & 0xff;
      if (byteClass == nul) {
        continue;
      }
      long[] takers = takes[byteClass];
      long took = held & (takers != null ? takers : takers(byteClass))[0];
      long[] restart = restarts[byteClass];
      long fresh = (restart != null ? restart : restart(byteClass))[0];
      held = (took & one) << 1 | (took & two) << 2 | took & self | marks | fresh & (held & 1) - 1;
      for (Jump jump : jumps) {
        held |= (took & jump.sources[0]) != 0 ? jump.targets[0] : 0;
      }
      held &= alive[0];
      if ((held & matches[0]) != 0) {
        now[0] = held;
        settle();
        held = now[0];
      }
    }
    now[0] = held;
  }

  /** Takes what was loaded over a byte of a class. */
  private void step(int byteClass) {
    long[] takers = takes[byteClass];
    takers = takers != null ? takers : takers(byteClass);
    long[] restart = restarts[byteClass];
    restart = restart != null ? restart : restart(byteClass);
    long begin = (now[0] & 1) != 0 ? 0 : -1;
    long carry = 0;
    for (int w = 0; w < words; w++) {
      long took = now[w] & takers[w];
      taken[w] = took;
      long one = took & toNext[w];
      long two = took & toNextButOne[w];
      long moved = one << 1 | two << 2 | carry;
      next[w] = moved | took & toSelf[w] | restart[w] & begin | restartMarks[w];
      carry = one >>> 63 | two >>> 62;
    }
    for (Jump jump : jumps) {
      long hit = 0;
      for (int w = 0; w < jump.sources.length; w++) {
        hit |= taken[jump.from + w] & jump.sources[w];
      }
      if (hit != 0) {
        for (int w = 0; w < jump.targets.length; w++) {
          next[jump.to + w] |= jump.targets[w];
        }
      }
    }
    long matched = 0;
    for (int w = 0; w < words; w++) {
      next[w] &= alive[w];
      matched |= next[w] & matches[w];
    }
    long[] last = now;
    now = next;
    next = last;
    if (matched != 0) {
      settle();
    }
  }

  /** The ids that hold now, sorted; answers how many. */
  int store(int[] to) {
    int size = 0;
    for (int w = 0; w < words; w++) {
      long bits = now[w] | done[w];
      while (bits != 0) {
        to[size++] = ids[(w << 6) + Long.numberOfTrailingZeros(bits)];
        bits &= bits - 1;
      }
    }
    return size;
  }

  private void settle() {
    for (int w = 0; w < words; w++) {
      long bits = now[w] & matches[w];
      while (bits != 0) {
        match((w << 6) + Long.numberOfTrailingZeros(bits));
        bits &= bits - 1;
      }
    }
    for (int w = 0; w < words; w++) {
      now[w] &= alive[w];
    }
  }

  private void match(int at) {
    set(done, at);
    int first = at - (ids[at] - nfa.base(nfa.owner(ids[at])));
    for (int i = first; i <= at; i++) {
      alive[i >> 6] &= ~(1L << i);
    }
  }

  private long[] takers(int byteClass) {
    long[] bits = new long[words];
    for (int i = 1; i < ids.length; i++) {
      if (nfa.takes(ids[i], byteClass)) {
        set(bits, i);
      }
    }
    takes[byteClass] = bits;
    return bits;
  }

  private long[] restart(int byteClass) {
    long[] bits = new long[words];
    for (int i = 1; i < ids.length; i++) {
      if (nfa.implied(ids[i]) && nfa.takes(ids[i], byteClass)) {
        for (int at = nfa.followStart(ids[i]); at < nfa.followEnd(ids[i]); at++) {
          if (!nfa.implied(nfa.follow(at))) {
            set(bits, Arrays.binarySearch(ids, nfa.follow(at)));
          }
        }
      }
    }
    restarts[byteClass] = bits;
    return bits;
  }
}
