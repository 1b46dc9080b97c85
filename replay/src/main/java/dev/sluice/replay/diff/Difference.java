package dev.sluice.replay.diff;

import dev.sluice.replay.Report.End;
import java.util.List;

/**
 * One connection that fares differently. Immutable.
 *
 * @param packet the number of the packet where the two part
 * @param time of that packet, nanoseconds since the epoch
 * @param packets how many of its packets fare differently
 * @param parts in what, each as it was first seen
 */
public record Difference(
    int protocol,
    End source,
    End destination,
    long packet,
    long time,
    long packets,
    List<Part> parts) {
  public Difference {
    parts = List.copyOf(parts);
  }

  /** One thing that differs, and the packet at which it first did. */
  public record Part(Kind kind, long packet, String before, String after) {
    /** {@code verdict dropped → accepted}. */
    public String text() {
      return kind.word() + " " + shown(before) + " → " + shown(after);
    }

    private static String shown(String value) {
      return value.isEmpty() ? "none" : value;
    }
  }
}
