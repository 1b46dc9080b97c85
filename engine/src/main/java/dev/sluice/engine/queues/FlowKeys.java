package dev.sluice.engine.queues;

/** What makes packets one flow, for the queue types that ask. */
final class FlowKeys {
  private FlowKeys() {}

  /** Addresses, ports, protocol, with a salt that changes every {@code perturb} nanoseconds. */
  static FairQueue.Key flows(PacketPool pool, long salt, long perturb) {
    return (packet, now) -> pool.flowHash(packet, perturb <= 0 ? salt : salt + now / perturb);
  }

  /**
   * RouterOS: pcq-classifier, any of src-address, dst-address, src-port, dst-port, with a mask for
   * each address of each family.
   */
  static FairQueue.Key pcq(PacketPool pool, QueueParameters p, String otherwise) {
    String classifier = p.text("pcq-classifier", otherwise);
    boolean source = classifier.contains("src-address");
    boolean destination = classifier.contains("dst-address");
    long source4 = p.number("pcq-src-address-mask", 32);
    long source6 = p.number("pcq-src-address6-mask", 128);
    long destination4 = p.number("pcq-dst-address-mask", 32);
    long destination6 = p.number("pcq-dst-address6-mask", 128);
    int ports =
        (classifier.contains("src-port") ? 0xFFFF << 16 : 0)
            | (classifier.contains("dst-port") ? 0xFFFF : 0);
    return (packet, now) -> {
      boolean six = pool.six(packet);
      long from = 0;
      long to = 0;
      if (source) {
        long bits = six ? source6 : source4;
        from = prefix(pool.sourceHigh[packet], pool.source[packet], six, bits);
      }
      if (destination) {
        long bits = six ? destination6 : destination4;
        to = prefix(pool.destinationHigh[packet], pool.destination[packet], six, bits);
      }
      return PacketPool.mix(from)
          + 3 * PacketPool.mix(to)
          + PacketPool.mix(pool.ports[packet] & ports);
    };
  }

  /** The first {@code bits} of an address in 64 bits. */
  private static long prefix(long high, long low, boolean six, long bits) {
    if (!six) {
      return low & mask(bits + 32);
    }
    return low & mask(bits - 64) ^ 31 * (high & mask(bits));
  }

  /** The first of 64 bits, none to all. */
  private static long mask(long bits) {
    return bits >= 64 ? -1 : bits <= 0 ? 0 : -1L << 64 - bits;
  }

  /** Cake's flow modes. Where hosts are isolated, a host is a flow. */
  static FairQueue.Key cake(PacketPool pool, String mode, long salt) {
    return switch (mode) {
      case "flowblind" -> (packet, now) -> 0;
      case "srchost", "dual-srchost" -> (packet, now) -> PacketPool.mix(pool.sender(packet) + salt);
      case "dsthost", "dual-dsthost" ->
          (packet, now) -> PacketPool.mix(pool.receiver(packet) + salt);
      case "hosts" ->
          (packet, now) ->
              PacketPool.mix(pool.sender(packet) + salt)
                  + 3 * PacketPool.mix(pool.receiver(packet));
      default -> flows(pool, salt, 0);
    };
  }
}
