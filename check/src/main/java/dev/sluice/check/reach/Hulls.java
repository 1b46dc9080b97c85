package dev.sluice.check.reach;

import java.util.List;

/**
 * For each rule of a chain the least and the greatest value of the fields that tell rules apart
 * best, so that most of those that have nothing in common with a question are passed by at the cost
 * of a few comparisons. Immutable.
 */
final class Hulls {
  private static final int[] FIELDS = {
    Fields.DESTINATION, Fields.SOURCE, Fields.DESTINATION_PORT, Fields.PROTOCOL, Fields.IN
  };
  private static final int WIDTH = 2 * FIELDS.length;

  private final int[] bounds;

  /**
   * The hulls of a chain's rules.
   *
   * @param matched what each rule matches, as far as it matters; nothing for one to be passed by
   */
  Hulls(List<List<Box>> matched) {
    bounds = new int[matched.size() * WIDTH];
    for (int i = 0; i < matched.size(); i++) {
      System.arraycopy(of(matched.get(i)), 0, bounds, i * WIDTH, WIDTH);
    }
  }

  /** First and last value by field; nothing meets the hull of no boxes. */
  static int[] of(List<Box> boxes) {
    int[] hull = new int[WIDTH];
    for (int i = 0; i < WIDTH; i += 2) {
      hull[i] = Integer.MAX_VALUE;
      hull[i + 1] = Integer.MIN_VALUE;
    }
    for (Box box : boxes) {
      for (int i = 0; i < FIELDS.length; i++) {
        Numbers set = box.of(FIELDS[i]);
        hull[2 * i] = set == null ? Integer.MIN_VALUE : Math.min(hull[2 * i], set.first());
        hull[2 * i + 1] = set == null ? Integer.MAX_VALUE : Math.max(hull[2 * i + 1], set.last());
      }
    }
    return hull;
  }

  /** The last rule before one that may have something in common with a hull, or -1. */
  int before(int index, int[] hull) {
    int at = (index - 1) * WIDTH;
    while (at >= 0 && !meets(at, hull)) {
      at -= WIDTH;
    }
    return at < 0 ? -1 : at / WIDTH;
  }

  private boolean meets(int at, int[] hull) {
    for (int i = 0; i < WIDTH; i += 2) {
      if (bounds[at + i] > hull[i + 1] || hull[i] > bounds[at + i + 1]) {
        return false;
      }
    }
    return true;
  }

  /** The last rule before one whose hull has all of a hull in it, or -1. */
  int around(int index, int[] hull) {
    int at = (index - 1) * WIDTH;
    while (at >= 0 && !contains(at, hull)) {
      at -= WIDTH;
    }
    return at < 0 ? -1 : at / WIDTH;
  }

  private boolean contains(int at, int[] hull) {
    for (int i = 0; i < WIDTH; i += 2) {
      if (bounds[at + i] > hull[i] || hull[i + 1] > bounds[at + i + 1]) {
        return false;
      }
    }
    return true;
  }
}
