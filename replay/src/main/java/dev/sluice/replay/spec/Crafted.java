package dev.sluice.replay.spec;

import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A packet made of a text.
 *
 * @param in the interface it comes in by, or empty
 * @param time nanoseconds since the epoch
 * @param linkType of {@code frame}
 * @param frame never changed
 * @param text the words it was made of
 */
public record Crafted(String in, long time, int linkType, byte[] frame, String text) {
  /** Shows it to a view; the bytes live as long as the arena. */
  public PacketView.Status wrap(PacketView view, Arena arena) {
    MemorySegment bytes = arena.allocate(Math.max(1, frame.length));
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, bytes, 0, frame.length);
    return view.wrap(bytes, 0, frame.length, frame.length, linkType);
  }
}
