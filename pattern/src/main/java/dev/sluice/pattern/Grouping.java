package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides how the patterns of an automaton whose states multiply are split in two. What multiplies
 * is how many different things its states say of one pattern: the patterns that much is said of go
 * to different sides, and one that alone makes most of the states goes to a side of its own.
 */
final class Grouping {
  /** More than this said of one pattern, and it is the pattern, not the company that it is in. */
  private static final int ALONE = 256;

  /** Sets with fewer ids are one group: their states find room in one table. */
  private static final int WORTH_DEALING = 12288;

  private Grouping() {}

  /**
   * Deals patterns by what becomes of their threads, so that those that multiply do not meet: bound
   * to the first byte and soon over, bound to it and repeating, and searched for anew at each byte.
   */
  static List<boolean[]> byStructure(Nfa nfa) {
    int patterns = nfa.patterns();
    List<boolean[]> groups = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      groups.add(new boolean[patterns]);
    }
    boolean small = nfa.size() < WORTH_DEALING;
    for (int p = 0; p < patterns; p++) {
      int kind = small || nfa.restart(p).length > 0 ? 0 : repeats(nfa, p) ? 1 : 2;
      groups.get(kind)[p] = nfa.base(p) >= 0;
    }
    groups.removeIf(group -> IntStream.range(0, patterns).noneMatch(p -> group[p]));
    return groups.isEmpty() ? List.of(new boolean[patterns]) : List.copyOf(groups);
  }

  private static boolean repeats(Nfa nfa, int pattern) {
    for (int id = nfa.base(pattern); id < nfa.size() && nfa.owner(id) == pattern; id++) {
      for (int at = nfa.followStart(id); at < nfa.followEnd(id); at++) {
        if (nfa.follow(at) <= id) {
          return true;
        }
      }
    }
    return false;
  }

  /** Two groups made from one, or the one if there is nothing to split. */
  static List<boolean[]> split(Nfa nfa, boolean[] mine, LazyDfa dfa) {
    int[] said = said(nfa, dfa);
    int[] order =
        IntStream.range(0, mine.length)
            .filter(p -> mine[p] && nfa.base(p) >= 0)
            .boxed()
            .sorted(Comparator.comparingInt((Integer p) -> -said[p]))
            .mapToInt(p -> p)
            .toArray();
    if (order.length < 2) {
      return List.of(mine);
    }
    boolean[] left = new boolean[mine.length];
    boolean[] right = new boolean[mine.length];
    int wild = 0;
    while (wild < order.length && said[order[wild]] > ALONE) {
      wild++;
    }
    for (int i = 0; i < order.length; i++) {
      boolean toLeft = wild > 0 && wild < order.length ? i < wild : i % 2 == 0;
      (toLeft ? left : right)[order[i]] = true;
    }
    return List.of(left, right);
  }

  /** How many different things the states of an automaton say of each pattern. */
  private static int[] said(Nfa nfa, LazyDfa dfa) {
    int[] said = new int[nfa.patterns()];
    Set<Long> seen = new HashSet<>();
    int[] ids = new int[64];
    for (int row = 1; row <= dfa.count(); row++) {
      int needed = dfa.idCount(row);
      ids = needed > ids.length ? Arrays.copyOf(ids, needed * 2) : ids;
      int size = dfa.ids(row, ids, 0);
      int at = 0;
      while (at < size) {
        int owner = nfa.owner(ids[at]);
        long hash = owner;
        while (at < size && nfa.owner(ids[at]) == owner) {
          hash = (hash ^ ids[at++]) * 0x9e3779b97f4a7c15L;
          hash ^= hash >>> 29;
        }
        if (owner >= 0 && seen.add(hash)) {
          said[owner]++;
        }
      }
    }
    return said;
  }
}
