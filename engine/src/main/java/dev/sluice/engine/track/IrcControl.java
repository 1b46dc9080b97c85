package dev.sluice.engine.track;

/** IRC's direct connections: {@code \1DCC SEND name address port}, offered by the client. */
final class IrcControl {
  private static final int MOST = 8;
  private static final long LIVES = 300;
  private static final String[] KINDS = {"SEND ", "CHAT ", "MOVE ", "TSEND ", "SCHAT "};

  private IrcControl() {}

  static void read(Helpers helpers, TextCursor text, int c, long now) {
    int found = 0;
    while (found < MOST && text.past(1)) {
      if (text.word("DCC ") && kind(text) && text.past(' ')) {
        text.spaces();
        long address = text.number(0xFFFF_FFFFL);
        boolean good = address >= 0 && text.take(' ');
        long port = good ? text.number(65_535) : -1;
        if (port > 0 && !helpers.six() && helpers.own(0, address)) {
          Expectation e = helpers.start(c, Protocols.TCP);
          e.anySource = true;
          e.anySourcePort = true;
          e.tuple.destinationPort = (int) port;
          helpers.expect(LIVES, MOST, now);
          found++;
        }
      }
    }
  }

  private static boolean kind(TextCursor text) {
    for (int i = 0; i < KINDS.length; i++) {
      if (text.word(KINDS[i])) {
        return true;
      }
    }
    return false;
  }
}
