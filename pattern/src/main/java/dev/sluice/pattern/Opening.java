package dev.sluice.pattern;

import java.util.Arrays;

/** What a thread may take as its first bytes. Immutable. */
final class Opening {
  /** All bytes. */
  static final int[] ALL = new int[256];

  static {
    Arrays.setAll(ALL, value -> value);
  }

  private final long[] classes;
  private final int told;

  /**
   * @param classes a set of classes for each of {@link Sieve#BYTES}, one behind the other
   * @param told how many of the bytes it says something of: behind them all are allowed
   */
  Opening(long[] classes, int told) {
    this.classes = classes;
    this.told = told;
  }

  long[] classes() {
    return classes;
  }

  int told() {
    return told;
  }

  /**
   * The bytes that it may take as its nth; {@link #ALL} where that is of no matter.
   *
   * @param bytesOf the bytes of each class
   */
  int[] bytes(int n, int[][] bytesOf) {
    if (n >= told) {
      return ALL;
    }
    int[] bytes = new int[256];
    int count = 0;
    for (int w = 0; w < Openings.WORDS; w++) {
      for (long bits = classes[n * Openings.WORDS + w]; bits != 0; bits &= bits - 1) {
        for (int value : bytesOf[(w << 6) + Long.numberOfTrailingZeros(bits)]) {
          bytes[count++] = value;
        }
      }
    }
    return Arrays.copyOf(bytes, count);
  }

  /** Whether no byte begins it. */
  boolean never() {
    return (classes[0] | classes[1] | classes[2] | classes[3]) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opening opening
        && told == opening.told
        && Arrays.equals(classes, opening.classes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(classes) + told;
  }
}
