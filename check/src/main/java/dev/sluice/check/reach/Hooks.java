package dev.sluice.check.reach;

import java.util.List;

/** What is sure of every packet at a built-in chain. Stateless. */
final class Hooks {
  private Hooks() {}

  /** What of a region a built-in chain can be given. */
  static List<Box> entering(String chain, List<Box> region, Fields known, Region.Work work) {
    // RouterOS: before routing and for the router itself there is no outgoing side.
    int field =
        switch (chain) {
          case "prerouting", "input", "dstnat" -> Fields.OUT;
          case "output" -> Fields.IN;
          default -> -1;
        };
    List<Box> left = region;
    Box side = field < 0 ? null : Box.of(field, Numbers.of(Names.NO_INTERFACE));
    if (side != null) {
      left = Region.and(left, List.of(side));
    }
    return Region.minus(left, known.never(), known, work);
  }
}
