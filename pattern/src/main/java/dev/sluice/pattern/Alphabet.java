package dev.sluice.pattern;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes in classes: two bytes of one class are told apart by none of some patterns. Immutable.
 *
 * @param classOf the class of each byte
 * @param samples one byte of each class
 * @param sizes how many bytes each class has
 */
record Alphabet(List<Integer> classOf, List<Integer> samples, List<Integer> sizes) {

  static Alphabet of(List<Tree> trees) {
    int[] classOf = new int[256];
    int[] count = {1};
    trees.forEach(tree -> split(tree, classOf, count));
    Map<Integer, Integer> renumbered = new HashMap<>();
    Integer[] samples = new Integer[256];
    Integer[] sizes = new Integer[256];
    Integer[] classes = new Integer[256];
    for (int value = 0; value < 256; value++) {
      int c = renumbered.computeIfAbsent(classOf[value], k -> renumbered.size());
      classes[value] = c;
      if (samples[c] == null || better(value, samples[c])) {
        samples[c] = value;
      }
      sizes[c] = sizes[c] == null ? 1 : sizes[c] + 1;
    }
    int size = renumbered.size();
    return new Alphabet(first(classes, 256), first(samples, size), first(sizes, size));
  }

  private static List<Integer> first(Integer[] values, int size) {
    return List.of(Arrays.copyOf(values, size));
  }

  /** A witness reads better in small letters, then in anything that prints. */
  private static boolean better(int value, int than) {
    return rank(value) < rank(than);
  }

  private static int rank(int value) {
    if (value >= 'a' && value <= 'z') {
      return 0;
    }
    if (value > ' ' && value < 0x7f) {
      return 1;
    }
    return value == ' ' ? 2 : value == 0 ? 4 : 3;
  }

  private static void split(Tree tree, int[] classOf, int[] count) {
    switch (tree) {
      case Tree.Bytes bytes -> split(bytes.set(), classOf, count);
      case Tree.Sequence sequence -> sequence.parts().forEach(t -> split(t, classOf, count));
      case Tree.Choice choice -> choice.branches().forEach(t -> split(t, classOf, count));
      case Tree.Repeat repeat -> split(repeat.inner(), classOf, count);
      case Tree.Group group -> split(group.inner(), classOf, count);
      case Tree.Empty e -> {}
      case Tree.Begin b -> {}
      case Tree.Finish f -> {}
    }
  }

  private static void split(ByteSet set, int[] classOf, int[] count) {
    Map<Integer, Integer> inside = new HashMap<>();
    for (int value = 0; value < 256; value++) {
      if (set.contains(value)) {
        classOf[value] = inside.computeIfAbsent(classOf[value], k -> count[0]++);
      }
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
