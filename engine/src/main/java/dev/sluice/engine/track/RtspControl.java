package dev.sluice.engine.track;

/**
 * RTSP (RFC 2326 section 12.39): a SETUP names the ports to which the server shall send. RouterOS:
 * its helper is not public, this is what the name says.
 */
final class RtspControl {
  private static final int MOST = 8;
  private static final long LIVES = 180;

  private RtspControl() {}

  static void read(Helpers helpers, TextCursor text, int c, long now) {
    if (!text.word("SETUP ")) {
      return;
    }
    while (!text.atEnd()) {
      if (text.word("CLIENT_PORT=")) {
        long first = text.number(65_535);
        long last = text.take('-') ? text.number(65_535) : first;
        if (first > 0 && last >= first && last <= first + 1) {
          expect(helpers, c, (int) first, now);
          if (last != first) {
            expect(helpers, c, (int) last, now);
          }
        }
        return;
      }
      text.skip();
    }
  }

  private static void expect(Helpers helpers, int c, int port, long now) {
    Expectation e = helpers.start(c, Protocols.UDP);
    e.anySourcePort = true;
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, MOST, now);
  }
}
