package dev.sluice.config.schema;

import java.util.List;

/**
 * One property of a menu. Immutable.
 *
 * @param order its place in what print shows
 * @param negatable whether {@code !} may stand before the value
 * @param absent whether it may be missing from an item for good, written {@code !name}
 * @param initial what it is when it was never set; compact exports leave that out
 * @param values the words it knows, closed for {@link ValueKind#CHOICE}, else suggestions
 * @param note what PARTIAL or UNSUPPORTED leave out
 */
public record Property(
    String name,
    int order,
    ValueKind kind,
    boolean negatable,
    boolean absent,
    boolean readOnly,
    String initial,
    List<String> values,
    String range,
    String help,
    Support support,
    String note) {
  public Property {
    values = List.copyOf(values);
  }
}
