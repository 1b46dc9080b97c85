package dev.sluice.policy;

import java.util.List;

/** One entry of /queue tree; parent is {@code global}, an interface or another entry. */
public record QueueTree(
    String name,
    String parent,
    List<String> packetMarks,
    QueueLimits limits,
    boolean disabled,
    String comment,
    Origin origin) {
  public QueueTree {
    packetMarks = List.copyOf(packetMarks);
  }
}
