package dev.sluice.pattern;

import java.util.Arrays;

/**
 * The automaton of one pattern without empty moves. Its ids are the places of the pattern that take
 * a byte, in the order of the text, then one that says "would match if the data ended here" ({@link
 * #finish}) and one that says "has matched" ({@link #matched}). Immutable.
 *
 * @param count places that take a byte
 * @param sets which bytes each place takes
 * @param starts where the ids that follow a place begin in {@code follow}; one entry more at the
 *     end
 * @param follow ids reached by taking a byte of a place
 * @param first ids that hold before the first byte
 * @param restart ids that hold after each byte, because the search starts anew everywhere
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record Positions(
    int count, ByteSet[] sets, int[] starts, int[] follow, int[] first, int[] restart) {
  int finish() {
    return count;
  }

  int matched() {
    return count + 1;
  }

  static Positions of(Tree tree, Limits limits, Findings findings) throws Findings.Refused {
    long states = Thompson.states(tree);
    if (states > limits.patternStates()) {
      throw findings.limit(
          tree.start(), tree.end(), "pattern-states", states, limits.patternStates(), "states");
    }
    return new Builder(tree, limits, findings).build();
  }

  private static final class Builder {
    private final Tree tree;
    private final Limits limits;
    private final Findings findings;
    private final Thompson states = new Thompson();
    private int[] ids = new int[0];
    private int count;
    private int[] seen = new int[0];
    private int[] seenAtEnd = new int[0];
    private int stamp;
    private int[] stack = new int[0];
    private int depth;
    private int[] out = new int[64];
    private int size;
    private long visits;

    Builder(Tree tree, Limits limits, Findings findings) {
      this.tree = tree;
      this.limits = limits;
      this.findings = findings;
    }

    Positions build() throws Findings.Refused {
      Search search = Search.of(tree);
      int branches = search.branches().size();
      int[] entries = new int[branches];
      for (int i = branches - 1; i >= 0; i--) {
        entries[i] = states.add(search.branches().get(i).tree(), states.match());
      }
      number();
      int[] starts = new int[count + 1];
      ByteSet[] sets = new ByteSet[count];
      for (int state = states.count() - 1; state >= 0; state--) {
        if (states.kind(state) == Thompson.BYTES) {
          sets[ids[state]] = states.set(state);
          begin();
          close(states.first(state), false);
          starts[ids[state] + 1] = size;
        }
      }
      int[] follow = Arrays.copyOf(out, size);
      size = 0;
      begin();
      for (int i = 0; i < branches; i++) {
        if (!search.branches().get(i).late()) {
          close(entries[i], true);
        }
      }
      int[] first = Arrays.copyOf(out, size);
      size = 0;
      begin();
      for (int entry : entries) {
        close(entry, false);
      }
      return new Positions(count, sets, starts, follow, first, Arrays.copyOf(out, size));
    }

    /** Numbers the places that take a byte in the order of the text: the last state comes first. */
    private void number() {
      int total = states.count();
      ids = new int[total];
      for (int state = total - 1; state >= 0; state--) {
        ids[state] = states.kind(state) == Thompson.BYTES ? count++ : -1;
      }
      seen = new int[total];
      seenAtEnd = new int[total];
      stack = new int[2 * total + 2];
    }

    private void begin() {
      stamp++;
    }

    /** Adds the ids that are reached from a state without a byte. */
    private void close(int entry, boolean atBegin) throws Findings.Refused {
      stack[depth++] = entry;
      while (depth > 0) {
        int state = stack[--depth];
        if (seen[state] == stamp) {
          continue;
        }
        seen[state] = stamp;
        visit();
        switch (states.kind(state)) {
          case Thompson.BYTES -> put(ids[state]);
          case Thompson.MATCH -> put(count + 1);
          case Thompson.BEGIN -> {
            if (atBegin) {
              stack[depth++] = states.first(state);
            }
          }
          case Thompson.FINISH -> {
            if (reachesMatchAtEnd(states.first(state), atBegin)) {
              put(count);
            }
          }
          default -> {
            stack[depth++] = states.second(state);
            stack[depth++] = states.first(state);
          }
        }
      }
    }

    private boolean reachesMatchAtEnd(int entry, boolean atBegin) throws Findings.Refused {
      int bottom = depth;
      boolean found = false;
      stack[depth++] = entry;
      while (depth > bottom) {
        int state = stack[--depth];
        if (seenAtEnd[state] == stamp) {
          continue;
        }
        seenAtEnd[state] = stamp;
        visit();
        switch (states.kind(state)) {
          case Thompson.BYTES -> {}
          case Thompson.MATCH -> found = true;
          case Thompson.BEGIN -> {
            if (atBegin) {
              stack[depth++] = states.first(state);
            }
          }
          case Thompson.FINISH -> stack[depth++] = states.first(state);
          default -> {
            stack[depth++] = states.second(state);
            stack[depth++] = states.first(state);
          }
        }
      }
      return found;
    }

    private void visit() throws Findings.Refused {
      if (++visits > limits.patternTransitions()) {
        throw findings.error(
            tree.start(),
            tree.end(),
            "limit-pattern-transitions",
            "the states of this pattern lead to one another in more ways than the limit"
                + " pattern-transitions="
                + limits.patternTransitions(),
            "make repetitions of optional parts smaller or raise the limit pattern-transitions");
      }
    }

    private void put(int id) {
      if (size == out.length) {
        out = Arrays.copyOf(out, size * 2);
      }
      out[size++] = id;
    }
  }
}
