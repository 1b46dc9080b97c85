package dev.sluice.engine.track;

import dev.sluice.wire.PacketView;

/**
 * H.323's registration, admission and status (H.225.0's RasMessage), a message a datagram.
 *
 * <p>An endpoint registers where it is to be called. Once the gatekeeper has confirmed that, and as
 * long as it lasts, calls from the gatekeeper to that port are expected, and calls from the
 * endpoint to where the gatekeeper takes them. A confirmed admission or location, if it was asked
 * for, lets whoever asked call the address in it, which may be anyone's: that is what it is for.
 * All else must be the speaker's own address. As with SIP, only what was agreed on is expected.
 *
 * <pre>
 * control word 1   asked 1 | by direction 1 | seconds 30 | port 16 | requestSeqNum 16
 * control word 2   has asked for: location in the reply direction, in the original one, admission …
 * </pre>
 *
 * <p>A registration keeps its connection alive, for that holds its expectations. Not threadsafe.
 */
final class RasControl {
  /** A connection that only brings answers to where its master asked for them. */
  static final int REPLIES = 2;

  private static final int MOST = 32;
  private static final long LIVES = 240;

  /** What lasts without a time; Linux takes the same. */
  private static final long USUAL_SECONDS = 300;

  private static final long MOST_SECONDS = 86_400;
  private static final long ASKED = 1L << 63;
  private static final long BY_REPLY = 1L << 62;
  private static final int SECONDS_SHIFT = 32;
  private static final long SECONDS = (1L << 30) - 1;
  private static final int ADMISSION = 1;
  private static final int LOCATION = 4;

  private final PackedBits bits = new PackedBits();
  private final H323Address address = new H323Address();
  private final H323Address itsRas = new H323Address();
  private int sequence;

  /** What was read of a registration: ports of the speaker's own, 0 without one. */
  private int signallingPort;

  private int rasPort;
  private long seconds;
  private boolean goesOn;

  void read(Helpers helpers, PacketView p, int c, int direction, long now) {
    bits.of(p.bytes(), p.payloadOffset(), p.payloadCaptured());
    switch (bits.choice(5)) {
      case 1 -> gatekeeperConfirm(helpers, c, now);
      case 3 -> registrationRequest(helpers, c, direction, now);
      case 4 -> registrationConfirm(helpers, c, direction, now);
      case 5 -> registrationReject(helpers, c, direction);
      case 6 -> unregistrationRequest(helpers, c);
      case 9 -> asks(helpers, c, ADMISSION << direction, 8);
      case 10 -> admissionConfirm(helpers, c, direction, now);
      case 18 -> asks(helpers, c, LOCATION << direction, 3);
      case 19 -> locationConfirm(helpers, c, direction, now);
      default -> {}
    }
  }

  /** For a connection that only brings answers: the one where they were asked for, or none. */
  private static int asker(Helpers helpers, int c, int direction) {
    return helpers.role(c) == REPLIES && direction == 0 ? helpers.master(c) : ConnectionTable.NONE;
  }

  /** {@code width} marks stand before the number of the request. */
  private void asks(Helpers helpers, int c, int mark, int width) {
    bits.bits(width);
    bits.integer(1, 65_535);
    if (!bits.failed()) {
      helpers.setControl(c, 2, helpers.control(c, 2) | mark);
    }
  }

  private static boolean asked(Helpers helpers, int c, int direction, int mark) {
    int asker = asker(helpers, c, direction);
    return (helpers.control(c, 2) & mark << 1 - direction) != 0
        || asker != ConnectionTable.NONE && (helpers.control(asker, 2) & (mark | mark << 1)) != 0;
  }

  private void gatekeeperConfirm(Helpers helpers, int c, long now) {
    boolean more = bits.bit();
    boolean data = bits.bit();
    boolean name = bits.bit();
    begin();
    optional(data, name);
    address.ofCall(bits);
    bits.skipAdditions(more);
    if (own(helpers) && !helpers.speaksFrom(address.port)) {
      Expectation e = helpers.start(c, Protocols.UDP);
      e.watched = true;
      e.role = H323Control.SIGNALLING;
      expect(helpers, e, address.port, LIVES, now);
    }
  }

  /** requestSeqNum and protocolIdentifier. */
  private void begin() {
    sequence = bits.integer(1, 65_535);
    bits.skipOpen();
  }

  private void optional(boolean data, boolean name) {
    if (data) {
      H225Fields.nonStandard(bits);
    }
    if (name) {
      H225Fields.identifier(bits);
    }
  }

  private boolean own(Helpers helpers) {
    return !bits.failed()
        && address.known
        && address.six == helpers.six()
        && helpers.own(address.high, address.low);
  }

  /** The first of some addresses that is the speaker's own: its port, or 0. */
  private int ownPort(Helpers helpers) {
    int port = 0;
    for (int left = bits.length(); left > 0 && !bits.failed(); left--) {
      address.ofCall(bits);
      port = port == 0 && own(helpers) ? address.port : port;
    }
    return port;
  }

  private void registrationRequest(Helpers helpers, int c, int direction, long now) {
    boolean more = bits.bit();
    boolean data = bits.bit();
    boolean alias = bits.bit();
    boolean name = bits.bit();
    begin();
    optional(data, false);
    bits.bit();
    signallingPort = ownPort(helpers);
    rasPort = ownPort(helpers);
    H225Fields.endpointType(bits);
    if (alias) {
      H225Fields.aliases(bits);
    }
    optional(false, name);
    H225Fields.vendor(bits);
    seconds = 0;
    goesOn = false;
    if (more) {
      long marks = timeToLive(bits.additions());
      marks = bits.seek(marks, 5);
      if (PackedBits.marked(marks, 5)) {
        bits.enter();
        goesOn = bits.bit();
        if (!bits.leave()) {
          bits.fail();
        }
      }
      bits.skipAdditions(PackedBits.behind(marks, 5));
    }
    if (!bits.failed()) {
      register(helpers, c, direction, now);
    }
  }

  /** Reads the second addition of a registration and its confirmation; the marks behind it. */
  private long timeToLive(long all) {
    long marks = bits.seek(all, 1);
    if (PackedBits.marked(marks, 1)) {
      bits.enter();
      seconds = bits.number(1);
      if (!bits.leave()) {
        bits.fail();
      }
    }
    return PackedBits.behind(marks, 1);
  }

  private void register(Helpers helpers, int c, int direction, long now) {
    int before = (int) (helpers.control(c, 1) >>> 16) & 0xFFFF;
    int port = signallingPort == 0 && goesOn ? before : signallingPort;
    long word = ASKED | (direction == 0 ? 0 : BY_REPLY);
    word |= Math.min(seconds, MOST_SECONDS) << SECONDS_SHIFT | (long) port << 16 | sequence;
    helpers.setControl(c, 1, word);
    if (rasPort != 0 && !helpers.speaksFrom(rasPort)) {
      Expectation e = helpers.start(c, Protocols.UDP);
      e.watched = true;
      e.role = REPLIES;
      expect(helpers, e, rasPort, LIVES, now);
    }
  }

  /** The connection of the registration that this answers, or none. */
  private int registering(Helpers helpers, int c, int direction) {
    long word = helpers.control(c, 1);
    if (!bits.failed() && asksFor(word) && (word & BY_REPLY) == 0 == (direction == 1)) {
      return c;
    }
    int asker = asker(helpers, c, direction);
    boolean its = asker != ConnectionTable.NONE && asksFor(helpers.control(asker, 1));
    return !bits.failed() && its ? asker : ConnectionTable.NONE;
  }

  private boolean asksFor(long word) {
    return (word & ASKED) != 0 && (word & 0xFFFF) == sequence;
  }

  private void registrationConfirm(Helpers helpers, int c, int direction, long now) {
    boolean more = bits.bit();
    boolean data = bits.bit();
    boolean alias = bits.bit();
    boolean name = bits.bit();
    begin();
    optional(data, false);
    signallingPort = ownPort(helpers);
    if (alias) {
      H225Fields.aliases(bits);
    }
    optional(false, name);
    H225Fields.identifier(bits);
    seconds = 0;
    if (more) {
      bits.skipAdditions(timeToLive(bits.additions()));
    }
    int keeper = registering(helpers, c, direction);
    if (keeper != ConnectionTable.NONE) {
      confirm(helpers, c, keeper, now);
    }
  }

  private void confirm(Helpers helpers, int c, int keeper, long now) {
    long word = helpers.control(keeper, 1);
    long asked = word >>> SECONDS_SHIFT & SECONDS;
    long lasts = Math.min(seconds != 0 ? seconds : asked, MOST_SECONDS);
    lasts = lasts == 0 ? USUAL_SECONDS : lasts;
    int port = (int) (word >>> 16) & 0xFFFF;
    helpers.setControl(keeper, 1, word & ~ASKED);
    helpers.keep(keeper, lasts, now);
    if (port != 0) {
      calls(helpers, helpers.startToListener(c, Protocols.TCP), keeper, port, lasts, now);
    }
    if (signallingPort != 0) {
      calls(helpers, helpers.start(c, Protocols.TCP), keeper, signallingPort, lasts, now);
    }
  }

  /** Any number of calls, for a time: who was not answered may try again. */
  private static void calls(
      Helpers helpers, Expectation e, int keeper, int port, long lasts, long now) {
    e.master = keeper;
    e.permanent = true;
    e.watched = true;
    e.role = H323Control.SIGNALLING;
    expect(helpers, e, port, lasts, now);
  }

  private void registrationReject(Helpers helpers, int c, int direction) {
    bits.bits(3);
    begin();
    int keeper = registering(helpers, c, direction);
    if (keeper != ConnectionTable.NONE) {
      forget(helpers, keeper);
    }
  }

  /** Either side may say so. */
  private void unregistrationRequest(Helpers helpers, int c) {
    boolean more = bits.bit();
    boolean alias = bits.bit();
    boolean data = bits.bit();
    boolean name = bits.bit();
    bits.integer(1, 65_535);
    ownPort(helpers);
    if (alias) {
      H225Fields.aliases(bits);
    }
    optional(data, name);
    bits.skipAdditions(more);
    if (!bits.failed()) {
      forget(helpers, c);
      int asker = asker(helpers, c, 0);
      if (asker != ConnectionTable.NONE) {
        forget(helpers, asker);
      }
    }
  }

  private static void forget(Helpers helpers, int keeper) {
    helpers.setControl(keeper, 1, 0);
    helpers.expectNoCalls(keeper);
  }

  private void admissionConfirm(Helpers helpers, int c, int direction, long now) {
    boolean more = bits.bit();
    boolean frequency = bits.bit();
    boolean data = bits.bit();
    sequence = bits.integer(1, 65_535);
    bits.number(0);
    H225Fields.reason(bits, 1);
    address.ofCall(bits);
    if (frequency) {
      bits.integer(1, 65_535);
    }
    optional(data, false);
    bits.skipAdditions(more);
    if (asked(helpers, c, direction, ADMISSION)) {
      admit(helpers, c, now);
    }
  }

  private void locationConfirm(Helpers helpers, int c, int direction, long now) {
    boolean more = bits.bit();
    boolean data = bits.bit();
    sequence = bits.integer(1, 65_535);
    address.ofCall(bits);
    itsRas.ofCall(bits);
    optional(data, false);
    bits.skipAdditions(more);
    if (asked(helpers, c, direction, LOCATION)) {
      admit(helpers, c, now);
    }
  }

  /** Calls of whoever asked, to whatever address; there are none to expect to itself. */
  private void admit(Helpers helpers, int c, long now) {
    if (bits.failed()
        || !address.known
        || address.six != helpers.six()
        || helpers.listeners(address.high, address.low)) {
      return;
    }
    Expectation e = helpers.start(c, Protocols.TCP);
    if (!helpers.own(address.high, address.low)) {
      e.tuple.destinationHigh = address.high;
      e.tuple.destinationLow = address.low;
    }
    calls(helpers, e, c, address.port, LIVES, now);
  }

  private static void expect(Helpers helpers, Expectation e, int port, long lives, long now) {
    e.anySourcePort = true;
    e.tuple.destinationPort = port;
    helpers.expect(lives, MOST, now);
  }
}
