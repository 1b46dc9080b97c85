package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.policy.Helper;
import dev.sluice.policy.ServicePort;
import dev.sluice.wire.PacketView;
import java.util.List;

/**
 * Which control connections are watched (/ip firewall service-port), and what follows from what
 * they say: expectations.
 *
 * <p>Read strictly: an address that is not the speaker's own makes no expectation, or anyone could
 * open ports for others. Where a protocol exists to name others' addresses (a gatekeeper of H.323,
 * a master server of Quake 3), only whoever asked for them may connect there. Not threadsafe.
 */
final class Helpers {
  static final long SECOND = 1_000_000_000L;
  private static final int MOST_PORTS = 64;

  /** H.225.0: RAS has its own port, whatever those of call signalling are. */
  private static final int RAS = 1719;

  private final ConnectionStore store;
  private final ConnectionDetails details;
  private final Expectations expectations;
  private final TimerWheel wheel;
  private final TextCursor text = new TextCursor();
  private final Expectation wanted = new Expectation();
  private final Tuple answers = new Tuple();
  private final Tuple spoken = new Tuple();
  private final FtpControl ftp = new FtpControl();
  private final SipControl sip = new SipControl();
  private final H323Control h323 = new H323Control();
  private final RasControl ras = new RasControl();
  private final int[] ports = new int[MOST_PORTS];
  private final int[] helpers = new int[MOST_PORTS];
  private int count;

  /** Seconds that a connection of SIP over UDP lives. */
  private long signalling = ServicePort.Sip.DEFAULT.timeoutSeconds();

  Helpers(
      ConnectionStore store,
      ConnectionDetails details,
      Expectations expectations,
      TimerWheel wheel) {
    this.store = store;
    this.details = details;
    this.expectations = expectations;
    this.wheel = wheel;
  }

  void watch(List<ServicePort> services) {
    count = 0;
    for (ServicePort service : services) {
      if (service.helper() == Helper.SIP) {
        signalling = Math.clamp(service.sip().timeoutSeconds(), 1, Integer.MAX_VALUE);
        sip.directMedia(service.sip().directMedia());
      }
      if (!service.disabled()) {
        watch(service);
      }
    }
  }

  private void watch(ServicePort service) {
    Helper helper = service.helper();
    boolean datagramsOnly = helper == Helper.TFTP || helper == Helper.QUAKE3;
    for (int port : service.ports()) {
      if (datagramsOnly || helper == Helper.SIP) {
        watch(helper, Protocols.UDP, port);
      }
      if (!datagramsOnly) {
        watch(helper, Protocols.TCP, port);
      }
    }
    if (helper == Helper.H323) {
      watch(helper, Protocols.UDP, RAS);
    }
  }

  private void watch(Helper helper, int protocol, int port) {
    if (count < MOST_PORTS) {
      ports[count] = protocol << 16 | port;
      helpers[count++] = helper.ordinal();
    }
  }

  /** A fresh connection: is it one to watch? */
  void attach(int c, Tuple original) {
    int key = original.protocol << 16 | original.destinationPort;
    for (int i = 0; i < count; i++) {
      if (ports[i] == key) {
        // One that its master's helper reads already goes on so.
        if (!store.is(c, HELPED)) {
          follow(c, helpers[i], 0);
        }
        if (!store.is(c, EXPECTED)) {
          details.relate(c, ConnectionTable.NONE, helpers[i]);
        }
        if (helpers[i] == Helper.SIP.ordinal() && original.protocol == Protocols.UDP) {
          store.words[c * SLOT + WINDOWS] = signalling << 32 | signalling;
        }
        return;
      }
    }
  }

  /** False: only a part of a command is there; the packet must be dropped to come again whole. */
  boolean inspect(PacketView p, int c, int direction, long now) {
    int length = p.payloadCaptured();
    if (length <= 0) {
      return true;
    }
    text.of(p.bytes(), p.payloadOffset(), length);
    store.read(c, 1 - direction, answers);
    store.read(c, direction, spoken);
    Helper helper = HELPERS[(int) (details.control.get(c, 0) >>> 60) - 1];
    switch (helper) {
      case FTP -> {
        return ftp.read(this, text, p, c, direction, now);
      }
      case TFTP -> {
        if (direction == 0 && text.take(0) && (text.peek() == 1 || text.peek() == 2)) {
          start(c, Protocols.UDP);
          wanted.anySourcePort = true;
          wanted.tuple.destinationPort = answers.destinationPort;
          expect(300, 1, now);
        }
      }
      case IRC -> {
        if (direction == 0) {
          IrcControl.read(this, text, c, now);
        }
      }
      case PPTP -> PptpControl.read(this, p, c, direction, now);
      case SIP -> sip.read(this, text, c, now);
      case RTSP -> {
        if (direction == 0) {
          RtspControl.read(this, text, c, now);
        }
      }
      case H323 -> {
        if (spoken.protocol == Protocols.UDP) {
          ras.read(this, p, c, direction, now);
        } else {
          h323.read(this, p, c, direction, now);
        }
      }
      case QUAKE3 -> Quake3Control.read(this, p, c, direction, now);
    }
    return true;
  }

  private static final Helper[] HELPERS = Helper.values();

  long control(int c, int word) {
    return details.control.get(c, word);
  }

  void setControl(int c, int word, long value) {
    details.control.set(c, word, value, store.capacity());
  }

  boolean six() {
    return answers.six;
  }

  /** Whether this is the speaker's own address, before or after translation. */
  boolean own(long high, long low) {
    return high == answers.destinationHigh && low == answers.destinationLow
        || high == spoken.sourceHigh && low == spoken.sourceLow;
  }

  /** Whether this is the address of the side that just listened, before or after translation. */
  boolean listeners(long high, long low) {
    return high == answers.sourceHigh && low == answers.sourceLow
        || high == spoken.destinationHigh && low == spoken.destinationLow;
  }

  /** Whether this is the speaker's port, before or after translation. */
  boolean speaksFrom(int port) {
    return port == spoken.sourcePort || port == answers.destinationPort;
  }

  /**
   * An expectation of a connection from the other side to the side that just spoke; what differs is
   * changed by the caller before {@link #expect}.
   */
  Expectation start(int c, int protocol) {
    wanted.tuple.copy(answers);
    wanted.tuple.protocol = protocol;
    wanted.tuple.sourcePort = 0;
    wanted.anySource = false;
    wanted.anySourcePort = false;
    wanted.permanent = false;
    wanted.watched = false;
    wanted.role = 0;
    wanted.master = c;
    wanted.helper = (int) (details.control.get(c, 0) >>> 60) - 1;
    wanted.answerPort = -1;
    wanted.lives = 0;
    return wanted;
  }

  /** An expectation of a connection from the side that just spoke to the one that listens. */
  Expectation startToListener(int c) {
    return startToListener(c, spoken.protocol);
  }

  Expectation startToListener(int c, int protocol) {
    Expectation e = start(c, protocol);
    e.tuple.copy(spoken);
    e.tuple.protocol = protocol;
    e.tuple.sourcePort = 0;
    return e;
  }

  /** Whether this connection was expected itself. */
  boolean announced(int c) {
    return store.is(c, EXPECTED);
  }

  /** Nobody is to be called through this connection any more. */
  void expectNoCalls(int c) {
    expectations.forgetPermanent(c);
  }

  /** The connection that announced this one, or {@link ConnectionTable#NONE}. */
  int master(int c) {
    return details.master(c);
  }

  /** Which of the things that a helper can read this connection says. */
  int role(int c) {
    return (int) details.control.get(c, 0);
  }

  /** Reads what a connection says as this helper reads things of that role. */
  void follow(int c, int helper, int role) {
    store.set(c, HELPED);
    details.control.set(c, 0, helper + 1L << 60 | role, store.capacity());
  }

  /** A connection of datagrams lives so long after each, this one included. */
  void keep(int c, long seconds, long now) {
    store.words[c * SLOT + WINDOWS] = seconds << 32 | seconds;
    if (store.refresh(c, seconds, now)) {
      wheel.arm(c >>> TimerWheel.BLOCK_SHIFT, store.timeoutAt(c), now);
    }
  }

  /** Whether there is room for what may come by hundreds: half of it is kept for all else. */
  boolean roomForMany() {
    return expectations.count() < Expectations.LIMIT / 2;
  }

  void expect(long seconds, int most, long now) {
    wanted.until = now + seconds * SECOND;
    expectations.add(wanted, most);
  }
}
