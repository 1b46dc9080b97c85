package dev.sluice.replay.spec;

import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A packet made of a text. Immutable. */
public final class Crafted {
  private final String in;
  private final long time;
  private final int linkType;
  private final byte[] frame;

  Crafted(String in, long time, int linkType, byte[] frame) {
    this.in = in;
    this.time = time;
    this.linkType = linkType;
    this.frame = frame.clone();
  }

  /** The interface it comes in by, or empty. */
  public String in() {
    return in;
  }

  /** Nanoseconds since the epoch. */
  public long time() {
    return time;
  }

  /** Shows it to a view; the bytes live as long as the arena. */
  public PacketView.Status wrap(PacketView view, Arena arena) {
    MemorySegment bytes = arena.allocate(Math.max(1, frame.length));
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, bytes, 0, frame.length);
    return view.wrap(bytes, 0, frame.length, frame.length, linkType);
  }
}
