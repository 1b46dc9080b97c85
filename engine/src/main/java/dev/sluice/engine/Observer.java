package dev.sluice.engine;

import dev.sluice.engine.queues.QueueSecond;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Happenings;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;

/** Who wants to know what happens in a run. Each method does nothing by default. */
public interface Observer extends Happenings {
  /** A connection that had been confirmed ends; its slot is readable until this returns. */
  default void connectionEnded(ConnectionTable table, int connection, EndReason reason, long now) {}

  /** The router tells a sender that its packet's time to live was exceeded. */
  default void timeExceeded(Context context, byte[] packet) {}

  /** A second of a queue has passed in which something happened there. */
  default void queued(QueueSecond figures) {}
}
