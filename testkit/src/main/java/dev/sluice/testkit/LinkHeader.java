package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;

/** What stands before the IP header: Ethernet with tags and PPPoE, or another pcap link type. */
final class LinkHeader {
  private static final int PPPOE_SESSION = 0x8864;

  private byte[] source = Bytes.hex("02:00:00:00:00:02");
  private byte[] destination = Bytes.hex("02:00:00:00:00:01");
  private final List<int[]> tags = new ArrayList<>();
  private int session = -1;

  void mac(String from, String to) {
    source = Bytes.hex(from);
    destination = Bytes.hex(to);
  }

  void vlan(int etherType, int id, int priority) {
    tags.add(new int[] {etherType, priority << 13 | id});
  }

  void pppoe(int number) {
    session = number;
  }

  byte[] ethernet(byte[] packet, boolean six) {
    Bytes out = new Bytes().add(destination).add(source);
    for (int[] tag : tags) {
      out.u16(tag[0]).u16(tag[1]);
    }
    if (session < 0) {
      return out.u16(etherType(six)).add(packet).array();
    }
    return out.u16(PPPOE_SESSION).add(pppoe(packet, six)).array();
  }

  byte[] of(int linkType, byte[] packet, boolean six) {
    return switch (linkType) {
      case 1 -> ethernet(packet, six);
      case 12, 14, 101, 228, 229 -> packet;
      // The family of BSD loopback stands in the byte order of the machine that captured.
      case 0 -> new Bytes().u8(six ? 30 : 2).u24(0).add(packet).array();
      case 108 -> new Bytes().u32(six ? 30 : 2).add(packet).array();
      case 9 -> new Bytes().u16(0xff03).u16(ppp(six)).add(packet).array();
      case 51 -> pppoe(packet, six);
      case 113 -> cooked(six).add(packet).array();
      case 276 -> cooked2(six).add(packet).array();
      default -> throw new IllegalArgumentException("no builder for link type " + linkType);
    };
  }

  private byte[] pppoe(byte[] packet, boolean six) {
    Bytes out = new Bytes().u8(0x11).u8(0).u16(Math.max(session, 1)).u16(packet.length + 2);
    return out.u16(ppp(six)).add(packet).array();
  }

  private Bytes cooked(boolean six) {
    return new Bytes().u16(0).u16(1).u16(6).add(source).u16(0).u16(etherType(six));
  }

  private Bytes cooked2(boolean six) {
    return new Bytes().u16(etherType(six)).u16(0).u32(2).u16(1).u8(0).u8(6).add(source).u16(0);
  }

  private static int etherType(boolean six) {
    return six ? 0x86dd : 0x0800;
  }

  private static int ppp(boolean six) {
    return six ? 0x0057 : 0x0021;
  }
}
