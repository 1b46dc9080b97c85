package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the threads may take that bytes add to a set of ids. Most bytes leave the set as it is; what
 * a byte adds is a thread, and of each it is worked out which bytes it may take next, and after
 * them, as far as a {@link Sieve} looks. Not threadsafe.
 */
final class Openings {
  static final int WORDS = 4;

  /** More steps than this, and looking would be noticed. */
  private static final int MOST_STEPS = 1 << 16;

  private final Nfa nfa;
  private final Stepper stepper;
  private final int[] stamps;
  private int stamp;
  private int[] now = new int[64];
  private int[] next = new int[64];
  private int steps;

  Openings(Nfa nfa, boolean[] mine) {
    this.nfa = nfa;
    this.stepper = new Stepper(nfa, mine);
    this.stamps = new int[nfa.size()];
  }

  /**
   * The openings of a sorted set of ids, each once. The first one stands for the bytes that take
   * ids from the set or make a pattern match, and for anything after them. None at all if it is too
   * much work.
   */
  List<Opening> of(int[] ids, int size) {
    steps = 0;
    Opening loud = new Opening(new long[Sieve.BYTES * WORDS], 1);
    Arrays.fill(loud.classes(), WORDS, Sieve.BYTES * WORDS, -1L);
    Set<Opening> openings = new LinkedHashSet<>();
    int[] begun = new int[nfa.size()];
    List<long[]> firsts = new ArrayList<>();
    for (int c = 0; c < nfa.classes(); c++) {
      stepper.step(ids, 0, size, c);
      int kept = 0;
      for (int i = 0; i < stepper.size(); i++) {
        int id = stepper.ids()[i];
        if (nfa.setOf(id) == Nfa.MATCHED) {
          loud.classes()[c >> 6] |= 1L << c;
        } else if (Arrays.binarySearch(ids, 0, size, id) >= 0) {
          kept++;
        } else {
          if (begun[id] == 0) {
            firsts.add(new long[WORDS]);
            begun[id] = firsts.size();
          }
          firsts.get(begun[id] - 1)[c >> 6] |= 1L << c;
        }
      }
      if (kept < size) {
        loud.classes()[c >> 6] |= 1L << c;
      }
    }
    openings.add(loud);
    for (int id = 0; id < begun.length; id++) {
      if (begun[id] != 0) {
        add(id, firsts.get(begun[id] - 1), ids, size, openings);
      }
    }
    return steps < MOST_STEPS ? List.copyOf(openings) : List.of();
  }

  /** Adds what a thread may take that some classes begin, unless it must end before long. */
  private void add(int id, long[] first, int[] ids, int size, Set<Opening> openings) {
    long[] classes = new long[Sieve.BYTES * WORDS];
    System.arraycopy(first, 0, classes, 0, WORDS);
    now[0] = id;
    int held = 1;
    boolean finishes = false;
    for (int n = 1; n < Sieve.BYTES; n++) {
      stamp++;
      int reached = 0;
      boolean matches = false;
      long[] taken = new long[WORDS];
      for (int i = 0; i < held; i++) {
        matches |= nfa.setOf(now[i]) == Nfa.MATCHED;
        finishes |= nfa.setOf(now[i]) == Nfa.FINISH;
        nfa.addTaken(now[i], taken);
        for (int at = nfa.followStart(now[i]); at < nfa.followEnd(now[i]); at++) {
          reached = reach(nfa.follow(at), reached, ids, size);
        }
      }
      steps += reached;
      if (matches) {
        Arrays.fill(classes, n * WORDS, classes.length, -1L);
        openings.add(new Opening(classes, n));
        return;
      }
      if ((taken[0] | taken[1] | taken[2] | taken[3]) == 0 || steps >= MOST_STEPS) {
        if (finishes) {
          // It takes no more, but the end of the packet may come before.
          openings.add(new Opening(classes, Sieve.BYTES));
        }
        return;
      }
      System.arraycopy(taken, 0, classes, n * WORDS, WORDS);
      int[] last = now;
      now = next;
      next = last;
      held = reached;
    }
    openings.add(new Opening(classes, Sieve.BYTES));
  }

  /** Adds a place to those of the next byte, unless the set holds it anyway. */
  private int reach(int id, int reached, int[] ids, int size) {
    if (stamps[id] == stamp || nfa.implied(id) || Arrays.binarySearch(ids, 0, size, id) >= 0) {
      return reached;
    }
    stamps[id] = stamp;
    next = reached == next.length ? Arrays.copyOf(next, reached * 2) : next;
    next[reached] = id;
    return reached + 1;
  }
}
