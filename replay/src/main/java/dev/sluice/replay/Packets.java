package dev.sluice.replay;

import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.util.List;
import java.util.function.ToIntFunction;

/** Reads captures in the order in which a replay reads them. */
public final class Packets {
  /** A record header of pcap; close enough for pcapng. */
  private static final int RECORD_OVERHEAD = 16;

  private Packets() {}

  /** Takes packets one by one. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the next one; false: no further packets are wanted. */
    boolean take(Packet packet) throws IOException;
  }

  /** The packet that is being shown; reused. */
  public static final class Packet {
    private final PacketView view = new PacketView();
    private PacketView.Status status = PacketView.Status.OK;
    private long number;
    private int capture;
    private int capturedAt;
    private long timestamp;

    private Packet() {}

    public PacketView view() {
      return view;
    }

    public PacketView.Status status() {
      return status;
    }

    /** Its place in the run, from 1. */
    public long number() {
      return number;
    }

    /** Which of the captures it came from. */
    public int capture() {
      return capture;
    }

    /** The number of the interface it was captured at, or -1. */
    public int capturedAt() {
      return capturedAt;
    }

    public long timestamp() {
      return timestamp;
    }
  }

  /**
   * Reads to the end and closes the captures, whatever happens.
   *
   * @param interfaceNumbers the number of an interface by its name, or -1
   * @throws IOException if a capture cannot be read further
   */
  public static void read(
      List<Source> sources,
      int workers,
      ToIntFunction<String> interfaceNumbers,
      Progress progress,
      Sink sink)
      throws IOException {
    try (Feed feed = new Feed(new Merge(sources, interfaceNumbers), workers)) {
      Packet packet = new Packet();
      long bytes = 0;
      boolean more = true;
      for (Batch batch = feed.next(); more && batch.count() > 0; batch = feed.next()) {
        for (int i = 0; more && i < batch.count(); i++) {
          bytes += batch.captured(i) + RECORD_OVERHEAD;
          load(packet, batch, i);
          more = sink.take(packet);
        }
        progress.at(packet.number, bytes);
      }
    } finally {
      for (Source source : sources) {
        source.reader().close();
      }
    }
  }

  private static void load(Packet packet, Batch batch, int i) {
    packet.number++;
    packet.capture = batch.capture(i);
    packet.capturedAt = batch.interfaceIndex(i);
    packet.timestamp = batch.timestamp(i);
    packet.status =
        packet.view.wrap(
            batch.bytes(),
            batch.offset(i),
            batch.captured(i),
            batch.wireLength(i),
            batch.linkType(i));
  }
}
