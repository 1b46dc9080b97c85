package dev.sluice.policy;

import java.util.List;
import java.util.stream.Collectors;

/** Ports as written: a list of single ports and ranges. Immutable. */
public record PortSet(List<IntRange> ranges) {

  public PortSet {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("no ports");
    }
  }

  public boolean contains(int port) {
    for (IntRange range : ranges) {
      if (range.contains(port)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return ranges.stream().map(IntRange::toString).collect(Collectors.joining(","));
  }
}
