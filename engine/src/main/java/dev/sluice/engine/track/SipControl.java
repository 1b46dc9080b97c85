package dev.sluice.engine.track;

/**
 * SIP (RFC 3261) and the session descriptions in it (RFC 4566): each {@code m=} line of a call
 * being set up names a port for RTP, and the next one is for RTCP. RouterOS sip-direct-media=yes:
 * only the speaker's own address makes an expectation, and only for the other side; with no any
 * address does, for anybody. Not threadsafe.
 */
final class SipControl {
  private static final int MOST = 8;
  private static final long LIVES = 180;
  private static final String[] METHODS = {"INVITE ", "UPDATE ", "PRACK ", "ACK "};
  private static final String[] MEDIA = {"AUDIO ", "VIDEO ", "IMAGE "};

  private final SipRegistration registration = new SipRegistration();
  private boolean direct = true;
  private boolean addressKnown;
  private boolean sessionKnown;
  private long high;
  private long low;
  private long sessionHigh;
  private long sessionLow;

  void directMedia(boolean only) {
    direct = only;
  }

  void read(Helpers helpers, TextCursor text, int c, long now) {
    if (text.word("REGISTER ")) {
      registration.asked(helpers, text, c);
      return;
    }
    boolean answer = text.word("SIP/2.0 ");
    int code = text.peek();
    if (answer && code >= '2') {
      int here = text.position();
      registration.answered(helpers, text, c, code == '2', now);
      text.moveTo(here);
    }
    if (answer ? code != '1' && code != '2' : !settingUp(text)) {
      return;
    }
    addressKnown = false;
    sessionKnown = false;
    boolean body = false;
    boolean media = false;
    while (text.past('\n')) {
      if (!body) {
        body = text.peek() == '\r' || text.peek() == '\n';
      } else if (text.word("C=IN IP")) {
        readAddress(text, !media);
      } else if (text.word("M=")) {
        media = true;
        // An address of this medium comes behind it, so it is decided with the next line's.
        medium(helpers, text, c, now);
      }
    }
  }

  /** A request that sets up a call. */
  private static boolean settingUp(TextCursor text) {
    for (int i = 0; i < METHODS.length; i++) {
      if (text.word(METHODS[i])) {
        return true;
      }
    }
    return false;
  }

  private void readAddress(TextCursor text, boolean session) {
    boolean six = text.peek() == '6';
    text.skip();
    text.spaces();
    addressKnown = six ? text.address6() : text.address4('.');
    high = text.addressHigh;
    low = text.addressLow;
    if (session) {
      sessionKnown = addressKnown;
      sessionHigh = high;
      sessionLow = low;
    }
  }

  private void medium(Helpers helpers, TextCursor text, int c, long now) {
    long port = -1;
    for (int i = 0; i < MEDIA.length && port < 0; i++) {
      port = text.word(MEDIA[i]) ? text.number(65_534) : -1;
    }
    if (port < 1024) {
      return;
    }
    int here = text.position();
    addressKnown = sessionKnown;
    high = sessionHigh;
    low = sessionLow;
    boolean next = false;
    while (!next && text.past('\n')) {
      if (text.word("C=IN IP")) {
        readAddress(text, false);
      }
      next = text.peek() == 'm' || text.peek() == 'M';
    }
    text.moveTo(here);
    if (addressKnown && (!direct || helpers.own(high, low))) {
      expect(helpers, c, (int) port, now);
      expect(helpers, c, (int) port + 1, now);
    }
  }

  private void expect(Helpers helpers, int c, int port, long now) {
    Expectation e = helpers.start(c, Protocols.UDP);
    e.anySourcePort = true;
    e.anySource = !direct;
    if (!helpers.own(high, low)) {
      e.tuple.destinationHigh = high;
      e.tuple.destinationLow = low;
    }
    e.tuple.destinationPort = port;
    helpers.expect(LIVES, MOST, now);
  }
}
