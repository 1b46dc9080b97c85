package dev.sluice.check.reach;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets whose fields each lie in a set of their own; a field that is not named may be
 * anything. Never empty. Immutable.
 */
public final class Box {
  public static final Box ALL = new Box(new int[0], new Numbers[0]);

  private final int[] fields;
  private final Numbers[] sets;

  private Box(int[] fields, Numbers[] sets) {
    this.fields = fields;
    this.sets = sets;
  }

  /** Null if the set is empty. */
  public static @Nullable Box of(int field, Numbers set) {
    return set.isEmpty() ? null : new Box(new int[] {field}, new Numbers[] {set});
  }

  public int size() {
    return fields.length;
  }

  public int field(int at) {
    return fields[at];
  }

  public Numbers set(int at) {
    return sets[at];
  }

  /** The set of a field, or null if it may be anything. */
  public @Nullable Numbers of(int field) {
    int at = Arrays.binarySearch(fields, field);
    return at < 0 ? null : sets[at];
  }

  /** Which part of all packets it is, by the numbers of values. */
  double share(Fields known) {
    double share = 1;
    for (int i = 0; i < fields.length; i++) {
      share *= (double) sets[i].count() / known.all(fields[i]).count();
    }
    return share;
  }

  public boolean meets(Box other) {
    int i = 0;
    int j = 0;
    while (i < fields.length && j < other.fields.length) {
      if (fields[i] < other.fields[j]) {
        i++;
      } else if (fields[i] > other.fields[j]) {
        j++;
      } else if (!sets[i++].meets(other.sets[j++])) {
        return false;
      }
    }
    return true;
  }

  /** Whether all of the other is in this. */
  public boolean covers(Box other) {
    int j = 0;
    for (int i = 0; i < fields.length; i++) {
      while (j < other.fields.length && other.fields[j] < fields[i]) {
        j++;
      }
      if (j == other.fields.length
          || other.fields[j] != fields[i]
          || !sets[i].covers(other.sets[j])) {
        return false;
      }
    }
    return true;
  }

  /** What is in both, or null for nothing. */
  public @Nullable Box and(Box other) {
    int[] both = new int[fields.length + other.fields.length];
    Numbers[] narrowed = new Numbers[both.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < fields.length || j < other.fields.length) {
      boolean mine = j == other.fields.length || i < fields.length && fields[i] <= other.fields[j];
      boolean theirs =
          i == fields.length || j < other.fields.length && other.fields[j] <= fields[i];
      both[size] = mine ? fields[i] : other.fields[j];
      Numbers set = mine && theirs ? sets[i].and(other.sets[j]) : mine ? sets[i] : other.sets[j];
      if (set.isEmpty()) {
        return null;
      }
      narrowed[size++] = set;
      i += mine ? 1 : 0;
      j += theirs ? 1 : 0;
    }
    return new Box(Arrays.copyOf(both, size), Arrays.copyOf(narrowed, size));
  }

  /** The same with one field set anew; the set must not be empty. */
  Box with(int field, Numbers set) {
    int at = Arrays.binarySearch(fields, field);
    if (at >= 0) {
      Numbers[] changed = sets.clone();
      changed[at] = set;
      return new Box(fields, changed);
    }
    int place = -at - 1;
    int[] more = new int[fields.length + 1];
    Numbers[] changed = new Numbers[more.length];
    System.arraycopy(fields, 0, more, 0, place);
    System.arraycopy(sets, 0, changed, 0, place);
    more[place] = field;
    changed[place] = set;
    System.arraycopy(fields, place, more, place + 1, fields.length - place);
    System.arraycopy(sets, place, changed, place + 1, fields.length - place);
    return new Box(more, changed);
  }

  /** The same with one field free again. */
  Box without(int field) {
    int at = Arrays.binarySearch(fields, field);
    if (at < 0) {
      return this;
    }
    int[] fewer = new int[fields.length - 1];
    Numbers[] left = new Numbers[fewer.length];
    System.arraycopy(fields, 0, fewer, 0, at);
    System.arraycopy(sets, 0, left, 0, at);
    System.arraycopy(fields, at + 1, fewer, at, fewer.length - at);
    System.arraycopy(sets, at + 1, left, at, fewer.length - at);
    return new Box(fewer, left);
  }

  /** What is left of this without the other, as boxes that do not overlap. */
  List<Box> minus(Box other, Fields known) {
    if (!meets(other)) {
      return List.of(this);
    }
    List<Box> left = new ArrayList<>();
    Box rest = this;
    for (int i = 0; i < other.fields.length; i++) {
      int field = other.fields[i];
      Numbers own = of(field);
      Numbers mine = own == null ? known.all(field) : own;
      Numbers outside = mine.minus(other.sets[i]);
      if (!outside.isEmpty()) {
        left.add(rest.with(field, outside));
        rest = rest.with(field, mine.and(other.sets[i]));
      }
    }
    return left;
  }
}
