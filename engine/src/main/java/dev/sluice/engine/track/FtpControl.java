package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;

/**
 * FTP's control connection: PORT and EPRT of the client, 227 and 229 of the server (RFC 959, RFC
 * 2428). A command counts only at the start of a line, so the place behind the last newline is kept
 * for each direction. Not threadsafe.
 */
final class FtpControl {
  private static final long LIVES = 300;
  private static final long KNOWN = 1L << 32;

  /** Control words: 1 + direction holds {@link #KNOWN} | the sequence number of the next line. */
  boolean read(Helpers helpers, TextCursor text, PacketView p, int c, int direction, long now) {
    boolean newline = text.last() == '\n';
    long line = helpers.control(c, 1 + direction);
    boolean atStart =
        (line & KNOWN) != 0 && (int) line == p.tcpSequence() && p.payloadCaptured() > 0;
    boolean whole = !atStart || command(helpers, text, c, direction, now);
    if (whole && newline) {
      int next = p.tcpSequence() + p.payloadLength();
      helpers.setControl(c, 1 + direction, KNOWN | next & 0xFFFF_FFFFL);
    }
    return whole;
  }

  /** False if a command begins here and does not end. */
  private static boolean command(Helpers helpers, TextCursor text, int c, int direction, long now) {
    if (direction == 0) {
      if (text.word("PORT ")) {
        return classic(helpers, text, c, '\r', now);
      }
      return !text.word("EPRT ")
          ? !text.partOf("PORT ") && !text.partOf("EPRT ")
          : extended(helpers, text, c, now);
    }
    if (text.word("227 ")) {
      return !text.past('(') ? text.last() == '\n' : classic(helpers, text, c, ')', now);
    }
    if (text.word("229 ")) {
      return !text.past('(') ? text.last() == '\n' : portOnly(helpers, text, c, now);
    }
    return true;
  }

  private static boolean classic(Helpers helpers, TextCursor text, int c, int end, long now) {
    boolean good = text.address4(',') && text.take(',');
    long high = good ? text.number(255) : -1;
    good = high >= 0 && text.take(',');
    long low = good ? text.number(255) : -1;
    if (text.atEnd()) {
      return false;
    }
    if (low >= 0 && text.take(end) && !helpers.six()) {
      expect(helpers, text.addressHigh, text.addressLow, (int) (high << 8 | low), c, now);
    }
    return true;
  }

  private static boolean extended(Helpers helpers, TextCursor text, int c, long now) {
    int bar = text.peek();
    text.skip();
    long family = text.number(2);
    boolean good = bar > 32 && text.take(bar) && (family == 2) == helpers.six();
    good = good && (family == 2 ? text.address6() : text.address4('.')) && text.take(bar);
    long port = good ? text.number(65_535) : -1;
    if (text.atEnd()) {
      return false;
    }
    if (port > 0 && text.take(bar)) {
      expect(helpers, text.addressHigh, text.addressLow, (int) port, c, now);
    }
    return true;
  }

  private static boolean portOnly(Helpers helpers, TextCursor text, int c, long now) {
    int bar = text.peek();
    boolean good = bar > 32;
    for (int i = 0; i < 3; i++) {
      good = good && text.take(bar);
    }
    long port = good ? text.number(65_535) : -1;
    if (text.atEnd()) {
      return false;
    }
    if (port > 0 && text.take(bar) && text.take(')')) {
      expect(helpers, (int) port, c, now);
    }
    return true;
  }

  /** Only to the speaker itself: a foreign address would open ports of others (FTP bounce). */
  private static void expect(Helpers helpers, long high, long low, int port, int c, long now) {
    if (port != 0 && helpers.own(high, low)) {
      expect(helpers, port, c, now);
    }
  }

  private static void expect(Helpers helpers, int port, int c, long now) {
    Expectation e = helpers.start(c, Protocols.TCP);
    e.anySourcePort = true;
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, 1, now);
  }
}
