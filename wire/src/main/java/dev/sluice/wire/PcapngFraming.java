package dev.sluice.wire;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The next-generation capture format.
 *
 * <pre>
 * any block          type 4 | length 4 | body | length 4
 * section header     0A0D0D0A | length | byte order 1A2B3C4D 4 | version 2, 2 | section length 8 ...
 * interface          1 | length | link type 2 | 0 2 | snap length 4 | options
 * packet, obsolete   2 | length | interface 2 | drops 2 | time 4, 4 | captured 4 | wire 4 | bytes ...
 * simple packet      3 | length | wire 4 | bytes
 * enhanced packet    6 | length | interface 4 | time 4, 4 | captured 4 | wire 4 | bytes ...
 * option             code 2 | length 2 | value, padded to 4
 * </pre>
 *
 * <p>Blocks and options of other types are passed over. A new section starts its interfaces anew;
 * their indexes go on over the whole file. A simple packet has no time: it gets that of the packet
 * before it.
 */
final class PcapngFraming implements Framing {
  static final int SECTION = 0x0A0D0D0A;

  /** Longer blocks are taken for damage. */
  static final int MAX_BLOCK = 1 << 24;

  static final int MAX_INTERFACES = 4_096;
  static final int MAX_NAME = 255;

  private static final int INTERFACE = 1;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER = 0x1A2B3C4D;
  private static final int SMALLEST_BLOCK = 12;
  private static final int TRAILER = 4;

  private static final int OPTION_NAME = 2;
  private static final int OPTION_RESOLUTION = 9;
  private static final int OPTION_OFFSET = 14;

  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private int interfacesBefore;
  private boolean bigEndian;

  @Override
  public boolean next(CaptureBuffer in, CaptureRecord record) throws IOException {
    while (in.need(SMALLEST_BLOCK)) {
      int type = in.int32(0, false);
      if (type == SECTION && !startSection(in, record)) {
        return false;
      }
      type = in.int32(0, bigEndian);
      int length = in.int32(4, bigEndian);
      if (length < SMALLEST_BLOCK || length > MAX_BLOCK || length % 4 != 0) {
        record.problem = bad(in, record, "has the impossible length " + (length & 0xFFFF_FFFFL));
        return false;
      }
      if (!understood(type)) {
        long at = in.position();
        if (!in.skip(length)) {
          record.problem = cut(at, record);
          return false;
        }
        continue;
      }
      if (!in.need(length)) {
        break;
      }
      if (in.int32(length - TRAILER, bigEndian) != length) {
        record.problem = bad(in, record, "has two different lengths");
        return false;
      }
      if (type == INTERFACE) {
        if (!addInterface(in, record, length)) {
          return false;
        }
      } else if (type != SECTION) {
        return packet(in, record, type, length);
      }
      in.passed(length);
    }
    if (in.remaining() > 0) {
      record.problem = cut(in.position(), record);
    }
    return false;
  }

  private static boolean understood(int type) {
    return switch (type) {
      case SECTION, INTERFACE, OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET -> true;
      default -> false;
    };
  }

  private boolean startSection(CaptureBuffer in, CaptureRecord record) {
    bigEndian = in.int32(8, true) == BYTE_ORDER;
    if (!bigEndian && in.int32(8, false) != BYTE_ORDER) {
      record.problem = bad(in, record, "starts a section without a byte order");
      return false;
    }
    interfacesBefore += interfaces.size();
    interfaces.clear();
    return true;
  }

  private boolean addInterface(CaptureBuffer in, CaptureRecord record, int length) {
    if (length < 20) {
      record.problem = bad(in, record, "is too short for an interface");
      return false;
    }
    if (interfaces.size() == MAX_INTERFACES) {
      record.problem =
          bad(
              in,
              record,
              "adds an interface to the " + MAX_INTERFACES + " that a section may have");
      return false;
    }
    String name = "";
    int resolution = CaptureInterface.MICROSECONDS;
    long offset = 0;
    int at = 16;
    int end = length - TRAILER;
    while (end - at >= 4) {
      int code = in.int16(at, bigEndian);
      int size = in.int16(at + 2, bigEndian);
      at += 4;
      if (code == 0 || size > end - at) {
        break;
      }
      if (code == OPTION_NAME) {
        name = text(in.bytes(), in.from() + at, Math.min(size, MAX_NAME));
      } else if (code == OPTION_RESOLUTION && size == 1) {
        resolution = in.int8(at);
      } else if (code == OPTION_OFFSET && size == 8) {
        offset = int64(in, at);
      }
      at += size + 3 & ~3;
    }
    int linkType = in.int16(8, bigEndian);
    int snapLength = in.int32(12, bigEndian);
    interfaces.add(new CaptureInterface(linkType, snapLength, name, resolution, offset));
    return true;
  }

  private long int64(CaptureBuffer in, int at) {
    long first = in.int32(at, bigEndian) & 0xFFFF_FFFFL;
    long second = in.int32(at + 4, bigEndian) & 0xFFFF_FFFFL;
    return bigEndian ? first << 32 | second : second << 32 | first;
  }

  private static String text(MemorySegment bytes, long at, int length) {
    byte[] copy = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(copy, StandardCharsets.UTF_8);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  private boolean packet(CaptureBuffer in, CaptureRecord record, int type, int length) {
    boolean simple = type == SIMPLE_PACKET;
    int header = simple ? 12 : 28;
    if (length < header + TRAILER) {
      record.problem = bad(in, record, "is too short for a packet");
      return false;
    }
    int index =
        simple ? 0 : type == ENHANCED_PACKET ? in.int32(8, bigEndian) : in.int16(8, bigEndian);
    if (index < 0 || index >= interfaces.size()) {
      record.problem = bad(in, record, "names the interface " + index + ", which is not described");
      return false;
    }
    CaptureInterface from = interfaces.get(index);
    int room = length - header - TRAILER;
    int wireLength = in.int32(simple ? 8 : 24, bigEndian);
    int captured =
        simple ? simpleLength(wireLength, from.snapLength(), room) : in.int32(20, bigEndian);
    if (captured < 0 || captured > Math.min(room, MAX_PACKET)) {
      record.problem =
          bad(in, record, "claims a packet of " + (captured & 0xFFFF_FFFFL) + " bytes");
      return false;
    }
    if (!simple) {
      long high = in.int32(12, bigEndian) & 0xFFFF_FFFFL;
      long low = in.int32(16, bigEndian) & 0xFFFF_FFFFL;
      record.timestamp = from.nanos(high << 32 | low);
    }
    record.offset = in.from() + header;
    record.captured = captured;
    record.wireLength = Math.max(wireLength, captured);
    record.linkType = from.linkType();
    record.interfaceIndex = interfacesBefore + index;
    record.interfaceName = from.name();
    record.packets++;
    in.passed(length);
    return true;
  }

  /** A simple packet does not say how much of it there is. */
  private static int simpleLength(int wireLength, int snapLength, int room) {
    long length = Math.min(wireLength & 0xFFFF_FFFFL, room);
    return (int) (snapLength == 0 ? length : Math.min(length, snapLength & 0xFFFF_FFFFL));
  }

  private static String bad(CaptureBuffer in, CaptureRecord record, String what) {
    return "the block at byte %d, behind packet %d, %s"
        .formatted(in.position(), record.packets, what);
  }

  private static String cut(long position, CaptureRecord record) {
    return "cut in the middle of the block at byte %d, behind packet %d"
        .formatted(position, record.packets);
  }
}
