package dev.sluice.engine.track;

import static dev.sluice.engine.track.TcpState.*;

/**
 * The TCP states as a table: direction, kind of packet, old state → new state. RFC 9293 section
 * 3.3.2 as a middle box sees it; the choices are those of Linux 5.10 and 6.1, which are the same.
 *
 * <p>Immutable.
 */
final class TcpMatrix {
  /** Kinds of packet, in the order they are looked for: a RST is a RST whatever else it is. */
  static final int NO_KIND = 0;

  static final int SYN = 1;
  static final int SYN_ACK = 2;
  static final int FIN = 3;
  static final int ACK = 4;
  static final int RST = 5;

  /** The packet is let through and the state stays: we may be the ones who are out of step. */
  static final int IGNORED = 10;

  static final int INVALID = 11;

  private static final byte SS = SYN_SENT;
  private static final byte SR = SYN_RECEIVED;
  private static final byte ES = ESTABLISHED;
  private static final byte FW = FIN_WAIT;
  private static final byte CW = CLOSE_WAIT;
  private static final byte LA = LAST_ACK;
  private static final byte TW = TIME_WAIT;
  private static final byte CL = CLOSE;
  private static final byte S2 = LISTEN;
  private static final byte IG = IGNORED;
  private static final byte IV = INVALID;

  private static final byte[][][] NEXT = {
    {
      // From the side that began.
      //   NO  SS  SR  ES  FW  CW  LA  TW  CL  S2
      {IV, IV, IV, IV, IV, IV, IV, IV, IV, IV}, // none: has no ACK though it must
      // SYN: begins; sent again; in SR to LA the client may have started over and we do not know:
      // let it through, the answer will tell; a closed connection is opened anew.
      {SS, SS, IG, IG, IG, IG, IG, SS, SS, S2},
      // SYN+ACK: only the second half of a simultaneous open.
      {IV, IV, SR, IV, IV, IV, IV, IV, IV, SR},
      // FIN: the first closes half, the second waits for the last ACK; later ones come again.
      {IV, IV, FW, FW, LA, LA, LA, TW, CL, IV},
      // ACK: picks up a connection that is older than we are; completes the handshake; answers a
      // FIN; ends the connection. It cannot answer a SYN of its own side.
      {ES, IV, ES, ES, CW, CW, TW, TW, CL, IV},
      // RST: closes whatever there is, and begins nothing.
      {IV, CL, CL, CL, CL, CL, CL, CL, CL, CL},
    },
    {
      // From the side that answers. There is always a connection, so NO cannot be.
      //   NO  SS  SR  ES  FW  CW  LA  TW  CL  S2
      {IV, IV, IV, IV, IV, IV, IV, IV, IV, IV}, // none
      // SYN: simultaneous open; after the end the server side may begin anew.
      {IV, S2, IV, IV, IV, IV, IV, SS, IV, S2},
      // SYN+ACK: the answer; sent again it is nothing new, and after SR we may be out of step.
      {IV, SR, IG, IG, IG, IG, IG, IG, IG, SR},
      // FIN: as above.
      {IV, IV, FW, FW, LA, LA, LA, TW, CL, IV},
      // ACK: in SS it is a challenge to a SYN the server thinks odd (RFC 5961): let it through.
      {IV, IG, SR, ES, CW, CW, TW, TW, CL, IG},
      // RST: refuses or closes.
      {IV, CL, CL, CL, CL, CL, CL, CL, CL, CL},
    }
  };

  /**
   * Combinations of FIN 1, SYN 2, RST 4, ACK 16 and URG 32 that some TCP sends; PSH, ECE and CWR do
   * not matter.
   */
  private static final long POSSIBLE =
      1L << 2 | 1L << 34 | 1L << 18 | 1L << 4 | 1L << 20 | 1L << 17 | 1L << 49 | 1L << 16
          | 1L << 48;

  private TcpMatrix() {}

  static boolean possible(int flags) {
    return (POSSIBLE >>> (flags & 0x37) & 1) != 0;
  }

  static int kind(int flags) {
    if ((flags & 4) != 0) {
      return RST;
    }
    if ((flags & 2) != 0) {
      return (flags & 16) != 0 ? SYN_ACK : SYN;
    }
    if ((flags & 1) != 0) {
      return FIN;
    }
    return (flags & 16) != 0 ? ACK : NO_KIND;
  }

  static int next(int direction, int kind, int state) {
    return NEXT[direction][kind][state];
  }
}
