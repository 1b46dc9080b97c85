package dev.sluice.pattern;

import java.util.Arrays;
import java.util.List;

/**
 * The automaton of one pattern with empty moves, in int arrays: what a tree becomes first, and what
 * {@link Positions} is made from. Built from the end to the start, so that each state is told where
 * it leads to. Not threadsafe.
 */
final class Thompson {
  static final int BYTES = 0;
  static final int SPLIT = 1;
  static final int BEGIN = 2;
  static final int FINISH = 3;
  static final int MATCH = 4;

  private byte[] kinds = new byte[64];
  private int[] firsts = new int[64];
  private int[] seconds = new int[64];
  private ByteSet[] sets = new ByteSet[64];
  private int count;

  Thompson() {
    add(MATCH, 0, 0, ByteSet.NONE);
  }

  /** How many states a tree will take; saturates far above any limit. */
  static long states(Tree tree) {
    long bound = 1L << 40;
    return switch (tree) {
      case Tree.Empty _ -> 0;
      case Tree.Bytes _, Tree.Begin _, Tree.Finish _ -> 1;
      case Tree.Group group -> states(group.inner());
      case Tree.Sequence sequence -> sum(sequence.parts());
      case Tree.Choice choice -> sum(choice.branches()) + choice.branches().size() - 1;
      case Tree.Repeat repeat -> {
        long inner = states(repeat.inner());
        long copies = repeat.most() == Tree.Repeat.UNBOUNDED ? repeat.least() + 1L : repeat.most();
        yield Math.min(bound, copies * (inner + 1));
      }
    };
  }

  private static long sum(List<Tree> trees) {
    long sum = 0;
    for (Tree tree : trees) {
      sum = Math.min(1L << 40, sum + states(tree));
    }
    return sum;
  }

  /** The state that stands for the end of a match. */
  int match() {
    return 0;
  }

  int count() {
    return count;
  }

  int kind(int state) {
    return kinds[state];
  }

  int first(int state) {
    return firsts[state];
  }

  int second(int state) {
    return seconds[state];
  }

  ByteSet set(int state) {
    return sets[state];
  }

  /** Adds a tree that goes on to a state; the answer is where it is entered. */
  int add(Tree tree, int next) {
    return switch (tree) {
      case Tree.Empty _ -> next;
      case Tree.Bytes bytes -> add(BYTES, next, 0, bytes.set());
      case Tree.Begin _ -> add(BEGIN, next, 0, ByteSet.NONE);
      case Tree.Finish _ -> add(FINISH, next, 0, ByteSet.NONE);
      case Tree.Group group -> add(group.inner(), next);
      case Tree.Sequence sequence -> {
        int entry = next;
        for (Tree part : sequence.parts().reversed()) {
          entry = add(part, entry);
        }
        yield entry;
      }
      case Tree.Choice choice -> addChoice(choice, next);
      case Tree.Repeat repeat -> addRepeat(repeat, next);
    };
  }

  /** Branches of one byte each become one state: {@code (a|b)} is {@code [ab]}. */
  private int addChoice(Tree.Choice choice, int next) {
    ByteSet single = ByteSet.NONE;
    int entry = -1;
    for (Tree branch : choice.branches().reversed()) {
      if (bytes(branch) instanceof Tree.Bytes bytes) {
        single = single.or(bytes.set());
      } else {
        int other = add(branch, next);
        entry = entry < 0 ? other : add(SPLIT, other, entry, ByteSet.NONE);
      }
    }
    if (single.isEmpty()) {
      return entry;
    }
    int bytes = add(BYTES, next, 0, single);
    return entry < 0 ? bytes : add(SPLIT, bytes, entry, ByteSet.NONE);
  }

  private static Tree bytes(Tree tree) {
    return tree instanceof Tree.Group group ? bytes(group.inner()) : tree;
  }

  private int addRepeat(Tree.Repeat repeat, int next) {
    int entry = next;
    if (repeat.most() == Tree.Repeat.UNBOUNDED) {
      int loop = add(SPLIT, next, next, ByteSet.NONE);
      int body = add(repeat.inner(), loop);
      firsts[loop] = body;
      entry = repeat.least() == 0 ? loop : body;
      for (int i = 1; i < repeat.least(); i++) {
        entry = add(repeat.inner(), entry);
      }
      return entry;
    }
    for (int i = repeat.least(); i < repeat.most(); i++) {
      entry = add(SPLIT, add(repeat.inner(), entry), next, ByteSet.NONE);
    }
    for (int i = 0; i < repeat.least(); i++) {
      entry = add(repeat.inner(), entry);
    }
    return entry;
  }

  private int add(int kind, int first, int second, ByteSet set) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      firsts = Arrays.copyOf(firsts, count * 2);
      seconds = Arrays.copyOf(seconds, count * 2);
      sets = Arrays.copyOf(sets, count * 2);
    }
    kinds[count] = (byte) kind;
    firsts[count] = first;
    seconds[count] = second;
    sets[count] = set;
    return count++;
  }
}
