package dev.sluice.check.reach;

import java.util.Arrays;

/** A set of whole numbers as sorted ranges that neither touch nor overlap. Immutable. */
public final class Numbers {
  public static final Numbers EMPTY = new Numbers(new int[0]);

  private final int[] bounds;

  private Numbers(int[] bounds) {
    this.bounds = bounds;
  }

  public static Numbers of(int single) {
    return new Numbers(new int[] {single, single});
  }

  /** Both ends included; empty if {@code last} is before {@code first}. */
  public static Numbers range(int first, int last) {
    return first > last ? EMPTY : new Numbers(new int[] {first, last});
  }

  /** Collects ranges in any order. Not threadsafe. */
  public static final class Builder {
    private long[] ranges = new long[8];
    private int count;

    public Builder add(int first, int last) {
      if (first <= last) {
        if (count == ranges.length) {
          ranges = Arrays.copyOf(ranges, 2 * count);
        }
        ranges[count++] = (long) first << 32 | last;
      }
      return this;
    }

    public Builder add(Numbers set) {
      for (int i = 0; i < set.bounds.length; i += 2) {
        add(set.bounds[i], set.bounds[i + 1]);
      }
      return this;
    }

    public Numbers build() {
      Arrays.sort(ranges, 0, count);
      int[] merged = new int[2 * count];
      int size = 0;
      for (int i = 0; i < count; i++) {
        int first = (int) (ranges[i] >> 32);
        int last = (int) ranges[i];
        if (size > 0 && first <= merged[size - 1] + 1) {
          merged[size - 1] = Math.max(merged[size - 1], last);
        } else {
          merged[size++] = first;
          merged[size++] = last;
        }
      }
      return size == 0 ? EMPTY : new Numbers(Arrays.copyOf(merged, size));
    }
  }

  public boolean isEmpty() {
    return bounds.length == 0;
  }

  public int first() {
    return bounds[0];
  }

  public int last() {
    return bounds[bounds.length - 1];
  }

  /** How many numbers. */
  public long count() {
    long count = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      count += 1L + bounds[i + 1] - bounds[i];
    }
    return count;
  }

  /** How many ranges. */
  public int ranges() {
    return bounds.length / 2;
  }

  public int rangeFirst(int range) {
    return bounds[2 * range];
  }

  public int rangeLast(int range) {
    return bounds[2 * range + 1];
  }

  public boolean contains(int value) {
    int at = Arrays.binarySearch(bounds, value);
    return at >= 0 || (-at - 1) % 2 == 1;
  }

  public boolean meets(Numbers other) {
    int i = 0;
    int j = 0;
    while (i < bounds.length && j < other.bounds.length) {
      if (bounds[i + 1] < other.bounds[j]) {
        i += 2;
      } else if (other.bounds[j + 1] < bounds[i]) {
        j += 2;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Whether all of the other is in this. */
  public boolean covers(Numbers other) {
    int i = 0;
    for (int j = 0; j < other.bounds.length; j += 2) {
      while (i < bounds.length && bounds[i + 1] < other.bounds[j]) {
        i += 2;
      }
      if (i == bounds.length
          || bounds[i] > other.bounds[j]
          || bounds[i + 1] < other.bounds[j + 1]) {
        return false;
      }
    }
    return true;
  }

  public Numbers and(Numbers other) {
    int[] out = new int[bounds.length + other.bounds.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < bounds.length && j < other.bounds.length) {
      int first = Math.max(bounds[i], other.bounds[j]);
      int last = Math.min(bounds[i + 1], other.bounds[j + 1]);
      if (first <= last) {
        out[size++] = first;
        out[size++] = last;
      }
      if (bounds[i + 1] < other.bounds[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return size == 0 ? EMPTY : new Numbers(Arrays.copyOf(out, size));
  }

  public Numbers or(Numbers other) {
    return new Builder().add(this).add(other).build();
  }

  public Numbers minus(Numbers other) {
    int[] out = new int[bounds.length + other.bounds.length];
    int size = 0;
    int j = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      int first = bounds[i];
      int last = bounds[i + 1];
      while (j < other.bounds.length && other.bounds[j + 1] < first) {
        j += 2;
      }
      int k = j;
      while (k < other.bounds.length && other.bounds[k] <= last && first <= last) {
        if (other.bounds[k] > first) {
          out[size++] = first;
          out[size++] = other.bounds[k] - 1;
        }
        first = other.bounds[k + 1] + 1;
        k += 2;
      }
      if (first <= last) {
        out[size++] = first;
        out[size++] = last;
      }
    }
    return size == 0 ? EMPTY : new Numbers(Arrays.copyOf(out, size));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numbers numbers && Arrays.equals(bounds, numbers.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(bounds[i]);
      if (bounds[i + 1] != bounds[i]) {
        text.append('-').append(bounds[i + 1]);
      }
    }
    return text.toString();
  }
}
