package dev.sluice.app;

import dev.sluice.testkit.Gen;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows a capture with its TCP streams cut anew: data that follow each other in one direction are
 * put together while nothing else of the connection comes between, then cut to a size, and the
 * pieces may change places with their neighbours. The bytes of every stream stay, unless the hellos
 * of TLS are cut to smaller records as well.
 */
final class Recut implements AutoCloseable {
  private static final int MOST_GATHERED = 8_000;
  private static final int REORDERED_AMONG = 4;
  private static final long MOST_WAIT = 50_000_000L;
  private static final int SEQUENCE_AT = 4;
  private static final int ACKNOWLEDGED_AT = 8;
  private static final int FLAGS_AT = 13;
  private static final int FIN_PSH = 9;

  interface Sink {
    void take(PacketView view, long now);
  }

  /** The ends of a connection, the lesser one first; or of a direction, the sender first. */
  record Talk(String one, String other) {
    Talk turned() {
      return new Talk(/* one= */ other, /* other= */ one);
    }
  }

  private static final class Waiting {
    final Talk way;
    final byte[] header;
    final boolean six;
    final int tcpAt;
    final long sequence;
    final long begun;

    /** Whether the beginning of the direction was seen. */
    final boolean known;

    final byte[] data = new byte[MOST_GATHERED];
    int length;
    int flags;
    long time;

    Waiting(
        Talk way, byte[] header, boolean six, int tcpAt, long sequence, long begun, boolean known) {
      this.way = way;
      this.begun = begun;
      this.known = known;
      this.header = header;
      this.six = six;
      this.tcpAt = tcpAt;
      this.sequence = sequence;
    }
  }

  private final int size;
  private final boolean reorders;
  private final SplitHellos hellos;
  private final Gen gen;
  private final Sink sink;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment out = arena.allocate(1 << 16);
  private final PacketView given = new PacketView();
  private final PacketView made = new PacketView();
  private final Map<Talk, Waiting> waiting = new LinkedHashMap<>();
  private final Map<Talk, Long> expected = new HashMap<>();
  private final Set<Talk> begun = new HashSet<>();
  private final Set<Talk> closed = new HashSet<>();
  private final Set<String> holed = new HashSet<>();
  private long now = Long.MIN_VALUE;

  /**
   * @param size of the pieces; 0 leaves everything as it is
   * @param records the most bytes of a hello in one TLS record; 0 leaves the records as they are
   */
  Recut(int size, boolean reorders, int records, long seed, Sink sink) {
    hellos = new SplitHellos(records);
    this.size = size;
    this.reorders = reorders;
    gen = Gen.fixed(seed);
    this.sink = sink;
  }

  void show(Path capture) throws IOException {
    try (CaptureReader reader = CaptureReader.open(capture)) {
      while (reader.next()) {
        now = Math.max(now, reader.timestamp());
        PacketView.Status status =
            given.wrap(
                reader.bytes(),
                reader.offset(),
                reader.captured(),
                reader.wireLength(),
                reader.linkType());
        if (status == PacketView.Status.OK) {
          packet();
        }
      }
    }
    List.copyOf(waiting.keySet()).forEach(this::flush);
  }

  /** How many hellos stand in other records than in the capture. */
  int splitHellos() {
    return hellos.count();
  }

  /** Connections with a hole or a packet that overtook: how long to wait for it is a limit. */
  Set<String> holed() {
    return holed;
  }

  private void packet() {
    while (!waiting.isEmpty()) {
      Map.Entry<Talk, Waiting> oldest = waiting.entrySet().iterator().next();
      if (now - oldest.getValue().begun < MOST_WAIT) {
        break;
      }
      flush(oldest.getKey());
    }
    boolean tcp = given.protocol() == 6 && given.transport() && !given.fragment();
    if (size == 0 || !tcp) {
      sink.take(given, now);
      return;
    }
    String from = given.sourceHigh() + "/" + given.sourceLow() + ":" + given.sourcePort();
    String to =
        given.destinationHigh() + "/" + given.destinationLow() + ":" + given.destinationPort();
    Talk talk = from.compareTo(to) < 0 ? new Talk(from, to) : new Talk(to, from);
    int length = given.payloadLength();
    Talk way = new Talk(from, to);
    boolean syn = (given.tcpFlags() & 2) != 0;
    if (syn) {
      begun.add(way);
    }
    long next = given.tcpSequence() & 0xFFFF_FFFFL;
    if (length > 0 && hellos.repeats(way, next)) {
      return;
    }
    Long due = expected.get(way);
    long distance = due == null ? 0 : (next - due) & 0xFFFF_FFFFL;
    boolean ahead = distance > 0 && distance < 0x8000_0000L;
    if (!syn && length > 0 && (ahead || given.payloadCaptured() < length)) {
      holed.add(talk.one() + "|" + talk.other());
    }
    long end = (next + length + (syn ? 1 : 0)) & 0xFFFF_FFFFL;
    if (due == null || syn || ((end - due) & 0xFFFF_FFFFL) < 0x8000_0000L) {
      expected.put(way, end);
    }
    boolean whole = length > 0 && given.payloadCaptured() == length && (given.tcpFlags() & 38) == 0;
    // A FIN begins no connection. Sent once more when its connection has timed out, its first piece
    // would: without the flag.
    boolean again = (given.tcpFlags() & 1) != 0 && !closed.add(way);
    if (!whole || again) {
      flush(talk);
      asItIs(way);
      return;
    }
    byte[] header = bytes(given.ipOffset(), given.payloadOffset());
    int tcpAt = (int) (given.transportOffset() - given.ipOffset());
    long sequence = given.tcpSequence() & 0xFFFF_FFFFL;
    Waiting held = waiting.get(talk);
    boolean follows =
        held != null
            && sameWay(held, header, tcpAt)
            && ((held.sequence + held.length) & 0xFFFF_FFFFL) == sequence
            && held.length + length <= MOST_GATHERED;
    if (held == null || !follows) {
      flush(talk);
      if (length > MOST_GATHERED) {
        asItIs(way);
        return;
      }
      held = new Waiting(way, header, given.six(), tcpAt, sequence, now, begun.contains(way));
      waiting.put(talk, held);
    }
    MemorySegment.copy(
        given.bytes(),
        ValueLayout.JAVA_BYTE,
        given.payloadOffset(),
        held.data,
        held.length,
        length);
    held.length += length;
    held.flags = given.tcpFlags();
    held.time = now;
    if ((given.tcpFlags() & 1) != 0) {
      flush(talk);
    }
  }

  /** The same direction and the same acknowledgment: nothing has come between. */
  private static boolean sameWay(Waiting held, byte[] header, int tcpAt) {
    if (held.tcpAt != tcpAt || held.header.length != header.length) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      if (held.header[tcpAt + i] != header[tcpAt + i]
          || held.header[tcpAt + 8 + i] != header[tcpAt + 8 + i]) {
        return false;
      }
    }
    return true;
  }

  private byte[] bytes(long from, long to) {
    byte[] copy = new byte[(int) (to - from)];
    MemorySegment.copy(given.bytes(), ValueLayout.JAVA_BYTE, from, copy, 0, copy.length);
    return copy;
  }

  private void flush(Talk talk) {
    Waiting held = waiting.remove(talk);
    if (held == null) {
      return;
    }
    byte[] data = hellos.split(held.way, held.sequence, Arrays.copyOf(held.data, held.length));
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < data.length; at += size) {
      starts.add(at);
    }
    // Where the beginning was not seen, the first piece says where the stream begins.
    if (reorders && held.known) {
      for (int block = 0; block + REORDERED_AMONG <= starts.size(); block += REORDERED_AMONG) {
        for (int i = REORDERED_AMONG - 1; i > 0; i--) {
          int with = block + gen.below(i + 1);
          int start = starts.get(with);
          starts.set(with, starts.get(block + i));
          starts.set(block + i, start);
        }
      }
    }
    for (int at : starts) {
      piece(held, data, at, Math.min(size, data.length - at));
    }
  }

  /** The packet as it stands, at the place where its stream is by now. */
  private void asItIs(Talk way) {
    if (!hellos.moves(way)) {
      sink.take(given, now);
      return;
    }
    byte[] packet = bytes(given.ipOffset(), given.payloadOffset() + given.payloadCaptured());
    int tcpAt = (int) (given.transportOffset() - given.ipOffset());
    place(packet, tcpAt, way, hellos.moved(way, given.tcpSequence() & 0xFFFF_FFFFL));
    MemorySegment.copy(packet, 0, out, ValueLayout.JAVA_BYTE, 0, packet.length);
    take(packet.length, packet.length + given.payloadLength() - given.payloadCaptured(), now);
  }

  /** Writes the sequence number, and what is acknowledged of the other direction. */
  private void place(byte[] header, int tcpAt, Talk way, long sequence) {
    int at = tcpAt + ACKNOWLEDGED_AT;
    long acknowledged = 0;
    for (int i = 0; i < 4; i++) {
      acknowledged = acknowledged << 8 | header[at + i] & 0xFF;
    }
    write(header, at, hellos.moved(way.turned(), acknowledged));
    write(header, tcpAt + SEQUENCE_AT, sequence);
  }

  private static void write(byte[] bytes, int at, long value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> (24 - 8 * i));
    }
  }

  private void piece(Waiting held, byte[] data, int at, int length) {
    byte[] header = held.header.clone();
    int total = header.length + length;
    int lengthAt = held.six ? 4 : 2;
    int says = held.six ? total - 40 : total;
    header[lengthAt] = (byte) (says >> 8);
    header[lengthAt + 1] = (byte) says;
    long sequence = hellos.moved(held.way, held.sequence) + at;
    place(header, held.tcpAt, held.way, sequence);
    boolean last = at + length == data.length;
    header[held.tcpAt + FLAGS_AT] = (byte) (last ? held.flags : held.flags & ~FIN_PSH);
    MemorySegment.copy(header, 0, out, ValueLayout.JAVA_BYTE, 0, header.length);
    MemorySegment.copy(data, at, out, ValueLayout.JAVA_BYTE, header.length, length);
    take(total, total, held.time);
  }

  private void take(int captured, int length, long time) {
    if (made.wrap(out, 0, captured, length, LinkType.RAW) != PacketView.Status.OK) {
      throw new IllegalStateException("a piece is malformed: " + made.status());
    }
    sink.take(made, time);
  }

  @Override
  public void close() {
    arena.close();
  }
}
