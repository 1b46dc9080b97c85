package dev.sluice.testkit.h323;

import dev.sluice.testkit.Frames;

/** An address with a port, IPv4 or IPv6, as each of the two Recommendations writes it. */
public record Transport(String address, int port) {
  /** H.225.0's TransportAddress. */
  public void h225(Per out) {
    byte[] octets = Frames.address(address);
    boolean six = octets.length == 16;
    out.bit(false).bits(six ? 3 : 0, 3);
    if (six) {
      out.bit(false);
    }
    out.octets(octets).integer(port, 0, 65_535);
  }

  /** H.245's TransportAddress, a unicast one. */
  public void h245(Per out) {
    byte[] octets = Frames.address(address);
    out.bit(false).bits(0, 1).bit(false).bits(octets.length == 16 ? 2 : 0, 3).bit(false);
    out.octets(octets).integer(port, 0, 65_535);
  }

  /** H.245's TransportAddress, a multicast one. */
  public void h245Multicast(Per out) {
    byte[] octets = Frames.address(address);
    out.bit(false).bits(1, 1).bit(false).bits(octets.length == 16 ? 1 : 0, 1).bit(false);
    out.octets(octets).integer(port, 0, 65_535);
  }
}
