package dev.sluice.policy;

/** The whole numbers from {@code first} to {@code last}, both included. Immutable. */
public record IntRange(int first, int last) {

  public IntRange {
    if (first > last) {
      throw new IllegalArgumentException("not a range: " + first + "-" + last);
    }
  }

  public static IntRange of(int single) {
    return new IntRange(single, single);
  }

  public boolean contains(int value) {
    return first <= value && value <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
