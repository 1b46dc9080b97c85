package dev.sluice.wire;

/** Verifies the checksums of a decoded packet, when somebody asks. */
final class PacketChecksums {
  private PacketChecksums() {}

  static boolean good(PacketView p) {
    if (!p.six() && Checksum.of(p.bytes, p.ip, (int) (p.transport - p.ip)) != 0) {
      return false;
    }
    if (!p.transport() || p.fragment() || p.ipEnd > p.captureEnd) {
      return true;
    }
    return switch (p.protocol) {
      case Protocol.TCP -> upperLayerGood(p, p.transportLength());
      case Protocol.UDP -> udpGood(p);
      case Protocol.ICMP -> p.six() || Checksum.of(p.bytes, p.transport, p.transportLength()) == 0;
      case Protocol.ICMPV6 -> !p.six() || upperLayerGood(p, p.transportLength());
      default -> true;
    };
  }

  private static boolean udpGood(PacketView p) {
    boolean left = NetworkOrder.int16(p.bytes, p.transport + 6) == 0;
    return left ? !p.six() : upperLayerGood(p, (int) (p.payloadEnd - p.transport));
  }

  private static boolean upperLayerGood(PacketView p, int length) {
    long pseudo;
    if (!p.six()) {
      pseudo = Checksum.pseudo4(p.source4(), p.destination4(), p.protocol, length);
    } else if (routed(p)) {
      return true;
    } else {
      pseudo =
          Checksum.pseudo6(
              p.sourceHigh, p.sourceLow, p.destinationHigh, p.destinationLow, p.protocol, length);
    }
    return Checksum.fold(pseudo + Checksum.sum(p.bytes, p.transport, length)) == 0;
  }

  /** RFC 8200 section 8.1: on its way the packet's destination is not the one that was summed. */
  private static boolean routed(PacketView p) {
    return (p.extensionHeaders & 4) != 0;
  }
}
