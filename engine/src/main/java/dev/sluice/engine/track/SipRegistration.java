package dev.sluice.engine.track;

/**
 * SIP's REGISTER (RFC 3261 section 10): a phone says where it is to be called, the registrar agrees
 * for a time, and as long as that lasts calls from the registrar to that port are expected, any
 * number of them. As in Linux, a phone registers only itself, and a called phone's connection
 * registers nobody. Control word 1 holds what was asked: asked (1), port (16), CSeq (32). Not
 * threadsafe.
 */
final class SipRegistration {
  private static final int MOST = 8;
  private static final int USUAL_PORT = 5060;
  private static final long MOST_SECONDS = 1L << 31;
  private static final long ASKED = 1L << 48;

  private long sequence;
  private boolean registers;
  private long expires;
  private boolean contact;
  private boolean addressKnown;
  private long port;

  /** A request of the method REGISTER, behind that word. */
  void asked(Helpers helpers, TextCursor text, int c) {
    headers(text);
    boolean own = addressKnown && helpers.own(text.addressHigh, text.addressLow);
    boolean asks = registers && contact && own && port > 0 && !helpers.announced(c);
    helpers.setControl(c, 1, asks ? ASKED | port << 32 | sequence : 0);
  }

  /** An answer, behind its version; {@code good} if its code is between 200 and 299. */
  void answered(Helpers helpers, TextCursor text, int c, boolean good, long now) {
    long asked = helpers.control(c, 1);
    headers(text);
    if ((asked & ASKED) == 0 || !registers || sequence != (asked & 0xFFFF_FFFFL)) {
      return;
    }
    helpers.setControl(c, 1, 0);
    if (good && expires > 0) {
      Expectation e = helpers.startToListener(c);
      e.anySourcePort = true;
      e.permanent = true;
      e.watched = true;
      e.tuple.destinationPort = (int) (asked >>> 32) & 0xFFFF;
      helpers.expect(Math.min(expires, MOST_SECONDS), MOST, now);
    } else {
      helpers.expectNoCalls(c);
    }
  }

  private void headers(TextCursor text) {
    registers = false;
    contact = false;
    addressKnown = false;
    expires = 0;
    long own = -1;
    while (text.past('\n') && text.peek() != '\r' && text.peek() != '\n') {
      if (text.word("CSEQ:")) {
        text.spaces();
        sequence = text.number(0xFFFF_FFFFL);
        text.spaces();
        registers = sequence >= 0 && text.word("REGISTER");
      } else if (text.word("EXPIRES:")) {
        text.spaces();
        expires = Math.max(0, text.number(MOST_SECONDS));
      } else if (!contact && (text.word("CONTACT:") || text.word("M:"))) {
        contact = true;
        own = contact(text);
      }
    }
    expires = own >= 0 ? own : expires;
  }

  /** The address and port of a contact. Returns the seconds it says itself, or -1. */
  private long contact(TextCursor text) {
    while (!lineEnds(text) && !text.word("SIP:")) {
      text.skip();
    }
    int host = text.position();
    while (!lineEnds(text) && text.peek() != '>' && text.peek() != ';') {
      if (text.take('@')) {
        host = text.position();
      } else {
        text.skip();
      }
    }
    text.moveTo(host);
    boolean six = text.take('[');
    addressKnown = six ? text.address6() && text.take(']') : text.address4('.');
    port = text.take(':') ? text.number(65_535) : USUAL_PORT;
    while (!lineEnds(text)) {
      if (text.word(";EXPIRES=")) {
        return text.number(MOST_SECONDS);
      }
      text.skip();
    }
    return -1;
  }

  private static boolean lineEnds(TextCursor text) {
    int next = text.peek();
    return next < 0 || next == '\r' || next == '\n';
  }
}
