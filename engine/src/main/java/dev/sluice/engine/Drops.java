package dev.sluice.engine;

import dev.sluice.engine.inspect.Inspection;
import dev.sluice.engine.inspect.ServerNames;
import dev.sluice.engine.rules.HotDrop;
import dev.sluice.engine.track.InvalidReason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts packets that were dropped without a rule, by reason. Not threadsafe. */
public final class Drops {
  /** Why the router itself dropped a packet. */
  public enum Reason {
    NO_ROUTE("route leads nowhere"),
    TTL_EXPIRED("time to live exceeded"),
    CONTRADICTION("TCP bytes that may be others than those inspected at their place"),
    EARLY("TCP bytes out of order that there was no room to keep for inspection"),
    HELLO("hello of TLS or QUIC that says two things or cannot be put together"),
    QUIC_VERSION("QUIC of a version that cannot be read"),
    NO_FREE_PORT("no free port or address for translation");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** A few words for a report. */
    public String text() {
      return text;
    }

    /** Why the packet that was looked at must not go on; null if it may. */
    static @Nullable Reason of(Inspection inspection, ServerNames names) {
      if (inspection.contradicts()) {
        return CONTRADICTION;
      }
      if (inspection.refuses()) {
        return EARLY;
      }
      if (names.unreadable()) {
        return QUIC_VERSION;
      }
      return names.contradicts() ? HELLO : null;
    }
  }

  private final long[] byRouter = new long[Reason.values().length];
  private final long[] byMatcher = new long[HotDrop.values().length];

  private final long[] byTracking = new long[InvalidReason.values().length];

  Drops() {}

  void count(Reason reason) {
    byRouter[reason.ordinal()]++;
  }

  void count(HotDrop reason) {
    byMatcher[reason.ordinal()]++;
  }

  void count(InvalidReason reason) {
    byTracking[reason.ordinal()]++;
  }

  public long of(Reason reason) {
    return byRouter[reason.ordinal()];
  }

  public long of(HotDrop reason) {
    return byMatcher[reason.ordinal()];
  }

  /** Packets that tracking dropped; of reasons that are not fatal there are none. */
  public long of(InvalidReason reason) {
    return byTracking[reason.ordinal()];
  }

  /** All that happened, by the words of the reason. */
  public Map<String, Long> byText() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Reason reason : Reason.values()) {
      if (of(reason) != 0) {
        counts.put(reason.text(), of(reason));
      }
    }
    for (HotDrop reason : HotDrop.values()) {
      if (reason != HotDrop.NONE && of(reason) != 0) {
        counts.put(reason.reason(), of(reason));
      }
    }
    for (InvalidReason reason : InvalidReason.values()) {
      if (of(reason) != 0) {
        counts.put(reason.text(), of(reason));
      }
    }
    return counts;
  }
}
