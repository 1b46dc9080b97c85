package dev.sluice.check.reach;

import java.util.List;

/**
 * A rule as sets.
 *
 * @param boxes every packet that the rule matches is in one of them
 * @param certain whether every packet in them is matched, so that the rule counts nothing and draws
 *     no lots
 * @param changes what it does to the fields of packets that it matches and lets go on
 */
record Matching(List<Box> boxes, boolean certain, List<Change> changes) {
  Matching {
    boxes = List.copyOf(boxes);
    changes = List.copyOf(changes);
  }

  /** A field that is not what it was. */
  sealed interface Change {
    int field();

    /** The field is this value now, or what it was where the rule did not match. */
    record Assigned(int field, int value) implements Change {}

    /** The field may be anything now. */
    record Lost(int field) implements Change {}
  }
}
