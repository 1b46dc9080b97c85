package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;

/** Takes the alternatives of a pattern apart and puts it together again with fewer. */
final class Branches {
  /** A choice of more branches than this is not asked about each of them. */
  private static final int MOST = 64;

  private Branches() {}

  /** All choices in the tree that are small enough to be asked about. */
  static List<Tree.Choice> choices(Tree tree) {
    List<Tree.Choice> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(Tree tree, List<Tree.Choice> found) {
    switch (tree) {
      case Tree.Choice choice -> {
        if (choice.branches().size() <= MOST) {
          found.add(choice);
        }
        choice.branches().forEach(branch -> collect(branch, found));
      }
      case Tree.Sequence sequence -> sequence.parts().forEach(part -> collect(part, found));
      case Tree.Group group -> collect(group.inner(), found);
      case Tree.Repeat repeat -> collect(repeat.inner(), found);
      case Tree.Bytes b -> {}
      case Tree.Empty e -> {}
      case Tree.Begin b -> {}
      case Tree.Finish f -> {}
    }
  }

  /** The tree with {@code part}, one of its own, replaced. */
  static Tree replaced(Tree tree, Tree part, Tree by) {
    if (tree.equals(part)) {
      return by;
    }
    return switch (tree) {
      case Tree.Choice t -> new Tree.Choice(all(t.branches(), part, by), t.start(), t.end());
      case Tree.Sequence t -> new Tree.Sequence(all(t.parts(), part, by), t.start(), t.end());
      case Tree.Group t -> new Tree.Group(replaced(t.inner(), part, by), t.start(), t.end());
      case Tree.Repeat t ->
          new Tree.Repeat(replaced(t.inner(), part, by), t.least(), t.most(), t.start(), t.end());
      case Tree.Bytes t -> t;
      case Tree.Empty t -> t;
      case Tree.Begin t -> t;
      case Tree.Finish t -> t;
    };
  }

  private static List<Tree> all(List<Tree> trees, Tree part, Tree by) {
    return trees.stream().map(tree -> replaced(tree, part, by)).toList();
  }

  /** The pattern's text with one branch and its bar cut out. */
  static String without(String text, Tree.Choice choice, Tree branch) {
    boolean first = choice.branches().getFirst().equals(branch);
    int from = first ? branch.start() : branch.start() - 1;
    int to = first ? branch.end() + 1 : branch.end();
    return text.substring(0, Math.max(from, 0)) + text.substring(Math.min(to, text.length()));
  }
}
