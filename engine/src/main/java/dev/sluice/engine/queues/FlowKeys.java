package dev.sluice.engine.queues;

/** What makes packets one flow, for the queue types that ask. */
final class FlowKeys {
  private FlowKeys() {}

  /** Addresses, ports, protocol, with a salt that changes every {@code perturb} nanoseconds. */
  static FairQueue.Key flows(PacketPool pool, long salt, long perturb) {
    return (packet, now) -> pool.flowHash(packet, perturb <= 0 ? salt : salt + now / perturb);
  }

  /**
   * RouterOS: pcq-classifier, any of src-address, dst-address, src-port, dst-port. IPv4 masks only;
   * addresses of IPv6 are compared whole.
   */
  static FairQueue.Key pcq(PacketPool pool, QueueParameters p, String otherwise) {
    String classifier = p.text("pcq-classifier", otherwise);
    long source = mask(classifier, "src-address", p.number("pcq-src-address-mask", 32));
    long destination = mask(classifier, "dst-address", p.number("pcq-dst-address-mask", 32));
    int ports =
        (classifier.contains("src-port") ? 0xFFFF << 16 : 0)
            | (classifier.contains("dst-port") ? 0xFFFF : 0);
    return (packet, now) ->
        PacketPool.mix(pool.source[packet] & source)
            + 3 * PacketPool.mix(pool.destination[packet] & destination)
            + PacketPool.mix(pool.ports[packet] & ports);
  }

  private static long mask(String classifier, String name, long bits) {
    if (!classifier.contains(name)) {
      return 0;
    }
    return bits >= 32 || bits < 0 ? -1 : bits == 0 ? 0 : -1L << 32 - bits;
  }

  /** Cake's flow modes. Where hosts are isolated, a host is a flow. */
  static FairQueue.Key cake(PacketPool pool, String mode, long salt) {
    return switch (mode) {
      case "flowblind" -> (packet, now) -> 0;
      case "srchost", "dual-srchost" -> (packet, now) -> PacketPool.mix(pool.source[packet] + salt);
      case "dsthost", "dual-dsthost" ->
          (packet, now) -> PacketPool.mix(pool.destination[packet] + salt);
      case "hosts" ->
          (packet, now) ->
              PacketPool.mix(pool.source[packet] + salt)
                  + 3 * PacketPool.mix(pool.destination[packet]);
      default -> flows(pool, salt, 0);
    };
  }
}
