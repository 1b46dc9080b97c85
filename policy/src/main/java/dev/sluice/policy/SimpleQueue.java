package dev.sluice.policy;

import java.util.List;
import java.util.Optional;

/** One entry of /queue simple; target and dst hold prefixes or an interface. */
public record SimpleQueue(
    String name,
    List<AddressRange> targets,
    List<String> targetInterfaces,
    Optional<AddressRange> destination,
    Optional<String> destinationInterface,
    List<String> packetMarks,
    Optional<Matcher.Time> time,
    String parent,
    QueueLimits upload,
    QueueLimits download,
    QueueLimits total,
    boolean disabled,
    String comment,
    Origin origin) {
  public SimpleQueue {
    targets = List.copyOf(targets);
    targetInterfaces = List.copyOf(targetInterfaces);
    packetMarks = List.copyOf(packetMarks);
  }
}
