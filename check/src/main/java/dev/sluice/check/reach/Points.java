package dev.sluice.check.reach;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Single packets of a region that few rules are likely to take. If one of them comes to a rule, the
 * rule is reached, and nothing has to be subtracted from the whole region to know it. Immutable.
 */
final class Points {
  private static final int MOST_BOXES = 3;

  private final Fields known;
  private final Map<Integer, Coverage> covered = new TreeMap<>();

  Points(Chains chains, Fields known) {
    this.known = known;
    Map<Integer, Coverage.Edges> edges = new TreeMap<>();
    for (String chain : chains.names()) {
      for (Chains.Entry entry : chains.chain(chain)) {
        for (Box box : entry.matching().boxes()) {
          for (int i = 0; i < box.size(); i++) {
            edges.computeIfAbsent(box.field(i), f -> new Coverage.Edges()).add(box.set(i));
          }
        }
      }
    }
    edges.forEach((field, sets) -> covered.put(field, new Coverage(known.all(field), sets)));
  }

  /** Some packets of a region, the likeliest first. */
  List<Box> of(List<Box> region) {
    List<Box> points = new ArrayList<>();
    for (Box box : region.subList(0, Math.min(region.size(), MOST_BOXES))) {
      Box point = box;
      for (Map.Entry<Integer, Coverage> field : covered.entrySet()) {
        if (field.getKey() != Fields.STATE) {
          Numbers own = box.of(field.getKey());
          Numbers set = own == null ? known.all(field.getKey()) : own;
          point = point.with(field.getKey(), Numbers.of(field.getValue().rarest(set)));
        }
      }
      Numbers states = box.of(Fields.STATE);
      Numbers all = states == null ? known.all(Fields.STATE) : states;
      for (int state = all.first(); state <= all.last(); state++) {
        if (all.contains(state)) {
          points.add(inState(point, box, state));
        }
      }
    }
    return points;
  }

  /** Only packets of a connection have a mark of it. */
  private Box inState(Box point, Box box, int state) {
    Box stated = point.with(Fields.STATE, Numbers.of(state));
    Numbers all = known.all(Fields.CONNECTION_MARK);
    Numbers own = box.of(Fields.CONNECTION_MARK);
    Numbers none = Numbers.of(all.last());
    Numbers set = (own == null ? all : own);
    set = Fields.TRACKED.contains(state) ? set.minus(none) : set.and(none);
    Coverage coverage = covered.get(Fields.CONNECTION_MARK);
    if (set.isEmpty()) {
      return stated;
    }
    int mark = coverage == null ? set.first() : coverage.rarest(set);
    return stated.with(Fields.CONNECTION_MARK, Numbers.of(mark));
  }
}
