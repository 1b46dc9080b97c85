package dev.sluice.wire;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The packets of a capture, one after the other: pcap and pcapng, plain or compressed by gzip, from
 * a file or a stream.
 *
 * <p>Invariant: after {@link #next} has answered true, the packet's bytes lie in {@link #bytes} at
 * {@link #offset}, in native memory, until {@code next} or {@code close} is called again. Memory
 * does not depend on the capture's length. A capture that ends or breaks in the middle gives every
 * packet before that place; then {@link #problem} says what was found.
 *
 * <p>Not threadsafe.
 */
public final class CaptureReader implements AutoCloseable {
  private static final int SMALLEST_WINDOW = 1 << 12;
  private static final int LARGEST_WINDOW = 1 << 18;
  private static final String EXPECTED = "; pcap or pcapng is expected";

  private final CaptureBuffer buffer;
  private final Framing framing;
  private final CaptureRecord record = new CaptureRecord();
  private boolean ended;

  private CaptureReader(CaptureBuffer buffer, Framing framing) {
    this.buffer = buffer;
    this.framing = framing;
  }

  /**
   * Opens a file.
   *
   * @throws CaptureException if it is not a capture, or not there
   */
  public static CaptureReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CaptureException(file + " is a directory" + EXPECTED);
    }
    if (Files.notExists(file)) {
      throw new CaptureException("no such file: " + file);
    }
    try {
      if (!Files.isRegularFile(file)) {
        return open(Files.newInputStream(file), file.toString());
      }
      long size = Files.size(file);
      int window = Math.clamp(size, SMALLEST_WINDOW, LARGEST_WINDOW);
      return open(channel(file), window, file.toString());
    } catch (AccessDeniedException e) {
      throw new CaptureException("no permission to read " + file, e);
    }
  }

  /**
   * Reads a stream, which {@link #close} closes.
   *
   * @param name what to call it in a message
   * @throws CaptureException if it is not a capture
   */
  public static CaptureReader open(InputStream in, String name) throws IOException {
    return open(new StreamChannel(in), StreamChannel.PIECE, name);
  }

  private static ReadableByteChannel channel(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    ByteBuffer start = ByteBuffer.allocate(2);
    if (channel.read(start, 0) == 2
        && StreamChannel.gzip(start.get(0) & 0xFF, start.get(1) & 0xFF)) {
      return new StreamChannel(Channels.newInputStream(channel));
    }
    return channel;
  }

  private static CaptureReader open(ReadableByteChannel in, int window, String name)
      throws IOException {
    CaptureBuffer buffer = new CaptureBuffer(in, window);
    try {
      return new CaptureReader(buffer, framing(buffer, name));
    } catch (IOException e) {
      buffer.close();
      throw e;
    }
  }

  private static Framing framing(CaptureBuffer buffer, String name) throws IOException {
    if (!buffer.need(4)) {
      return framingOfRest(buffer, name);
    }
    int word = buffer.int32(0, true);
    if (word == PcapngFraming.SECTION) {
      return new PcapngFraming();
    }
    boolean bigEndian = PcapFraming.magic(word);
    int magic = bigEndian ? word : Integer.reverseBytes(word);
    if (PcapFraming.magic(magic)) {
      return PcapFraming.of(bigEndian, magic);
    }
    throw notACapture(buffer, name);
  }

  /** A capture may have been cut even in its first four bytes. */
  private static Framing framingOfRest(CaptureBuffer buffer, String name) throws IOException {
    if (buffer.remaining() == 0 && buffer.damage().isEmpty()) {
      throw new CaptureException(name + " is empty" + EXPECTED);
    }
    int[] magics = {
      PcapFraming.MAGIC_MICROS, PcapFraming.MAGIC_NANOS, PcapFraming.MAGIC_MODIFIED,
    };
    for (int magic : magics) {
      if (startsAs(buffer, magic) || startsAs(buffer, Integer.reverseBytes(magic))) {
        return PcapFraming.of(true, magic);
      }
    }
    if (startsAs(buffer, PcapngFraming.SECTION)) {
      return new PcapngFraming();
    }
    if (buffer.remaining() == 1 && buffer.int8(0) == 0x1F) {
      return PcapFraming.of(true, PcapFraming.MAGIC_MICROS);
    }
    throw notACapture(buffer, name);
  }

  private static boolean startsAs(CaptureBuffer buffer, int word) {
    for (int i = 0; i < buffer.remaining(); i++) {
      if (buffer.int8(i) != (word >>> 24 - 8 * i & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  private static CaptureException notACapture(CaptureBuffer buffer, String name) {
    int length = (int) Math.min(buffer.remaining(), 4);
    StringBuilder hex = new StringBuilder();
    byte[] start = new byte[length];
    boolean printable = true;
    for (int i = 0; i < length; i++) {
      int value = buffer.int8(i);
      start[i] = (byte) value;
      printable &= value >= ' ' && value < 0x7F || value == '\n' || value == '\r' || value == '\t';
      hex.append(i == 0 ? "" : " ").append("%02x".formatted(value));
    }
    String text = new String(start, StandardCharsets.US_ASCII).replaceAll("[\n\r\t]", " ");
    String shown = printable ? "'" + text + "…'" : "the bytes " + hex;
    return new CaptureException("not a capture: " + name + " starts with " + shown + EXPECTED);
  }

  /** Moves to the next packet; false at the end, and from then on. */
  public boolean next() throws IOException {
    if (ended) {
      return false;
    }
    if (framing.next(buffer, record)) {
      return true;
    }
    ended = true;
    return false;
  }

  /** When the packet was captured, in nanoseconds since the epoch. */
  public long timestamp() {
    return record.timestamp;
  }

  /** Native memory that holds this packet among others. */
  public MemorySegment bytes() {
    return buffer.bytes();
  }

  /** Where the packet starts in {@link #bytes}. */
  public long offset() {
    return record.offset;
  }

  /** How many bytes of the packet there are. */
  public int captured() {
    return record.captured;
  }

  /** How many bytes the packet had; never less than {@link #captured}. */
  public int wireLength() {
    return record.wireLength;
  }

  /** One of {@link LinkType}, or a number that is not known there. */
  public int linkType() {
    return record.linkType;
  }

  /** Which interface the packet was captured on, counted over all sections; 0 in pcap. */
  public int interfaceIndex() {
    return record.interfaceIndex;
  }

  /** The interface's name, empty where the capture has none. */
  public String interfaceName() {
    return record.interfaceName;
  }

  /** How many packets have been read, this one included. */
  public long packets() {
    return record.packets;
  }

  /** After the end: what was wrong with the capture, if anything was. */
  public Optional<String> problem() {
    if (!ended || record.problem.isEmpty() && buffer.damage().isEmpty()) {
      return Optional.empty();
    }
    if (buffer.damage().isEmpty()) {
      return Optional.of(record.problem);
    }
    String place = record.problem.isEmpty() ? "" : "; " + record.problem;
    return Optional.of(buffer.damage() + place);
  }

  @Override
  public void close() throws IOException {
    buffer.close();
  }
}
