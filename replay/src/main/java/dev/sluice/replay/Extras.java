package dev.sluice.replay;

import dev.sluice.engine.queues.QueueSecond;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that only some runs ask for: what the router would have sent, what it copied to a
 * sniffer, what its queues did second by second. Trouble with a file is unchecked until the replay
 * catches it, because the engine in between knows no files. Not threadsafe.
 */
final class Extras implements AutoCloseable {
  /** The columns of the queue file. */
  static final String QUEUE_TITLES =
      "time\tqueue\tdirection\tpackets\tbytes\tdropped-packets\tdropped-bytes"
          + "\tmean-delay-us\tmax-delay-us\tqueued-packets\tqueued-bytes\n";

  private static final int MOST_ANSWER = 2048;
  private static final int MICRO = 1_000;

  private final @Nullable FrameFile sent;
  private final @Nullable FrameFile sniffed;
  private final @Nullable Path queueFile;
  private @Nullable BufferedWriter queues;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment answer = arena.allocate(MOST_ANSWER);
  private final StringBuilder row = new StringBuilder();
  private long sentPackets;
  private long sniffedPackets;

  Extras(OutputFiles files) {
    sent = files.sent().map(FrameFile::new).orElse(null);
    sniffed = files.sniffed().map(FrameFile::new).orElse(null);
    queueFile = files.queues().orElse(null);
  }

  /** An IP packet of the router's own. */
  void sent(byte[] packet, long now) {
    sentPackets++;
    if (sent == null) {
      return;
    }
    int length = Math.min(packet.length, MOST_ANSWER);
    MemorySegment.copy(packet, 0, answer, ValueLayout.JAVA_BYTE, 0, length);
    try {
      sent.write(now, answer, 0, length, packet.length, LinkType.RAW);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  void sniffed(PacketView view, long now) {
    sniffedPackets++;
    if (sniffed == null) {
      return;
    }
    try {
      sniffed.write(
          now,
          view.bytes(),
          view.frameOffset(),
          view.frameCaptured(),
          view.frameWireLength(),
          view.linkType());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  void queued(QueueSecond one) {
    if (queueFile == null) {
      return;
    }
    long mean = one.packets() == 0 ? 0 : one.delayNanos() / one.packets();
    row.setLength(0);
    row.append(Instant.ofEpochSecond(one.second()));
    row.append('\t').append(TextReport.printable(one.queue()));
    row.append('\t').append(one.direction());
    row.append('\t').append(one.packets()).append('\t').append(one.bytes());
    row.append('\t').append(one.droppedPackets()).append('\t').append(one.droppedBytes());
    row.append('\t').append(mean / MICRO).append('\t').append(one.mostDelayNanos() / MICRO);
    row.append('\t').append(one.waitingPackets()).append('\t').append(one.waitingBytes());
    row.append('\n');
    try {
      rows(queueFile).append(row);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private BufferedWriter rows(Path file) throws IOException {
    BufferedWriter open = queues;
    if (open == null) {
      open = Files.newBufferedWriter(file);
      queues = open;
      open.write(QUEUE_TITLES);
    }
    return open;
  }

  /** The end: files without a packet are empty captures. Sentences for the report. */
  List<String> finish() throws IOException {
    List<String> said = new ArrayList<>();
    if (sent != null) {
      sent.finish(said);
    }
    if (sniffed != null) {
      sniffed.finish(said);
    }
    if (queueFile != null) {
      rows(queueFile).close();
    }
    if (sentPackets > 0) {
      said.add(
          "the router itself would have sent "
              + Words.count(sentPackets, "packet")
              + " (resets, ICMP errors, tarpit)"
              + (sent == null ? "; --sent FILE writes them" : ""));
    }
    if (sniffedPackets > 0) {
      said.add(
          Words.count(sniffedPackets, "packet")
              + " copied to a sniffer"
              + (sniffed == null ? "; --sniffed FILE writes them" : ""));
    }
    return said;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    if (queues != null) {
      queues.close();
    }
    if (sent != null) {
      sent.close();
    }
    if (sniffed != null) {
      sniffed.close();
    }
  }
}
