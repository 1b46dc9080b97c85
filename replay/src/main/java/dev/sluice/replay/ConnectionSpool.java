package dev.sluice.replay;

import dev.sluice.policy.Address;
import dev.sluice.policy.Family;
import dev.sluice.replay.Report.Connection;
import dev.sluice.replay.Report.End;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Connections in the order of their first packet, then of their addresses, however many there are:
 * an external merge sort. Connections come as they end and are kept in memory up to a limit; sorted
 * runs of that length go to one temporary file, and reading merges the runs.
 *
 * <p>Invariant: the order depends on what was added and on nothing else. Not threadsafe.
 */
public final class ConnectionSpool implements AutoCloseable {
  /** Connections in memory; about 10 MB. */
  static final int RUN_LENGTH = 1 << 15;

  private static final int BUFFER_BYTES = 1 << 15;

  private static final Comparator<End> BY_END =
      Comparator.comparing(End::address).thenComparingInt(End::port);

  /** The order of the report. */
  static final Comparator<Connection> ORDER =
      Comparator.comparingLong(Connection::first)
          .thenComparingInt(Connection::protocol)
          .thenComparing(Connection::source, BY_END)
          .thenComparing(Connection::destination, BY_END)
          .thenComparingLong(Connection::last);

  private final int runLength;
  private final List<Connection> waiting = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private @Nullable Path file;
  private @Nullable FileChannel channel;
  private long size;

  /** Part of the file: {@code count} records from {@code start} on. */
  private record Run(long start, int count) {}

  /** Takes connections one by one. */
  @FunctionalInterface
  public interface Sink {
    void take(Connection connection) throws IOException;
  }

  ConnectionSpool() {
    this(RUN_LENGTH);
  }

  ConnectionSpool(int runLength) {
    this.runLength = runLength;
  }

  void add(Connection connection) throws IOException {
    waiting.add(connection);
    size++;
    if (waiting.size() >= runLength) {
      spill();
    }
  }

  public long size() {
    return size;
  }

  /** How many sorted runs lie on disk. */
  int runsOnDisk() {
    return runs.size();
  }

  /** Shows each connection once, in order. May be called again. */
  public void forEach(Sink sink) throws IOException {
    waiting.sort(ORDER);
    if (channel == null) {
      for (Connection connection : waiting) {
        sink.take(connection);
      }
      return;
    }
    PriorityQueue<Reader> heads =
        new PriorityQueue<>(
            Comparator.comparing(Reader::head, ORDER).thenComparingInt(reader -> reader.number));
    for (int i = 0; i < runs.size(); i++) {
      add(heads, new Reader(i, channel, runs.get(i)));
    }
    add(heads, new Reader(runs.size(), waiting));
    for (Reader least = heads.poll(); least != null; least = heads.poll()) {
      sink.take(least.head());
      add(heads, least);
    }
  }

  private static void add(PriorityQueue<Reader> heads, Reader reader) throws IOException {
    if (reader.advance()) {
      heads.add(reader);
    }
  }

  private void spill() throws IOException {
    waiting.sort(ORDER);
    if (channel == null) {
      file = Files.createTempFile("sluice-connections-", ".spool");
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    runs.add(new Run(channel.size(), waiting.size()));
    channel.position(channel.size());
    OutputStream unclosed =
        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    DataOutputStream out = new DataOutputStream(unclosed);
    for (Connection connection : waiting) {
      write(out, connection);
    }
    out.flush();
    waiting.clear();
  }

  private static void write(DataOutputStream out, Connection c) throws IOException {
    out.writeByte(c.protocol());
    write(out, c.source());
    write(out, c.destination());
    write(out, c.replySource());
    write(out, c.replyDestination());
    out.writeUTF(c.mark());
    writeBits(out, c.layer7());
    out.writeUTF(c.tcpState());
    out.writeLong(c.originalPackets());
    out.writeLong(c.originalBytes());
    out.writeLong(c.replyPackets());
    out.writeLong(c.replyBytes());
    out.writeLong(c.accepted());
    out.writeLong(c.dropped());
    out.writeLong(c.first());
    out.writeLong(c.last());
    c.tracking().write(out);
  }

  private static void write(DataOutputStream out, End end) throws IOException {
    boolean six = end.address().family() == Family.IPV6;
    out.writeBoolean(six);
    if (six) {
      out.writeLong(end.address().high());
      out.writeLong(end.address().low());
    } else {
      out.writeInt((int) end.address().low());
    }
    out.writeInt(end.port());
  }

  private static Connection read(DataInputStream in) throws IOException {
    return new Connection(
        in.readUnsignedByte(),
        readEnd(in),
        readEnd(in),
        readEnd(in),
        readEnd(in),
        in.readUTF(),
        readBits(in),
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        Tracking.read(in));
  }

  private static void writeBits(DataOutputStream out, BitSet bits) throws IOException {
    long[] words = bits.toLongArray();
    out.writeInt(words.length);
    for (long word : words) {
      out.writeLong(word);
    }
  }

  private static BitSet readBits(DataInputStream in) throws IOException {
    long[] words = new long[in.readInt()];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.readLong();
    }
    return BitSet.valueOf(words);
  }

  private static End readEnd(DataInputStream in) throws IOException {
    Address address =
        in.readBoolean() ? Address.ipv6(in.readLong(), in.readLong()) : Address.ipv4(in.readInt());
    return new End(address, in.readInt());
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  /** One sorted run, on disk or in memory, and its least connection not yet shown. */
  private static final class Reader {
    final int number;
    private final @Nullable DataInputStream in;
    private final List<Connection> inMemory;
    private int left;
    private @Nullable Connection head;

    Reader(int number, FileChannel channel, Run run) {
      this.number = number;
      in =
          new DataInputStream(
              new BufferedInputStream(new ChannelPart(channel, run.start()), BUFFER_BYTES));
      inMemory = List.of();
      left = run.count();
    }

    Reader(int number, List<Connection> sorted) {
      this.number = number;
      in = null;
      inMemory = sorted;
      left = sorted.size();
    }

    boolean advance() throws IOException {
      if (left == 0) {
        return false;
      }
      head = in == null ? inMemory.get(inMemory.size() - left) : read(in);
      left--;
      return true;
    }

    Connection head() {
      if (head == null) {
        throw new IllegalStateException("a run without a head");
      }
      return head;
    }
  }

  /** Reads a file from a position on without moving the channel's own. */
  private static final class ChannelPart extends InputStream {
    private final FileChannel channel;
    private long position;

    ChannelPart(FileChannel channel, long position) {
      this.channel = channel;
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = channel.read(java.nio.ByteBuffer.wrap(into, from, length), position);
      position += Math.max(0, count);
      return count;
    }
  }
}
