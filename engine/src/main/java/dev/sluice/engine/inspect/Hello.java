package dev.sluice.engine.inspect;

import dev.sluice.wire.ClientHello;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hello that has come in part, or whose bytes are kept to compare what comes at their place with:
 * of TLS in one direction of a TCP connection, or of QUIC. Not threadsafe.
 */
final class Hello {
  /** Bytes that may be read over and over while a hello comes in small pieces. */
  static final int MOST_WORK = 8 << 20;

  /** Datagrams that are opened for one QUIC connection. */
  static final int MOST_DATAGRAMS = 32;

  /** Hellos of QUIC side by side: each connection id that a client begins with may bring one. */
  static final int MOST_FLIGHTS = 8;

  /** What came under the keys of one version and one connection id that a client began with. */
  static final class Flight {
    private final int version;
    private final byte[] id;
    private final Reassembly stream = new Reassembly(ClientHello.MOST_BYTES);

    Flight(int version, byte[] id) {
      this.version = version;
      this.id = id;
    }

    int version() {
      return version;
    }

    byte[] id() {
      return id;
    }

    Reassembly stream() {
      return stream;
    }
  }

  /** Hellos that one behind the other may be compared with. */
  private static final int MOST_EARLIER = 8;

  final boolean reply;
  private final @Nullable Hello earlier;
  private final int depth;
  private final int base;
  private final Reassembly stream = new Reassembly(ClientHello.MOST_BYTES);
  private final List<Flight> flights = new ArrayList<>();
  private String name;
  private boolean whole;
  private boolean distrusted;
  private boolean begun;
  private int skipped;
  private int due;
  private int work;
  private int datagrams;

  /**
   * @param reply the direction that carries it
   * @param base the sequence number of its first byte; 0 for QUIC
   * @param name what the connection is called so far, or an empty string
   */
  Hello(boolean reply, int base, String name) {
    this(reply, base, name, null);
  }

  /**
   * @param earlier another one in the same direction, whose receiver has not acknowledged it yet
   */
  Hello(boolean reply, int base, String name, @Nullable Hello earlier) {
    this.reply = reply;
    this.base = base;
    this.name = name;
    this.earlier = earlier;
    depth = earlier == null ? 0 : earlier.depth + 1;
    distrusted = depth > MOST_EARLIER;
  }

  /** Whether bytes from this sequence number on are others than those that came before. */
  boolean differs(int sequence, MemorySegment bytes, long from, int count) {
    boolean other = false;
    for (Hello one = this; one != null && !other; one = one.earlier) {
      other = one.stream.differs(sequence - one.base, bytes, from, count);
    }
    return other;
  }

  /** Whether an earlier one, that may be the one that is read, names another server. */
  boolean renames() {
    return earlier != null && !earlier.name.isEmpty() && !earlier.name.equals(name);
  }

  int base() {
    return base;
  }

  Reassembly stream() {
    return stream;
  }

  String name() {
    return name;
  }

  /** The name is read; {@code all} if no byte of the hello is to come. */
  void named(String read, boolean all) {
    name = read;
    whole = all;
  }

  boolean whole() {
    return whole;
  }

  /** It says two things at one place, or names two servers. */
  void distrust() {
    distrusted = true;
  }

  /** It cannot be put together. */
  void giveUp() {
    distrusted = true;
    whole = true;
  }

  boolean distrusted() {
    return distrusted;
  }

  List<Flight> flights() {
    return flights;
  }

  /** What is there so far can be nothing but a hello. */
  void begin() {
    begun = true;
  }

  boolean begun() {
    return begun;
  }

  /** Where the hello begins in the stream: behind bytes that were none. */
  int skipped() {
    return skipped;
  }

  /** What is there up to this place is no hello. */
  void skip(int behind) {
    skipped = behind;
  }

  /** Nothing can be told before so many more bytes are there. */
  void await(int missing) {
    due = Math.min(stream.ready() + missing, ClientHello.MOST_BYTES);
  }

  /** Whether there is enough to read. */
  boolean due() {
    return stream.ready() >= due;
  }

  /** Whether all that is there may be read once more. */
  boolean mayRead() {
    work += stream.ready() - skipped;
    return work <= MOST_WORK;
  }

  boolean mayOpen() {
    return ++datagrams <= MOST_DATAGRAMS;
  }
}
