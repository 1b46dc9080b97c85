package dev.sluice.bench;

import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What layer 7 sees of real connections: of each, the payloads of its first 10 packets that have
 * any, both directions, at most 2,048 bytes. The bytes lie both in one native segment and as text
 * with one char a byte, so that every engine reads what suits it. Immutable after construction.
 */
final class Windows {
  private static final int PACKETS = 10;
  private static final int BYTES = 2048;

  /** One end of a conversation. */
  private record End(long high, long low, int port) {
    boolean before(End other) {
      int order = Long.compareUnsigned(high, other.high);
      order = order != 0 ? order : Long.compareUnsigned(low, other.low);
      return (order != 0 ? order : Integer.compare(port, other.port)) < 0;
    }
  }

  /** Both ends, the smaller one first, so that both directions are equal. */
  private record Ends(int protocol, End first, End second) {
    static Ends of(PacketView p) {
      End source = new End(p.sourceHigh(), p.sourceLow(), p.sourcePort());
      End destination = new End(p.destinationHigh(), p.destinationLow(), p.destinationPort());
      return source.before(destination)
          ? new Ends(p.protocol(), source, destination)
          : new Ends(p.protocol(), destination, source);
    }
  }

  private final List<byte[][]> connections;
  private final MemorySegment bytes;
  private final long[][] starts;
  private final long[][] ends;
  private final byte[][] whole;
  private final String[] text;
  private final long total;

  private Windows(List<byte[][]> connections) {
    this.connections = connections;
    int count = connections.size();
    starts = new long[count][];
    ends = new long[count][];
    whole = new byte[count][];
    text = new String[count];
    long size = 0;
    for (byte[][] packets : connections) {
      for (byte[] packet : packets) {
        size += packet.length;
      }
    }
    total = size;
    bytes = Arena.ofAuto().allocate(Math.max(1, size));
    long at = 0;
    for (int i = 0; i < count; i++) {
      at = place(i, at);
    }
  }

  private long place(int window, long from) {
    byte[][] packets = connections.get(window);
    starts[window] = new long[packets.length];
    ends[window] = new long[packets.length];
    long at = from;
    for (int p = 0; p < packets.length; p++) {
      MemorySegment.copy(packets[p], 0, bytes, ValueLayout.JAVA_BYTE, at, packets[p].length);
      starts[window][p] = at;
      at += packets[p].length;
      ends[window][p] = at;
    }
    whole[window] = bytes.asSlice(from, at - from).toArray(ValueLayout.JAVA_BYTE);
    text[window] = new String(whole[window], StandardCharsets.ISO_8859_1);
    return at;
  }

  /** The windows of all captures in a folder, or of one capture. */
  static Windows of(Path source, int most) throws IOException {
    List<byte[][]> out = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(source)) {
      files = all.filter(f -> f.toString().matches(".*\\.pcap(ng)?")).sorted().toList();
    }
    for (Path file : files) {
      extract(file, out);
    }
    return new Windows(out.size() > most ? List.copyOf(out.subList(0, most)) : out);
  }

  private static void extract(Path file, List<byte[][]> out) throws IOException {
    Map<Ends, List<byte[]>> found = new LinkedHashMap<>();
    PacketView view = new PacketView();
    try (CaptureReader reader = CaptureReader.open(file)) {
      while (reader.next()) {
        PacketView.Status status =
            view.wrap(
                reader.bytes(),
                reader.offset(),
                reader.captured(),
                reader.wireLength(),
                reader.linkType());
        if (status == PacketView.Status.OK && view.hasPorts() && view.payloadCaptured() > 0) {
          add(found.computeIfAbsent(Ends.of(view), ends -> new ArrayList<>()), view);
        }
      }
    }
    found.values().forEach(packets -> out.add(packets.toArray(byte[][]::new)));
  }

  private static void add(List<byte[]> packets, PacketView view) {
    int room = BYTES;
    for (byte[] packet : packets) {
      room -= packet.length;
    }
    int length = Math.min(room, view.payloadCaptured());
    if (packets.size() < PACKETS && length > 0) {
      packets.add(
          view.bytes().asSlice(view.payloadOffset(), length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  int count() {
    return connections.size();
  }

  /** All payload bytes of all windows. */
  long total() {
    return total;
  }

  /** The segment that {@link #starts} and {@link #ends} point into. */
  MemorySegment bytes() {
    return bytes;
  }

  long[] starts(int window) {
    return starts[window];
  }

  long[] ends(int window) {
    return ends[window];
  }

  /** One window's bytes, all packets together. */
  byte[] whole(int window) {
    return whole[window];
  }

  /** One window as text, one char a byte. */
  String text(int window) {
    return text[window];
  }
}
