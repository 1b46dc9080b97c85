package dev.sluice.pattern;

import java.util.BitSet;

/**
 * What a tree means, by definition and slowly: the oracle that shares nothing with the automata.
 */
final class Meaning {
  private final byte[] data;
  private final int end;

  private Meaning(byte[] data, int end) {
    this.data = data;
    this.end = end;
  }

  /** Whether the tree is found in the first {@code end} bytes, at whose end {@code $} holds. */
  static boolean found(Tree tree, byte[] data, int end) {
    Meaning meaning = new Meaning(data, end);
    for (int from = 0; from <= end; from++) {
      if (!meaning.ends(tree, from).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private BitSet ends(Tree tree, int from) {
    BitSet ends = new BitSet();
    switch (tree) {
      case Tree.Empty _ -> ends.set(from);
      case Tree.Begin _ -> ends.set(from, from == 0 ? from + 1 : from);
      case Tree.Finish _ -> ends.set(from, from == end ? from + 1 : from);
      case Tree.Bytes bytes ->
          ends.set(
              from + 1,
              from < end && bytes.set().contains(data[from] & 0xff) ? from + 2 : from + 1);
      case Tree.Group group -> ends.or(ends(group.inner(), from));
      case Tree.Choice choice -> choice.branches().forEach(b -> ends.or(ends(b, from)));
      case Tree.Sequence sequence -> {
        ends.set(from);
        for (Tree part : sequence.parts()) {
          BitSet next = after(part, ends);
          ends.clear();
          ends.or(next);
        }
      }
      case Tree.Repeat repeat -> {
        BitSet now = new BitSet();
        now.set(from);
        for (int i = 0; i < repeat.least(); i++) {
          now = after(repeat.inner(), now);
        }
        ends.or(now);
        for (int i = repeat.least(); i < repeat.most() && !now.isEmpty(); i++) {
          now = after(repeat.inner(), now);
          now.andNot(ends);
          ends.or(now);
        }
      }
    }
    return ends;
  }

  private BitSet after(Tree part, BitSet starts) {
    BitSet ends = new BitSet();
    starts.stream().forEach(s -> ends.or(ends(part, s)));
    return ends;
  }
}
