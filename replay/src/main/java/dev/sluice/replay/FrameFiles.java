package dev.sluice.replay;

import dev.sluice.engine.Verdict;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets to one file or another by their verdict. Fragments wait here for the verdict of
 * their datagram. A pcap file has one link type, that of its first packet; packets of another are
 * counted instead. Not threadsafe.
 */
final class FrameFiles implements AutoCloseable {
  /** Frames of fragments kept at most; the oldest datagram is written as dropped beyond it. */
  static final long MAX_WAITING_BYTES = 8 << 20;

  private final @Nullable FrameFile accepted;
  private final @Nullable FrameFile dropped;
  private final Map<Datagram, List<Frame>> waiting = new LinkedHashMap<>();
  private long waitingBytes;
  private final long limit;

  /** What fragments of one datagram have in common; RFC 791, and RFC 8200 without the protocol. */
  private record Datagram(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int protocol,
      int identification) {}

  private static final class Frame {
    final long timestamp;
    final byte[] bytes;
    final int wireLength;
    final int linkType;

    Frame(long timestamp, byte[] bytes, int wireLength, int linkType) {
      this.timestamp = timestamp;
      this.bytes = bytes;
      this.wireLength = wireLength;
      this.linkType = linkType;
    }
  }

  FrameFiles(Optional<Path> accepted, Optional<Path> dropped) {
    this(accepted, dropped, MAX_WAITING_BYTES);
  }

  FrameFiles(Optional<Path> accepted, Optional<Path> dropped, long limit) {
    this.accepted = accepted.map(FrameFile::new).orElse(null);
    this.dropped = dropped.map(FrameFile::new).orElse(null);
    this.limit = limit;
  }

  boolean wanted() {
    return accepted != null || dropped != null;
  }

  /**
   * Takes the packet just decided.
   *
   * @param released how many frames the verdict is for
   */
  void take(Verdict verdict, int released, PacketView view, long timestamp) throws IOException {
    if (verdict == Verdict.HELD) {
      hold(view, timestamp);
      return;
    }
    if (released > 1 && view.fragment()) {
      List<Frame> others = waiting.remove(datagram(view));
      if (others != null) {
        for (Frame frame : others) {
          waitingBytes -= frame.bytes.length;
          write(verdict, frame);
        }
      }
    }
    FrameFile output = output(verdict);
    if (output != null) {
      output.write(
          timestamp,
          view.bytes(),
          view.frameOffset(),
          view.frameCaptured(),
          view.frameWireLength(),
          view.linkType());
    }
  }

  private void hold(PacketView view, long timestamp) throws IOException {
    byte[] copy = new byte[view.frameCaptured()];
    MemorySegment.copy(
        view.bytes(),
        java.lang.foreign.ValueLayout.JAVA_BYTE,
        view.frameOffset(),
        copy,
        0,
        copy.length);
    waiting
        .computeIfAbsent(datagram(view), key -> new ArrayList<>())
        .add(new Frame(timestamp, copy, view.frameWireLength(), view.linkType()));
    waitingBytes += copy.length;
    while (waitingBytes > limit) {
      Datagram oldest = waiting.keySet().iterator().next();
      giveUp(waiting.remove(oldest));
    }
  }

  private void giveUp(@Nullable List<Frame> frames) throws IOException {
    if (frames != null) {
      for (Frame frame : frames) {
        waitingBytes -= frame.bytes.length;
        write(Verdict.DROPPED, frame);
      }
    }
  }

  private static Datagram datagram(PacketView view) {
    return new Datagram(
        view.sourceHigh(),
        view.sourceLow(),
        view.destinationHigh(),
        view.destinationLow(),
        view.six() ? -1 : view.protocol(),
        view.identification());
  }

  private void write(Verdict verdict, Frame frame) throws IOException {
    FrameFile output = output(verdict);
    if (output != null) {
      // The writer takes native bytes only; fragments are rare enough for a copy.
      try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
        MemorySegment bytes =
            arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, frame.bytes);
        output.write(
            frame.timestamp, bytes, 0, frame.bytes.length, frame.wireLength, frame.linkType);
      }
    }
  }

  private @Nullable FrameFile output(Verdict verdict) {
    return verdict == Verdict.ACCEPTED ? accepted : dropped;
  }

  /** The end: what still waits was never complete. Files without a packet are empty captures. */
  List<String> finish() throws IOException {
    for (List<Frame> frames : List.copyOf(waiting.values())) {
      giveUp(frames);
    }
    waiting.clear();
    List<String> problems = new ArrayList<>();
    for (FrameFile output : outputs()) {
      output.finish(problems);
    }
    return problems;
  }

  private List<FrameFile> outputs() {
    List<FrameFile> outputs = new ArrayList<>();
    if (accepted != null) {
      outputs.add(accepted);
    }
    if (dropped != null) {
      outputs.add(dropped);
    }
    return outputs;
  }

  @Override
  public void close() throws IOException {
    for (FrameFile output : outputs()) {
      output.close();
    }
  }
}
