package dev.sluice.engine.rules;

import dev.sluice.policy.P2pKind;
import dev.sluice.wire.PacketView;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * RouterOS: p2p, deprecated. Its signatures were never published; these are the openings that the
 * protocols' own descriptions give. One packet's payload is looked at. Immutable.
 */
final class PeerToPeer {
  private record Opening(P2pKind kind, String latin1) {}

  private static final List<Opening> OPENINGS =
      List.of(
          new Opening(P2pKind.BIT_TORRENT, "\u0013BitTorrent protocol"),
          new Opening(P2pKind.BIT_TORRENT, "d1:ad2:id20:"),
          new Opening(P2pKind.BIT_TORRENT, "d1:rd2:id20:"),
          new Opening(P2pKind.GNUTELLA, "GNUTELLA CONNECT/"),
          new Opening(P2pKind.GNUTELLA, "GNUTELLA/"),
          new Opening(P2pKind.GNUTELLA, "GIV "),
          new Opening(P2pKind.GNUTELLA, "GND"),
          new Opening(P2pKind.DIRECT_CONNECT, "$MyNick "),
          new Opening(P2pKind.DIRECT_CONNECT, "$Lock "),
          new Opening(P2pKind.DIRECT_CONNECT, "$SR "),
          new Opening(P2pKind.FASTTRACK, "GET /.hash="),
          new Opening(P2pKind.FASTTRACK, "GIVE "),
          new Opening(P2pKind.WAREZ, "GET /download/warez"),
          new Opening(P2pKind.BLUBSTER, "URL <MD5>"),
          new Opening(P2pKind.WINMX, "SEND"));

  private final byte[][] openings;
  private final boolean edonkey;

  PeerToPeer(P2pKind kind) {
    openings =
        OPENINGS.stream()
            .filter(opening -> kind == P2pKind.ALL_P2P || kind == opening.kind)
            .map(opening -> opening.latin1.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    edonkey = kind == P2pKind.ALL_P2P || kind == P2pKind.EDONKEY;
  }

  boolean matches(PacketView packet) {
    int length = packet.payloadCaptured();
    if (!packet.hasPorts() || length == 0) {
      return false;
    }
    for (byte[] opening : openings) {
      if (startsWith(packet, length, opening)) {
        return true;
      }
    }
    return edonkey && edonkey(packet, length);
  }

  private static boolean startsWith(PacketView packet, int length, byte[] opening) {
    if (length < opening.length) {
      return false;
    }
    for (int i = 0; i < opening.length; i++) {
      if (packet.bytes().get(ValueLayout.JAVA_BYTE, packet.payloadOffset() + i) != opening[i]) {
        return false;
      }
    }
    return true;
  }

  /** A marker byte, then the little-endian length of the rest of this one message. */
  private static boolean edonkey(PacketView packet, int length) {
    if (length < 6) {
      return false;
    }
    int marker = packet.bytes().get(ValueLayout.JAVA_BYTE, packet.payloadOffset()) & 0xFF;
    int rest = 0;
    for (int i = 4; i > 0; i--) {
      rest =
          rest << 8 | packet.bytes().get(ValueLayout.JAVA_BYTE, packet.payloadOffset() + i) & 0xFF;
    }
    boolean marked = marker == 0xE3 || marker == 0xC5 || marker == 0xD4;
    return marked && packet.protocol() == 6 && rest == length - 5;
  }
}
