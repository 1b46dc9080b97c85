package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import org.jspecify.annotations.Nullable;

/** Skeleton of the signatures. */
public final class Defragmenter {
  /** The kernel's limits: 4 MiB and 4,096 incomplete datagrams, 64 fragments each. */
  public Defragmenter() {}

  public Defragmenter(int datagrams, long bytes, int fragments) {}

  /** The whole datagram, or null while it is held or where it was dropped; see {@link #held}. */
  public @Nullable PacketView offer(PacketView fragment, long now) {
    return null;
  }

  /** Whether the fragment just offered is kept and waits for others; otherwise it was dropped. */
  public boolean held() {
    return false;
  }

  /** How many fragments made the datagram just returned. */
  public int released() {
    return 0;
  }

  public void expire(long now) {}

  /** Fragments now waiting. */
  public int waiting() {
    return 0;
  }

  /** Fragments that were dropped for this reason. */
  public long dropped(FragmentDrop reason) {
    return 0;
  }
}
