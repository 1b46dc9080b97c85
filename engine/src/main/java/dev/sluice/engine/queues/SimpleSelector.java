package dev.sluice.engine.queues;

import dev.sluice.engine.route.Routes;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.SimpleQueue;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Which direction of a simple queue a packet belongs to. RouterOS: the destination is compared with
 * the target first, so a packet between two targets is download. Immutable.
 */
final class SimpleSelector {
  static final int NO = 0;
  static final int UPLOAD = 1;
  static final int DOWNLOAD = 2;

  private final SimpleQueue queue;
  private final int[] interfaces;
  private final int[] marks;
  private final int other;
  private final Optional<Hours> hours;

  SimpleSelector(SimpleQueue queue, Routes routes, ToIntFunction<String> markNumbers, ZoneId zone) {
    this.queue = queue;
    hours = queue.time().map(time -> new Hours(time, zone));
    interfaces = new int[queue.targetInterfaces().size()];
    for (int i = 0; i < interfaces.length; i++) {
      interfaces[i] = routes.interfaceIndex(queue.targetInterfaces().get(i));
    }
    marks = new int[queue.packetMarks().size()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = markNumbers.applyAsInt(queue.packetMarks().get(i));
    }
    other =
        queue.destinationInterface().isEmpty()
            ? Routes.NONE
            : routes.interfaceIndex(queue.destinationInterface().get());
  }

  int direction(QueuedPacket p, long now) {
    if (!marked(p) || hours.isPresent() && !hours.get().hold(now)) {
      return NO;
    }
    if (target(p, p.destinationHigh, p.destinationLow, p.outInterface)
        && opposite(p, p.sourceHigh, p.sourceLow, p.inInterface)) {
      return DOWNLOAD;
    }
    return target(p, p.sourceHigh, p.sourceLow, p.inInterface)
            && opposite(p, p.destinationHigh, p.destinationLow, p.outInterface)
        ? UPLOAD
        : NO;
  }

  private boolean marked(QueuedPacket p) {
    for (int mark : marks) {
      if (mark == p.mark) {
        return true;
      }
    }
    return marks.length == 0;
  }

  private boolean target(QueuedPacket p, long high, long low, int interfaceIndex) {
    for (AddressRange range : queue.targets()) {
      if (holds(range, p.six, high, low)) {
        return true;
      }
    }
    for (int one : interfaces) {
      if (one >= 0 && one == interfaceIndex) {
        return true;
      }
    }
    return false;
  }

  private boolean opposite(QueuedPacket p, long high, long low, int interfaceIndex) {
    if (queue.destination().isPresent() && !holds(queue.destination().get(), p.six, high, low)) {
      return false;
    }
    return queue.destinationInterface().isEmpty() || other >= 0 && other == interfaceIndex;
  }

  private static boolean holds(AddressRange range, boolean six, long high, long low) {
    if (six != (range.family() == Family.IPV6)) {
      return false;
    }
    return order(range.first().high(), range.first().low(), high, low) <= 0
        && order(high, low, range.last().high(), range.last().low()) <= 0;
  }

  private static int order(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compareUnsigned(high, otherHigh);
    return order != 0 ? order : Long.compareUnsigned(low, otherLow);
  }
}
