package dev.sluice.replay.explain;

import dev.sluice.wire.PacketView;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers conversations in the order of their first packets. Both directions are one conversation;
 * what a translation makes of them elsewhere in the capture is another. Not threadsafe.
 */
public final class Conversations {
  /** Beyond this, new ones have no number of their own. */
  public static final int MOST = 1 << 20;

  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  private final Map<Key, Integer> numbers = new HashMap<>();

  private record Key(
      int protocol, boolean six, long h1, long l1, int p1, long h2, long l2, int p2) {}

  /** The packet's conversation, from 1; 0 where there are too many. */
  public int number(PacketView view) {
    Key key = key(view);
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    if (numbers.size() == MOST) {
      return 0;
    }
    numbers.put(key, numbers.size() + 1);
    return numbers.size();
  }

  public int count() {
    return numbers.size();
  }

  private static Key key(PacketView view) {
    int protocol = view.protocol();
    boolean ports = view.hasPorts();
    boolean icmp = (protocol == ICMP || protocol == ICMPV6) && view.transport();
    int from = ports ? view.sourcePort() : icmp ? view.icmpId() : 0;
    int to = ports ? view.destinationPort() : icmp ? view.icmpId() : 0;
    int order = Long.compareUnsigned(view.sourceHigh(), view.destinationHigh());
    if (order == 0) {
      order = Long.compareUnsigned(view.sourceLow(), view.destinationLow());
    }
    if (order == 0) {
      order = Integer.compare(from, to);
    }
    return order <= 0
        ? new Key(
            protocol,
            view.six(),
            view.sourceHigh(),
            view.sourceLow(),
            from,
            view.destinationHigh(),
            view.destinationLow(),
            to)
        : new Key(
            protocol,
            view.six(),
            view.destinationHigh(),
            view.destinationLow(),
            to,
            view.sourceHigh(),
            view.sourceLow(),
            from);
  }
}
