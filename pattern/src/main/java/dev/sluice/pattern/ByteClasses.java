package dev.sluice.pattern;

import java.util.Collection;

/**
 * Bytes that no set of a collection tells apart, numbered. Immutable.
 *
 * @param classOf the class of each byte
 * @param count how many classes there are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record ByteClasses(byte[] classOf, int count) {
  /** Finds the classes; with {@code nulAlone} the byte 0 is class 0 and alone in it. */
  static ByteClasses of(Collection<ByteSet> sets, boolean nulAlone) {
    int[] classOf = new int[256];
    int count = 1;
    if (nulAlone) {
      count = split(classOf, count, ByteSet.of(0).not());
    }
    for (ByteSet set : sets) {
      count = split(classOf, count, set);
    }
    // Numbered in the order of the bytes, so that bytes that are neighbours in text are neighbours
    // in a row of the table, too.
    int[] renumbered = new int[count];
    int next = 1;
    byte[] narrow = new byte[256];
    for (int value = 0; value < 256; value++) {
      if (renumbered[classOf[value]] == 0) {
        renumbered[classOf[value]] = next++;
      }
      narrow[value] = (byte) (renumbered[classOf[value]] - 1);
    }
    return new ByteClasses(narrow, count);
  }

  /** Splits each class into the bytes outside the set, which keep its number, and those inside. */
  private static int split(int[] classOf, int count, ByteSet set) {
    int[] inside = new int[256];
    int[] outside = new int[256];
    for (int value = 0; value < 256; value++) {
      (set.contains(value) ? inside : outside)[classOf[value]]++;
    }
    int[] moved = new int[256];
    int next = count;
    for (int c = 0; c < count; c++) {
      moved[c] = inside[c] > 0 && outside[c] > 0 ? next++ : c;
    }
    for (int value = 0; value < 256; value++) {
      if (set.contains(value)) {
        classOf[value] = moved[classOf[value]];
      }
    }
    return next;
  }

  /** Writes the classes of a set as a bit set of four longs. */
  void of(ByteSet set, long[] to, int at) {
    for (int value = 0; value < 256; value++) {
      if (set.contains(value)) {
        int c = classOf[value] & 0xff;
        to[at + (c >> 6)] |= 1L << c;
      }
    }
  }
}
