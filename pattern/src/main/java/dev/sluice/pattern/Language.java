package dev.sluice.pattern;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one pattern matches, as a complete automaton: the set of all data that, delivered
 * in one packet, make the pattern match. Made to be asked questions, not to scan traffic.
 * Immutable.
 *
 * <p>State 0 can never match any more. State 1 has matched, whatever follows. Any other state may
 * match if the data end there ({@code $}).
 */
final class Language {
  static final int DEAD = 0;
  static final int MATCHED = 1;

  private final Alphabet alphabet;
  private final int start;
  private final int[] next;
  private final BitSet atEnd;
  private final int states;

  private Language(Alphabet alphabet, int start, int[] next, BitSet atEnd, int states) {
    this.alphabet = alphabet;
    this.start = start;
    this.next = next;
    this.atEnd = atEnd;
    this.states = states;
  }

  /** Builds it, unless it takes more than {@code limit} states. */
  static Optional<Language> of(Tree tree, int limit) {
    return new Builder(new Steps(tree), Alphabet.of(tree), limit).build();
  }

  Alphabet alphabet() {
    return alphabet;
  }

  int start() {
    return start;
  }

  int states() {
    return states;
  }

  int next(int state, int byteClass) {
    return next[state * alphabet.count() + byteClass];
  }

  /** The state after one more byte (0 to 255). */
  int after(int state, int value) {
    return next[state * alphabet.count() + alphabet.classOf().get(value)];
  }

  /** Whether data that end in this state match. */
  boolean accepts(int state) {
    return state == MATCHED || atEnd.get(state);
  }

  /** Makes the automaton: subset construction, then states that lead nowhere become DEAD. */
  private static final class Builder {
    private record Key(List<Integer> steps) {}

    private final Steps steps;
    private final Alphabet alphabet;
    private final int limit;
    private final Map<Key, Integer> known = new HashMap<>();
    private final List<BitSet> sets = new ArrayList<>();
    private final BitSet atEnd = new BitSet();

    Builder(Steps steps, Alphabet alphabet, int limit) {
      this.steps = steps;
      this.alphabet = alphabet;
      this.limit = limit;
    }

    Optional<Language> build() {
      sets.add(new BitSet());
      sets.add(new BitSet());
      int start = number(steps.closure(steps.first(), true), true);
      int[] next = new int[64 * alphabet.count()];
      Arrays.fill(next, alphabet.count(), 2 * alphabet.count(), MATCHED);
      for (int state = 2; state < sets.size(); state++) {
        if (sets.size() > limit) {
          return Optional.empty();
        }
        if ((state + 1) * alphabet.count() > next.length) {
          next = Arrays.copyOf(next, next.length * 2);
        }
        for (int c = 0; c < alphabet.count(); c++) {
          BitSet reached = steps.step(sets.get(state), alphabet.sample(c));
          reached.or(steps.first());
          next[state * alphabet.count() + c] = number(steps.closure(reached, false), false);
        }
      }
      return Optional.of(pruned(start, Arrays.copyOf(next, sets.size() * alphabet.count())));
    }

    private int number(BitSet closed, boolean first) {
      if (steps.accepting(closed)) {
        return MATCHED;
      }
      List<Integer> key = new ArrayList<>(closed.cardinality() + 1);
      closed.stream().forEach(key::add);
      if (first) {
        // The beginning is a place of its own: an end there may still see ^.
        key.add(-1);
      }
      return known.computeIfAbsent(
          new Key(key),
          k -> {
            if (steps.acceptingAtEnd(closed, first)) {
              atEnd.set(sets.size());
            }
            sets.add(closed);
            return sets.size() - 1;
          });
    }

    private Language pruned(int start, int[] next) {
      int count = sets.size();
      List<List<Integer>> before = new ArrayList<>();
      for (int state = 0; state < count; state++) {
        before.add(new ArrayList<>());
      }
      for (int state = 2; state < count; state++) {
        for (int c = 0; c < alphabet.count(); c++) {
          before.get(next[state * alphabet.count() + c]).add(state);
        }
      }
      BitSet live = new BitSet();
      ArrayDeque<Integer> open = new ArrayDeque<>();
      live.set(MATCHED);
      live.or(atEnd);
      live.stream().forEach(open::add);
      while (!open.isEmpty()) {
        for (int state : before.get(open.remove())) {
          if (!live.get(state)) {
            live.set(state);
            open.add(state);
          }
        }
      }
      for (int i = 0; i < next.length; i++) {
        if (!live.get(next[i])) {
          next[i] = DEAD;
        }
      }
      return new Language(alphabet, live.get(start) ? start : DEAD, next, atEnd, count);
    }
  }
}
