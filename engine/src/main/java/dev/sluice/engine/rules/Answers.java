package dev.sluice.engine.rules;

import dev.sluice.policy.RejectWith;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The packets that the router sends by itself when a rule rejects or tarpits. Built only when such
 * a rule has matched or a TTL has run out, so these are the only arrays that the road makes. A
 * segment goes from the packet's destination, as the hook sees it, to its source; an ICMP error
 * goes from the interface of arrival where that has an address, and quotes the packet as it was
 * captured. Not threadsafe.
 */
final class Answers {
  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int TTL = 64;
  private static final int RST = 4;
  private static final int SYN = 2;
  private static final int FIN = 1;
  private static final int ACK = 16;
  private static final int TARPIT_WINDOW = 5;

  /** RFC 1812: an ICMP error is at most 576 bytes; RFC 4443: at most the smallest MTU. */
  private static final int MOST_ICMP = 576;

  private static final int MOST_ICMPV6 = 1280;

  private static final int UNREACHABLE = 3;
  private static final int UNREACHABLE_6 = 1;
  private static final int TIME_EXCEEDED = 11;
  private static final int TIME_EXCEEDED_6 = 3;

  /** RFC 4443: ICMPv6 types below are errors. */
  private static final int FIRST_INFORMATION_6 = 128;

  private final AnswerPace pace = new AnswerPace();

  /** What a reject sends, or null where Linux would stay silent. */
  byte @Nullable [] reject(Context c, RejectWith with) {
    boolean unanswerable = c.laterFragment() || manyReceivers(c) || !c.packet().checksumsGood();
    if (unanswerable) {
      return null;
    }
    if (with == RejectWith.TCP_RESET) {
      return reset(c);
    }
    return with.allowedIn(c.family()) && !aboutError(c)
        ? error(c, c.six() ? UNREACHABLE_6 : UNREACHABLE, with.code())
        : null;
  }

  /** RFC 1812 5.3.1, RFC 4443 3.3. No error is sent about an error: RFC 1122 3.2.2. */
  byte @Nullable [] timeExceeded(Context c) {
    boolean unanswerable = c.laterFragment() || manyReceivers(c) || aboutError(c);
    return unanswerable ? null : error(c, c.six() ? TIME_EXCEEDED_6 : TIME_EXCEEDED, 0);
  }

  private static boolean aboutError(Context c) {
    int type = c.packet().icmpType();
    if (c.six()) {
      return c.protocol() == ICMPV6 && type < FIRST_INFORMATION_6;
    }
    return c.protocol() == ICMP
        && (type == UNREACHABLE || type == 4 || type == 5 || type == 11 || type == 12);
  }

  /** RFC 9293 3.10.7.1: what a closed port answers. */
  private static byte @Nullable [] reset(Context c) {
    PacketView packet = c.packet();
    int flags = c.tcpFlags();
    if (flags < 0 || (flags & RST) != 0) {
      return null;
    }
    if ((flags & ACK) != 0) {
      return segment(c, packet.tcpAcknowledgment(), 0, RST, 0);
    }
    int length = packet.payloadLength() + Integer.bitCount(flags & (SYN | FIN));
    return segment(c, 0, packet.tcpSequence() + length, RST | ACK, 0);
  }

  /**
   * RouterOS: tarpit. A connection is accepted with a tiny window and then held at zero, with one
   * answer a second to each peer.
   */
  byte @Nullable [] tarpit(Context c) {
    PacketView packet = c.packet();
    int flags = c.tcpFlags();
    if (flags < 0
        || c.laterFragment()
        || manyReceivers(c)
        || c.ipv4Options() != 0
        || !packet.checksumsGood()
        || (flags & (RST | FIN)) != 0
        || (flags & (SYN | ACK)) == 0) {
      return null;
    }
    if ((flags & (SYN | ACK)) == (SYN | ACK)) {
      return segment(c, packet.tcpAcknowledgment(), 0, RST, 0);
    }
    if ((flags & SYN) != 0) {
      int initial = (int) Mix.of(c.sourceLow(), c.now());
      return segment(c, initial, packet.tcpSequence() + 1, SYN | ACK, TARPIT_WINDOW);
    }
    return pace.allows(c.sourceHigh(), c.sourceLow(), c.now())
        ? segment(c, packet.tcpAcknowledgment(), packet.tcpSequence(), ACK, 0)
        : null;
  }

  private static boolean manyReceivers(Context c) {
    return c.six()
        ? c.destinationHigh() >>> 56 == 0xFF
        : c.destinationLow() >>> 28 == 0xE || c.destinationLow() == 0xFFFF_FFFFL;
  }

  private static byte[] segment(Context c, int sequence, int acknowledged, int flags, int window) {
    byte[] tcp = new byte[20];
    ByteBuffer to = ByteBuffer.wrap(tcp);
    to.putShort((short) c.destinationPort()).putShort((short) c.sourcePort());
    to.putInt(sequence).putInt(acknowledged);
    to.put((byte) 0x50).put((byte) flags).putShort((short) window);
    return packet(c, c.destinationHigh(), c.destinationLow(), TCP, tcp, 16);
  }

  private static byte[] error(Context c, int type, int code) {
    PacketView packet = c.packet();
    int most = c.six() ? MOST_ICMPV6 - 48 : MOST_ICMP - 28;
    int quoted = Math.min(most, packet.captured());
    byte[] icmp = new byte[8 + quoted];
    icmp[0] = (byte) type;
    icmp[1] = (byte) code;
    MemorySegment.copy(packet.bytes(), ValueLayout.JAVA_BYTE, packet.ipOffset(), icmp, 8, quoted);
    int in = c.inInterface();
    long high = c.routes().primaryHigh(in, c.six());
    long low = c.routes().primaryLow(in, c.six());
    boolean own = c.hook() != Hook.INPUT && (high | low) != 0;
    return packet(
        c,
        own ? high : c.destinationHigh(),
        own ? low : c.destinationLow(),
        c.six() ? ICMPV6 : ICMP,
        icmp,
        2);
  }

  /** Puts an IP header before a payload and both checksums in. */
  private static byte[] packet(
      Context c, long fromHigh, long fromLow, int protocol, byte[] payload, int checksumAt) {
    int header = c.six() ? 40 : 20;
    ByteBuffer out = ByteBuffer.allocate(header + payload.length);
    if (c.six()) {
      out.putInt(6 << 28).putShort((short) payload.length);
      out.put((byte) protocol).put((byte) TTL);
      out.putLong(fromHigh).putLong(fromLow);
      out.putLong(c.sourceHigh()).putLong(c.sourceLow());
    } else {
      out.putShort((short) 0x4500).putShort((short) (header + payload.length));
      out.putShort((short) 0).putShort((short) 0x4000);
      out.put((byte) TTL).put((byte) protocol).putShort((short) 0);
      out.putInt((int) fromLow).putInt((int) c.sourceLow());
      out.putShort(10, (short) ~fold(sum(out, 0, header)));
    }
    out.put(payload);
    long sum = sum(out, header, out.capacity());
    if (protocol != ICMP) {
      sum += sum(out, c.six() ? 8 : 12, header) + protocol + payload.length;
    }
    out.putShort(header + checksumAt, (short) ~fold(sum));
    return out.array();
  }

  private static long sum(ByteBuffer bytes, int from, int to) {
    long sum = 0;
    for (int at = from; at < to; at++) {
      int value = bytes.get(at) & 0xFF;
      sum += ((at - from) & 1) == 0 ? value << 8 : value;
    }
    return sum;
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) folded;
  }
}
