package dev.sluice.replay;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Profile;
import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.PatternSet;
import dev.sluice.pattern.Scanner;
import dev.sluice.policy.AddressText;
import dev.sluice.policy.Family;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * Patterns alone, without a policy: over the connections of captures, with the layer-7 window, or
 * over plain payloads. Not threadsafe.
 */
public final class PatternRun {
  private static final int WINDOW_PACKETS = 10;
  private static final int WINDOW_BYTES = 2_048;

  /** l7-filter keeps the last byte of its buffer for a NUL. */
  private static final int L7_FILTER_BYTES = 2_047;

  private static final int MOST_CONNECTIONS = 1 << 20;

  /** Hears what matched. */
  public interface Listener {
    /**
     * A pattern matched for the first time in a stream.
     *
     * @param connection the connection as RouterOS writes it, or empty for a plain payload
     * @param offset of the byte that completed the match, among all payload bytes of the stream
     */
    void matched(String connection, int pattern, long offset);
  }

  private static final class Stream {
    private final String connection;
    private final long[] matched;
    private long state;
    private int packets;
    private int stored;
    private long seen;

    Stream(String connection, long state, int words) {
      this.connection = connection;
      this.state = state;
      this.matched = new long[words];
    }
  }

  private final PatternSet set;
  private final Scanner scanner;
  private final boolean l7Filter;
  private final boolean allBytes;
  private final boolean[] atEnd;
  private final Listener listener;

  /**
   * A run.
   *
   * @param atEnd which patterns ask for the end of the data and so are complete only there
   * @param allBytes looks at every byte, not only at those in the window
   */
  public PatternRun(
      PatternSet set, Dialect dialect, boolean[] atEnd, boolean allBytes, Listener listener) {
    this.set = set;
    this.scanner = new Scanner(set);
    this.l7Filter = dialect == Dialect.L7_FILTER;
    this.atEnd = atEnd.clone();
    this.allBytes = allBytes;
    this.listener = listener;
  }

  /** The data of one connection in packets of {@code packetSize} bytes. */
  public void payload(MemorySegment data, int packetSize) {
    Stream stream = new Stream("", scanner.start(), set.words());
    for (long at = 0; at < data.byteSize(); at += packetSize) {
      feed(stream, data, at, (int) Math.min(packetSize, data.byteSize() - at));
    }
  }

  /** All connections of a capture. */
  public void capture(CaptureReader reader) throws IOException {
    ConnectionTable table =
        new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, MOST_CONNECTIONS, 1);
    Map<Integer, Stream> streams = new HashMap<>();
    table.onEnd((ended, connection, reason, now) -> streams.remove(connection));
    PacketView packet = new PacketView();
    while (reader.next()) {
      PacketView.Status status =
          packet.wrap(
              reader.bytes(),
              reader.offset(),
              reader.captured(),
              reader.wireLength(),
              reader.linkType());
      if (status == PacketView.Status.OK) {
        int connection = table.track(packet, reader.timestamp());
        if (connection != ConnectionTable.NONE) {
          Stream stream =
              streams.computeIfAbsent(
                  connection, c -> new Stream(name(table, c), scanner.start(), set.words()));
          feed(stream, packet.bytes(), packet.payloadOffset(), packet.payloadCaptured());
          table.confirm(connection, reader.timestamp());
        }
        table.expire(reader.timestamp(), 4);
      }
    }
  }

  private void feed(Stream stream, MemorySegment bytes, long from, int length) {
    stream.packets++;
    int room = length;
    if (!allBytes) {
      int bound = l7Filter ? L7_FILTER_BYTES : WINDOW_BYTES;
      room = stream.packets > WINDOW_PACKETS ? 0 : Math.min(length, bound - stream.stored);
    }
    if (room > 0) {
      long[] before = stream.matched.clone();
      long old = stream.state;
      stream.state = scanner.scan(old, bytes, from, from + room, stream.matched);
      for (int pattern = 0; pattern < set.size(); pattern++) {
        if (has(stream.matched, pattern) && !has(before, pattern)) {
          int taken = atEnd[pattern] ? room : completedBy(old, bytes, from, room, pattern);
          listener.matched(stream.connection, pattern, stream.seen + taken - 1);
        }
      }
      stream.stored += l7Filter ? withoutNuls(bytes, from, room) : room;
    }
    stream.seen += length;
  }

  /** The fewest bytes of the packet with which the pattern has matched. */
  private int completedBy(long state, MemorySegment bytes, long from, int length, int pattern) {
    int low = 1;
    int high = length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long[] bits = new long[set.words()];
      scanner.scan(state, bytes, from, from + middle, bits);
      if (has(bits, pattern)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static boolean has(long[] bits, int pattern) {
    return (bits[pattern >> 6] >>> pattern & 1) != 0;
  }

  private static int withoutNuls(MemorySegment bytes, long from, int length) {
    int count = 0;
    for (long at = from; at < from + length; at++) {
      count += bytes.get(ValueLayout.JAVA_BYTE, at) != 0 ? 1 : 0;
    }
    return count;
  }

  private static String name(ConnectionTable table, int connection) {
    Family family = table.six(connection) ? Family.IPV6 : Family.IPV4;
    String source =
        AddressText.format(
            family, table.sourceHigh(connection, false), table.sourceLow(connection, false));
    String destination =
        AddressText.format(
            family,
            table.destinationHigh(connection, false),
            table.destinationLow(connection, false));
    int protocol = table.protocol(connection);
    if (!Names.hasPorts(protocol)) {
      return Names.protocol(protocol) + " " + source + "->" + destination;
    }
    String open = table.six(connection) ? "[" : "";
    String close = table.six(connection) ? "]:" : ":";
    return Names.protocol(protocol)
        + " "
        + open
        + source
        + close
        + table.sourcePort(connection, false)
        + "->"
        + open
        + destination
        + close
        + table.destinationPort(connection, false);
  }
}
