package dev.sluice.engine.track;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who wants to hear that a connection ends. Not threadsafe. */
final class Ends {
  private ConnectionEnd[] confirmed = new ConnectionEnd[0];
  private ConnectionEnd[] discarded = new ConnectionEnd[0];
  private @Nullable ConnectionTable table;

  void of(ConnectionTable owner) {
    table = owner;
  }

  void add(ConnectionEnd listener, boolean ofConfirmed) {
    if (ofConfirmed) {
      confirmed = Arrays.copyOf(confirmed, confirmed.length + 1);
      confirmed[confirmed.length - 1] = listener;
    } else {
      discarded = Arrays.copyOf(discarded, discarded.length + 1);
      discarded[discarded.length - 1] = listener;
    }
  }

  void tell(int connection, EndReason why, boolean ofConfirmed, long now) {
    ConnectionTable owner = table;
    if (owner == null) {
      return;
    }
    ConnectionEnd[] listeners = ofConfirmed ? confirmed : discarded;
    for (int i = 0; i < listeners.length; i++) {
      listeners[i].ended(owner, connection, why, now);
    }
  }
}
