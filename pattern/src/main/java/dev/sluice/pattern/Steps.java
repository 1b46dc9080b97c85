package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A tree taken apart into steps: take a byte of a set, go two ways, see the beginning, see the end,
 * be done. Sets of steps are the states that {@link Language} numbers. Immutable once built.
 */
final class Steps {
  private enum Kind {
    BYTES,
    SPLIT,
    BEGIN,
    FINISH,
    DONE
  }

  private record Step(Kind kind, ByteSet set, int next, int other) {}

  private final List<Step> steps = new ArrayList<>();
  private final int first;

  Steps(Tree tree) {
    int done = add(Kind.DONE, ByteSet.NONE, -1, -1);
    first = before(tree, done);
  }

  private int add(Kind kind, ByteSet set, int next, int other) {
    steps.add(new Step(kind, set, next, other));
    return steps.size() - 1;
  }

  /** The step that does {@code tree} and goes on at {@code next}. */
  private int before(Tree tree, int next) {
    return switch (tree) {
      case Tree.Empty e -> next;
      case Tree.Bytes bytes -> add(Kind.BYTES, bytes.set(), next, -1);
      case Tree.Begin b -> add(Kind.BEGIN, ByteSet.NONE, next, -1);
      case Tree.Finish f -> add(Kind.FINISH, ByteSet.NONE, next, -1);
      case Tree.Group group -> before(group.inner(), next);
      case Tree.Sequence sequence -> {
        int at = next;
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          at = before(sequence.parts().get(i), at);
        }
        yield at;
      }
      case Tree.Choice choice -> {
        int at = before(choice.branches().getLast(), next);
        for (int i = choice.branches().size() - 2; i >= 0; i--) {
          at = add(Kind.SPLIT, ByteSet.NONE, before(choice.branches().get(i), next), at);
        }
        yield at;
      }
      case Tree.Repeat repeat -> repeat(repeat, next);
    };
  }

  private int repeat(Tree.Repeat repeat, int next) {
    int at = next;
    if (repeat.most() == Tree.Repeat.UNBOUNDED) {
      int loop = add(Kind.SPLIT, ByteSet.NONE, -1, next);
      int inner = before(repeat.inner(), loop);
      steps.set(loop, new Step(Kind.SPLIT, ByteSet.NONE, inner, next));
      at = loop;
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        at = add(Kind.SPLIT, ByteSet.NONE, before(repeat.inner(), at), next);
      }
    }
    for (int i = 0; i < repeat.least(); i++) {
      at = before(repeat.inner(), at);
    }
    return at;
  }

  /** How many steps there are. */
  int count() {
    return steps.size();
  }

  /** Where a match may begin. */
  BitSet first() {
    BitSet set = new BitSet();
    set.set(first);
    return set;
  }

  /**
   * All steps that are reached without taking a byte; {@code ^} is passed only at the beginning.
   */
  BitSet closure(BitSet from, boolean atBeginning) {
    BitSet closed = new BitSet();
    from.stream().forEach(step -> close(step, atBeginning, false, closed));
    return closed;
  }

  private void close(int step, boolean atBeginning, boolean atEnd, BitSet closed) {
    int at = step;
    while (!closed.get(at)) {
      closed.set(at);
      Step now = steps.get(at);
      switch (now.kind()) {
        case SPLIT -> {
          close(now.other(), atBeginning, atEnd, closed);
          at = now.next();
        }
        case BEGIN -> at = atBeginning ? now.next() : at;
        case FINISH -> at = atEnd ? now.next() : at;
        case BYTES, DONE -> {}
      }
    }
  }

  BitSet step(BitSet closed, int value) {
    BitSet reached = new BitSet();
    for (int at = closed.nextSetBit(0); at >= 0; at = closed.nextSetBit(at + 1)) {
      Step now = steps.get(at);
      if (now.kind() == Kind.BYTES && now.set().contains(value)) {
        reached.set(now.next());
      }
    }
    return reached;
  }

  boolean accepting(BitSet closed) {
    return closed.get(0);
  }

  /** Whether it is accepted if the data end here. */
  boolean acceptingAtEnd(BitSet closed, boolean atBeginning) {
    BitSet ended = new BitSet();
    for (int at = closed.nextSetBit(0); at >= 0; at = closed.nextSetBit(at + 1)) {
      if (steps.get(at).kind() == Kind.FINISH) {
        close(at, atBeginning, true, ended);
      }
    }
    return ended.get(0);
  }
}
