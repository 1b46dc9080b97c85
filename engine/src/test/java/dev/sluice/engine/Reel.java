package dev.sluice.engine;

import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Frames that are sent by their number, without a byte being allocated. Not threadsafe. */
final class Reel {
  private final MemorySegment bytes;
  private final long[] offsets;
  private final int[] lengths;
  private final PacketView view = new PacketView();

  Reel(List<byte[]> frames, Arena arena) {
    offsets = new long[frames.size()];
    lengths = new int[frames.size()];
    long total = 0;
    for (byte[] frame : frames) {
      total += frame.length;
    }
    bytes = arena.allocate(total);
    long at = 0;
    for (int i = 0; i < lengths.length; i++) {
      byte[] frame = frames.get(i);
      MemorySegment.copy(frame, 0, bytes, ValueLayout.JAVA_BYTE, at, frame.length);
      offsets[i] = at;
      lengths[i] = frame.length;
      at += frame.length;
    }
  }

  int packets() {
    return lengths.length;
  }

  Verdict send(int packet, Datapath datapath, long now) {
    view.wrap(bytes, offsets[packet], lengths[packet], lengths[packet], LinkType.ETHERNET);
    return datapath.process(view, -1, now);
  }
}
