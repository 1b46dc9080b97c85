package dev.sluice.check.reach;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A union of boxes that is being cut down. When it would come to more than {@link #MOST_BOXES}
 * boxes, or the work is used up, it stays larger than the truth; or else, where the question is
 * only whether anything is left, all but the {@link #WIDEST} widest are dropped. Not threadsafe.
 */
final class Region {
  static final int MOST_BOXES = 400;
  static final int WIDEST = 24;

  private Region() {}

  /** How much may still be done, and whether anything was left undone. */
  static final class Work {
    private final long most;
    private final boolean drops;
    private long left;
    private boolean cut;
    private boolean dropped;

    Work(long most) {
      this(most, false);
    }

    /**
     * Makes it.
     *
     * @param drops whether a region that grows large may be made smaller than the truth
     */
    Work(long most, boolean drops) {
      this.most = most;
      this.drops = drops;
      this.left = most;
    }

    long spent() {
      return most - Math.max(0, left);
    }

    /** As much of it as one question may have. */
    long share(long wanted) {
      return Math.min(Math.max(0, left), wanted);
    }

    boolean spend(long boxes) {
      left -= boxes;
      if (left < 0) {
        cut = true;
      }
      return left >= 0;
    }

    /** Whether the region may be larger than the truth. */
    boolean cut() {
      return cut;
    }

    /** Whether the region may be smaller than the truth. */
    boolean dropped() {
      return dropped;
    }
  }

  static List<Box> and(List<Box> region, List<Box> others) {
    if (others.size() == 1 && others.getFirst().size() == 0) {
      return region;
    }
    return MatcherSets.both(region, others);
  }

  /** The same list object if nothing was taken away. */
  static List<Box> minus(List<Box> region, List<Box> taken, Fields known, Work work) {
    List<Box> left = region;
    for (Box box : taken) {
      left = minus(left, box, known, work);
    }
    return left;
  }

  private static List<Box> minus(List<Box> region, Box taken, Fields known, Work work) {
    boolean met = false;
    for (int i = 0; i < region.size() && !met; i++) {
      met = region.get(i).meets(taken);
    }
    if (!work.spend(region.size()) || !met) {
      return region;
    }
    List<Box> left = new ArrayList<>();
    for (Box box : region) {
      left.addAll(box.minus(taken, known));
    }
    if (work.drops && left.size() > 2 * WIDEST) {
      work.dropped = true;
      return widest(left, known);
    }
    if (left.size() > MOST_BOXES && left.size() > region.size()) {
      work.cut = true;
      return region;
    }
    return left;
  }

  private static List<Box> widest(List<Box> region, Fields known) {
    return region.stream()
        .sorted(Comparator.comparingDouble((Box box) -> box.share(known)).reversed())
        .limit(WIDEST)
        .toList();
  }

  /** Boxes added unless they are in one already. */
  static List<Box> or(List<Box> region, List<Box> more) {
    List<Box> all = new ArrayList<>(region);
    for (Box box : more) {
      if (all.stream().noneMatch(old -> old.covers(box))) {
        all.add(box);
      }
    }
    return all;
  }

  /** What the boxes were before the changes, at most. */
  static List<Box> before(List<Box> region, List<Matching.Change> changes) {
    List<Box> now = region;
    for (int i = changes.size() - 1; i >= 0; i--) {
      Matching.Change change = changes.get(i);
      List<Box> earlier = new ArrayList<>(now.size());
      boolean moved = false;
      for (Box box : now) {
        Box before = before(box, change);
        moved |= before != box;
        earlier.add(before);
      }
      now = moved ? earlier : now;
    }
    return now;
  }

  private static Box before(Box box, Matching.Change change) {
    return switch (change) {
      case Matching.Change.Lost lost -> box.without(lost.field());
      case Matching.Change.Assigned assigned -> {
        Numbers set = box.of(assigned.field());
        yield set != null && set.contains(assigned.value()) ? box.without(assigned.field()) : box;
      }
    };
  }
}
