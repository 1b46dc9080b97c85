package dev.sluice.replay.diff;

import java.util.List;

/**
 * What two policies make of the same packets. Immutable.
 *
 * @param connections how many there were, as the old policy counts
 * @param unlisted packets that differ beyond the {@link CaptureDiff#MOST} connections that are kept
 * @param assumptions sentences; those of the new policy only where they differ
 */
public record DiffReport(
    long packets,
    long connections,
    long unlisted,
    List<Group> groups,
    List<String> assumptions,
    List<String> problems) {
  public DiffReport {
    groups = List.copyOf(groups);
    assumptions = List.copyOf(assumptions);
    problems = List.copyOf(problems);
  }

  /** Connections that part for the same reason, in order of appearance. */
  public record Group(Cause cause, List<Difference> connections) {
    public Group {
      connections = List.copyOf(connections);
    }
  }

  public boolean same() {
    return groups.isEmpty() && unlisted == 0;
  }

  /** How many connections fare differently. */
  public long different() {
    return groups.stream().mapToLong(group -> group.connections().size()).sum();
  }
}
