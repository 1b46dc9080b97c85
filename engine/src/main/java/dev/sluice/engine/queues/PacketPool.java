package dev.sluice.engine.queues;

import java.util.Arrays;

/**
 * The packets that wait in queues, as numbers from 0. Grows as needed up to its limit; then nothing
 * is taken in, which the caller counts. Not threadsafe.
 */
final class PacketPool {
  static final int MOST_PACKETS = 1 << 20;
  static final int NONE = -1;

  /** Stages that a packet may pass. */
  static final int STAGES = 4;

  /** In the word of protocol and DSCP: an IPv6 packet. */
  static final int SIX = 128;

  int[] bytes = new int[64];
  int[] frameBytes = new int[64];
  long[] arrived = new long[64];
  long[] source = new long[64];
  long[] sourceHigh = new long[64];
  long[] destination = new long[64];
  long[] destinationHigh = new long[64];
  int[] ports = new int[64];
  int[] protocolAndDscp = new int[64];
  int[] next = new int[64];
  int[] classes = new int[64 * STAGES];
  private int touched;
  private int free = NONE;
  private int used;

  int used() {
    return used;
  }

  /** A packet whose fields are the caller's to fill, or NONE at the limit. */
  int take() {
    if (free == NONE && touched == MOST_PACKETS) {
      return NONE;
    }
    int packet = free;
    if (packet != NONE) {
      free = next[packet];
    } else {
      packet = touched++;
      if (packet == bytes.length) {
        grow(2 * packet);
      }
    }
    used++;
    next[packet] = NONE;
    return packet;
  }

  void give(int packet) {
    next[packet] = free;
    free = packet;
    used--;
  }

  private void grow(int size) {
    bytes = Arrays.copyOf(bytes, size);
    frameBytes = Arrays.copyOf(frameBytes, size);
    arrived = Arrays.copyOf(arrived, size);
    source = Arrays.copyOf(source, size);
    sourceHigh = Arrays.copyOf(sourceHigh, size);
    destination = Arrays.copyOf(destination, size);
    destinationHigh = Arrays.copyOf(destinationHigh, size);
    ports = Arrays.copyOf(ports, size);
    protocolAndDscp = Arrays.copyOf(protocolAndDscp, size);
    next = Arrays.copyOf(next, size);
    classes = Arrays.copyOf(classes, size * STAGES);
  }

  int dscp(int packet) {
    return protocolAndDscp[packet] & 63;
  }

  boolean six(int packet) {
    return (protocolAndDscp[packet] & SIX) != 0;
  }

  /** The whole source address in 64 bits. */
  long sender(int packet) {
    return source[packet] ^ 31 * sourceHigh[packet];
  }

  /** The whole destination address in 64 bits. */
  long receiver(int packet) {
    return destination[packet] ^ 31 * destinationHigh[packet];
  }

  /** SplitMix64's finisher. */
  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Of addresses, ports and protocol. */
  long flowHash(int packet, long salt) {
    long words = mix(sender(packet) + salt) + 3 * mix(receiver(packet));
    return mix(words ^ (long) ports[packet] << 8 ^ protocolAndDscp[packet] >>> 8);
  }
}
