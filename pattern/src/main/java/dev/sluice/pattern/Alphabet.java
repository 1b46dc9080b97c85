package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * The bytes in classes as a question sees them: with a byte of each class to show, and its size.
 * Immutable.
 *
 * @param classOf the class of each byte
 * @param samples one byte of each class, the one that reads best
 * @param sizes how many bytes each class has
 */
record Alphabet(List<Integer> classOf, List<Integer> samples, List<Integer> sizes) {

  static Alphabet of(Tree tree) {
    List<ByteSet> sets = new ArrayList<>();
    collect(tree, sets);
    ByteClasses classes = ByteClasses.of(sets, false);
    Integer[] classOf = new Integer[256];
    Integer[] samples = new Integer[classes.count()];
    Integer[] sizes = new Integer[classes.count()];
    for (int value = 0; value < 256; value++) {
      int c = classes.classOf()[value] & 0xff;
      classOf[value] = c;
      if (samples[c] == null || rank(value) < rank(samples[c])) {
        samples[c] = value;
      }
      sizes[c] = sizes[c] == null ? 1 : sizes[c] + 1;
    }
    return new Alphabet(List.of(classOf), List.of(samples), List.of(sizes));
  }

  /** A witness reads better in small letters, then in anything that prints. */
  private static int rank(int value) {
    if (value >= 'a' && value <= 'z') {
      return 0;
    }
    if (value > ' ' && value < 0x7f) {
      return 1;
    }
    return value == ' ' ? 2 : value == 0 ? 4 : 3;
  }

  private static void collect(Tree tree, List<ByteSet> sets) {
    switch (tree) {
      case Tree.Bytes bytes -> sets.add(bytes.set());
      case Tree.Sequence sequence -> sequence.parts().forEach(t -> collect(t, sets));
      case Tree.Choice choice -> choice.branches().forEach(t -> collect(t, sets));
      case Tree.Repeat repeat -> collect(repeat.inner(), sets);
      case Tree.Group group -> collect(group.inner(), sets);
      case Tree.Empty e -> {}
      case Tree.Begin b -> {}
      case Tree.Finish f -> {}
    }
  }

  int count() {
    return samples.size();
  }

  int sample(int byteClass) {
    return samples.get(byteClass);
  }

  int size(int byteClass) {
    return sizes.get(byteClass);
  }
}
