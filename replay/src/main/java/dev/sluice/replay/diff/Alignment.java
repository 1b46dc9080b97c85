package dev.sluice.replay.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * How the elements of two ordered lists correspond: what stayed in order, what moved, what became
 * something similar, what is gone or new. Immutable.
 *
 * @param oldToNew for each old element the place of its counterpart, or -1
 * @param newToOld the same the other way
 * @param moved for each new element whether its counterpart is equal, but not in the same order
 */
public record Alignment(List<Integer> oldToNew, List<Integer> newToOld, List<Boolean> moved) {
  /** Longer lists are compared without looking for the longest common order. */
  private static final int MOST_CELLS = 25_000_000;

  public Alignment {
    oldToNew = List.copyOf(oldToNew);
    newToOld = List.copyOf(newToOld);
    moved = List.copyOf(moved);
  }

  /**
   * Finds counterparts: equal ones in order first, then equal ones elsewhere, then similar ones.
   *
   * @param similar whether an old element may have become a new one; asked for what is left over
   */
  public static <T> Alignment of(List<T> before, List<T> after, BiPredicate<T, T> similar) {
    int[] toNew = filled(before.size());
    int[] toOld = filled(after.size());
    boolean[] moved = new boolean[after.size()];
    inOrder(before, after, toNew, toOld);
    for (int i = 0; i < toNew.length; i++) {
      for (int j = 0; toNew[i] < 0 && j < toOld.length; j++) {
        if (toOld[j] < 0 && before.get(i).equals(after.get(j))) {
          toNew[i] = j;
          toOld[j] = i;
          moved[j] = true;
        }
      }
    }
    for (int i = 0; i < toNew.length; i++) {
      for (int j = 0; toNew[i] < 0 && j < toOld.length; j++) {
        if (toOld[j] < 0 && similar.test(before.get(i), after.get(j))) {
          toNew[i] = j;
          toOld[j] = i;
        }
      }
    }
    List<Boolean> flags = new ArrayList<>();
    for (boolean flag : moved) {
      flags.add(flag);
    }
    return new Alignment(boxed(toNew), boxed(toOld), flags);
  }

  private static int[] filled(int size) {
    int[] places = new int[size];
    java.util.Arrays.fill(places, -1);
    return places;
  }

  private static List<Integer> boxed(int[] places) {
    return java.util.Arrays.stream(places).boxed().toList();
  }

  /** The longest common subsequence, after equal heads and tails. */
  private static <T> void inOrder(List<T> before, List<T> after, int[] toNew, int[] toOld) {
    int head = 0;
    int oldEnd = before.size();
    int newEnd = after.size();
    while (head < oldEnd && head < newEnd && before.get(head).equals(after.get(head))) {
      pair(head, head, toNew, toOld);
      head++;
    }
    while (oldEnd > head && newEnd > head && before.get(oldEnd - 1).equals(after.get(newEnd - 1))) {
      oldEnd--;
      newEnd--;
      pair(oldEnd, newEnd, toNew, toOld);
    }
    int rows = oldEnd - head;
    int columns = newEnd - head;
    if ((long) rows * columns > MOST_CELLS) {
      return;
    }
    int[][] length = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        length[i][j] =
            before.get(head + i).equals(after.get(head + j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < rows && j < columns) {
      if (before.get(head + i).equals(after.get(head + j))) {
        pair(head + i, head + j, toNew, toOld);
        i++;
        j++;
      } else if (length[i + 1][j] >= length[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
  }

  private static void pair(int i, int j, int[] toNew, int[] toOld) {
    toNew[i] = j;
    toOld[j] = i;
  }
}
