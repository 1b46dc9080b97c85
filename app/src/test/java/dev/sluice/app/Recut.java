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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows a capture with its TCP streams cut anew: data that follow each other in one direction are
 * put together while nothing else of the connection comes between, then cut to a size, and the
 * pieces may change places with their neighbours. The bytes of every stream stay.
 */
final class Recut implements AutoCloseable {
  private static final int MOST_GATHERED = 8_000;
  private static final int REORDERED_AMONG = 4;
  private static final long MOST_WAIT = 50_000_000L;
  private static final int SEQUENCE_AT = 4;
  private static final int FLAGS_AT = 13;
  private static final int FIN_PSH = 9;

  interface Sink {
    void take(PacketView view, long now);
  }

  /** The ends of a connection, the lesser one first. */
  private record Talk(String one, String other) {}

  private static final class Waiting {
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

    Waiting(byte[] header, boolean six, int tcpAt, long sequence, long begun, boolean known) {
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
  private final Gen gen;
  private final Sink sink;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment out = arena.allocate(1 << 16);
  private final PacketView given = new PacketView();
  private final PacketView made = new PacketView();
  private final Map<Talk, Waiting> waiting = new LinkedHashMap<>();
  private final Map<Talk, Long> expected = new HashMap<>();
  private final Set<Talk> begun = new HashSet<>();
  private final Set<String> holed = new HashSet<>();
  private long now = Long.MIN_VALUE;

  /**
   * @param size of the pieces; 0 leaves everything as it is
   */
  Recut(int size, boolean reorders, long seed, Sink sink) {
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
    String to = given.destinationHigh() + "/" + given.destinationLow() + ":";
    to += given.destinationPort();
    Talk talk = from.compareTo(to) < 0 ? new Talk(from, to) : new Talk(to, from);
    int length = given.payloadLength();
    Talk way = new Talk(from, to);
    boolean syn = (given.tcpFlags() & 2) != 0;
    if (syn) {
      begun.add(way);
    }
    long next = given.tcpSequence() & 0xFFFF_FFFFL;
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
    boolean whole = length > 0 && given.payloadCaptured() == length && (given.tcpFlags() & 6) == 0;
    if (!whole) {
      flush(talk);
      sink.take(given, now);
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
        sink.take(given, now);
        return;
      }
      held = new Waiting(header, given.six(), tcpAt, sequence, now, begun.contains(way));
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
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < held.length; at += size) {
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
      piece(held, at, Math.min(size, held.length - at));
    }
  }

  private void piece(Waiting held, int at, int length) {
    byte[] header = held.header.clone();
    int total = header.length + length;
    int lengthAt = held.six ? 4 : 2;
    int says = held.six ? total - 40 : total;
    header[lengthAt] = (byte) (says >> 8);
    header[lengthAt + 1] = (byte) says;
    long sequence = held.sequence + at;
    for (int i = 0; i < 4; i++) {
      header[held.tcpAt + SEQUENCE_AT + i] = (byte) (sequence >> (24 - 8 * i));
    }
    boolean last = at + length == held.length;
    header[held.tcpAt + FLAGS_AT] = (byte) (last ? held.flags : held.flags & ~FIN_PSH);
    MemorySegment.copy(header, 0, out, ValueLayout.JAVA_BYTE, 0, header.length);
    MemorySegment.copy(held.data, at, out, ValueLayout.JAVA_BYTE, header.length, length);
    if (made.wrap(out, 0, total, total, LinkType.RAW) == PacketView.Status.OK) {
      sink.take(made, held.time);
    } else {
      throw new IllegalStateException("a piece is malformed: " + made.status());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
