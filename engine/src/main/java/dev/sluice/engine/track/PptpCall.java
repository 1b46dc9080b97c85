package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The call identifier of PPTP's GRE (RFC 2637 section 4.1).
 *
 * <pre>
 * | C R K S s recur A flags version | protocol 0x880B | payload length | call ID |
 * </pre>
 *
 * <p>Plain GRE (RFC 2784) has none and is tracked by its addresses.
 */
final class PptpCall {
  private static final int ENHANCED = 1;
  private static final int PPP = 0x880B;

  private PptpCall() {}

  /** The call, 0 for plain GRE, -1 if the header is too short. */
  static int of(PacketView p) {
    MemorySegment bytes = p.bytes();
    long at = p.transportOffset();
    if (p.transportCaptured() < 4) {
      return -1;
    }
    if ((bytes.get(ValueLayout.JAVA_BYTE, at + 1) & 7) != ENHANCED
        || Octets.int16(bytes, at + 2) != PPP) {
      return 0;
    }
    return p.transportCaptured() < 8 ? -1 : Octets.int16(bytes, at + 6);
  }
}
