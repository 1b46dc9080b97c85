package dev.sluice.wire;

import java.io.IOException;

/**
 * The classic capture format, in microseconds or nanoseconds, in either byte order.
 *
 * <pre>
 * file     magic 4 | version 2, 2 | zone 4 | accuracy 4 | snap length 4 | link type 4
 * record   seconds 4 | fraction 4 | captured 4 | on the wire 4 | the bytes
 * </pre>
 *
 * <p>In the variant of the magic {@code A1B2CD34} each record's header has 8 bytes more. Records
 * larger than the snap length are taken as they are: many tools write such files.
 */
final class PcapFraming implements Framing {
  static final int MAGIC_MICROS = 0xA1B2C3D4;
  static final int MAGIC_NANOS = 0xA1B23C4D;
  static final int MAGIC_MODIFIED = 0xA1B2CD34;

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MODIFIED_RECORD_HEADER = 24;
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final boolean bigEndian;
  private final long nanosAFraction;
  private final int headerLength;
  private boolean begun;

  private PcapFraming(boolean bigEndian, int magic) {
    this.bigEndian = bigEndian;
    nanosAFraction = magic == MAGIC_NANOS ? 1 : 1_000;
    headerLength = magic == MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
  }

  static boolean magic(int word) {
    return word == MAGIC_MICROS || word == MAGIC_NANOS || word == MAGIC_MODIFIED;
  }

  /** For a file whose first four bytes, in this byte order, are {@link #magic}. */
  static PcapFraming of(boolean bigEndian, int magic) {
    return new PcapFraming(bigEndian, magic);
  }

  @Override
  public boolean next(CaptureBuffer in, CaptureRecord record) throws IOException {
    if (!begun) {
      if (!in.need(FILE_HEADER)) {
        record.problem = "cut in the middle of the file header";
        return false;
      }
      // The upper half may hold the length of a frame check sequence.
      record.linkType = in.int32(20, bigEndian) & 0xFFFF;
      in.passed(FILE_HEADER);
      begun = true;
    }
    if (!in.need(headerLength)) {
      if (in.remaining() > 0) {
        record.problem = cut(in, record);
      }
      return false;
    }
    int captured = in.int32(8, bigEndian);
    if (captured < 0 || captured > MAX_PACKET) {
      record.problem =
          "packet %d at byte %d claims %d bytes, more than the %d that a packet may have"
              .formatted(record.packets + 1, in.position(), captured & 0xFFFF_FFFFL, MAX_PACKET);
      return false;
    }
    if (!in.need(headerLength + captured)) {
      record.problem = cut(in, record);
      return false;
    }
    int wireLength = in.int32(12, bigEndian);
    record.timestamp =
        (in.int32(0, bigEndian) & 0xFFFF_FFFFL) * NANOS_A_SECOND
            + (in.int32(4, bigEndian) & 0xFFFF_FFFFL) * nanosAFraction;
    record.offset = in.from() + headerLength;
    record.captured = captured;
    record.wireLength = Math.max(wireLength, captured);
    in.passed(headerLength + captured);
    record.packets++;
    return true;
  }

  private static String cut(CaptureBuffer in, CaptureRecord record) {
    return "cut in the middle of packet %d at byte %d".formatted(record.packets + 1, in.position());
  }
}
