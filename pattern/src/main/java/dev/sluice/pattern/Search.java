package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * One pattern as something to search for: branches, each either searched for from the first byte on
 * or only from the second on ({@code late}). Context that changes nothing in a search is taken off,
 * because states that only remember it would multiply. Immutable.
 *
 * <p>That the end of a packet is asked for at each end makes {@code X.*$} the same as {@code X}:
 * both are reported when the packet that completes {@code X} ends.
 */
record Search(List<Branch> branches) {
  /**
   * @param tree what must be found; a {@code ^} in it holds at the first byte only
   * @param late whether at least one byte must come before it
   */
  record Branch(Tree tree, boolean late) {}

  static Search of(Tree tree) {
    List<Branch> branches = new ArrayList<>();
    split(tree, branches);
    return new Search(List.copyOf(branches));
  }

  private static void split(Tree tree, List<Branch> to) {
    switch (tree) {
      case Tree.Group group -> split(group.inner(), to);
      case Tree.Choice choice -> {
        for (Tree branch : choice.branches()) {
          split(branch, to);
        }
      }
      default -> to.add(branch(tree));
    }
  }

  private static Branch branch(Tree tree) {
    List<Tree> parts = new ArrayList<>();
    flatten(tree, parts);
    trimEnd(parts);
    boolean late = trimStart(parts);
    if ((late || !parts.isEmpty()) && parts.stream().allMatch(Search::any)) {
      // So many bytes of any kind are found at the beginning or not at all.
      if (late) {
        parts.addFirst(new Tree.Bytes(ByteSet.ALL, tree.start(), tree.start()));
        late = false;
      }
      parts.addFirst(new Tree.Begin(tree.start(), tree.start()));
    }
    Tree rest =
        switch (parts.size()) {
          case 0 -> new Tree.Empty(tree.start(), tree.end());
          case 1 -> parts.getFirst();
          default -> new Tree.Sequence(List.copyOf(parts), tree.start(), tree.end());
        };
    return new Branch(rest, late);
  }

  private static void flatten(Tree tree, List<Tree> to) {
    switch (tree) {
      case Tree.Group group -> flatten(group.inner(), to);
      case Tree.Sequence sequence -> {
        for (Tree part : sequence.parts()) {
          flatten(part, to);
        }
      }
      case Tree.Empty _ -> {}
      default -> to.add(tree);
    }
  }

  private static void trimEnd(List<Tree> parts) {
    int size = parts.size();
    if (size >= 2
        && parts.getLast() instanceof Tree.Finish
        && (anything(parts.get(size - 2), 0) || anything(parts.get(size - 2), 1))) {
      parts.removeLast();
    }
    while (!parts.isEmpty() && nullable(parts.getLast())) {
      parts.removeLast();
    }
    if (!parts.isEmpty() && anything(parts.getLast(), 1)) {
      Tree last = parts.removeLast();
      parts.add(new Tree.Bytes(ByteSet.ALL, last.start(), last.end()));
    }
  }

  private static boolean trimStart(List<Tree> parts) {
    if (parts.size() >= 2
        && parts.getFirst() instanceof Tree.Begin
        && (anything(parts.get(1), 0) || anything(parts.get(1), 1))) {
      parts.removeFirst();
    }
    while (!parts.isEmpty() && nullable(parts.getFirst())) {
      parts.removeFirst();
    }
    boolean late =
        !parts.isEmpty()
            && (anything(parts.getFirst(), 1)
                || (parts.getFirst() instanceof Tree.Bytes bytes
                    && bytes.set().equals(ByteSet.ALL)));
    if (late) {
      parts.removeFirst();
    }
    while (!parts.isEmpty() && nullable(parts.getFirst())) {
      parts.removeFirst();
    }
    return late;
  }

  /** Whether it is {@code .*} (with 0) or {@code .+} (with 1), in parentheses or not. */
  private static boolean anything(Tree tree, int least) {
    return switch (tree) {
      case Tree.Group group -> anything(group.inner(), least);
      case Tree.Repeat repeat ->
          repeat.least() == least && repeat.most() == Tree.Repeat.UNBOUNDED && any(repeat.inner());
      default -> false;
    };
  }

  private static boolean any(Tree tree) {
    return switch (tree) {
      case Tree.Group group -> any(group.inner());
      case Tree.Bytes bytes -> bytes.set().equals(ByteSet.ALL);
      default -> false;
    };
  }

  /** Whether it matches without a byte, wherever it is asked. */
  static boolean nullable(Tree tree) {
    return switch (tree) {
      case Tree.Empty _ -> true;
      case Tree.Bytes _, Tree.Begin _, Tree.Finish _ -> false;
      case Tree.Group group -> nullable(group.inner());
      case Tree.Sequence sequence -> sequence.parts().stream().allMatch(Search::nullable);
      case Tree.Choice choice -> choice.branches().stream().anyMatch(Search::nullable);
      case Tree.Repeat repeat -> repeat.least() == 0 || nullable(repeat.inner());
    };
  }
}
