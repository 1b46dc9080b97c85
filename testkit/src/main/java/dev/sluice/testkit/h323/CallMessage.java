package dev.sluice.testkit.h323;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of call signalling: H.225.0's H323-UserInformation in a message of Q.931 behind {@link
 * Tpkt}. What is not asked for by name is drawn from the generator. Not threadsafe.
 */
public final class CallMessage {
  /** The bodies, each with its alternative in the CHOICE and the message of Q.931 that holds it. */
  public enum Body {
    SETUP(0, 0x05),
    CALL_PROCEEDING(1, 0x02),
    CONNECT(2, 0x07),
    ALERTING(3, 0x01),
    INFORMATION(4, 0x7B),
    RELEASE_COMPLETE(5, 0x5A),
    FACILITY(6, 0x62),
    PROGRESS(7, 0x03),
    EMPTY(8, 0x62),
    STATUS(9, 0x7D),
    STATUS_INQUIRY(10, 0x75),
    SETUP_ACKNOWLEDGE(11, 0x0D),
    NOTIFY(12, 0x6E);

    private static final int ROOT = 7;
    private final int alternative;
    private final int type;

    Body(int alternative, int type) {
      this.alternative = alternative;
      this.type = type;
    }

    /** Whether it has a place for fast start. */
    public boolean starts() {
      return this == SETUP
          || this == CALL_PROCEEDING
          || this == CONNECT
          || this == ALERTING
          || this == INFORMATION
          || this == FACILITY
          || this == PROGRESS;
    }

    /** Whether it has a place for the address of H.245. */
    public boolean addresses() {
      return starts() && this != INFORMATION;
    }
  }

  private final Body body;
  private final Gen gen;
  private final H225Parts parts;
  private Optional<Transport> control = Optional.empty();
  private boolean otherControl;
  private List<byte[]> fastStart = List.of();
  private List<byte[]> tunnelled = List.of();
  private List<byte[]> parallel = List.of();

  public CallMessage(Body body, Gen gen) {
    this.body = body;
    this.gen = gen;
    parts = new H225Parts(gen);
  }

  /** Draws nothing that is left to later versions. */
  public CallMessage plain() {
    parts.plain();
    return this;
  }

  /** Where the speaker waits for H.245. */
  public CallMessage h245Address(String address, int port) {
    control = Optional.of(new Transport(address, port));
    return this;
  }

  /** An h245Address that is not one of IP. */
  public CallMessage otherH245Address() {
    otherControl = true;
    return this;
  }

  /** Channels opened at once, each an OpenLogicalChannel. */
  public CallMessage fastStart(byte[]... channels) {
    fastStart = List.of(channels);
    return this;
  }

  /** Messages of H.245 in h245Control. */
  public CallMessage tunnels(byte[]... messages) {
    tunnelled = List.of(messages);
    return this;
  }

  /** Messages of H.245 in a Setup's parallelH245Control. */
  public CallMessage parallel(byte[]... messages) {
    parallel = List.of(messages);
    return this;
  }

  /** The message as TCP carries it. */
  public byte[] segment() {
    byte[] user = userInformation();
    Bytes out = new Bytes().u8(8).u8(2).u16(gen.below(65_536)).u8(body.type);
    if (gen.flip()) {
      out.u8(0x04).with8(gen.bytes(3));
    }
    if (parts.later(3)) {
      // Sending complete, an element of one octet: Linux does not read on behind it.
      out.u8(0xA1);
    }
    if (gen.flip()) {
      out.u8(0x28).with8(gen.bytes(gen.between(1, 20)));
    }
    out.u8(0x7E).u16(user.length + 1).u8(5).add(user);
    return Tpkt.of(out.array());
  }

  /** H323-UserInformation alone. */
  public byte[] userInformation() {
    boolean data = gen.oneIn(3);
    boolean more = parts.later(6);
    Per out = new Per().bit(more).bit(data);
    pdu(out);
    if (data) {
      boolean moreOfData = parts.later(4);
      int length = gen.between(1, 131);
      out.bit(moreOfData).integer(gen.below(256), 0, 255);
      out.integer(length, 1, 131).octets(gen.bytes(length));
      parts.unknownAdditions(out, moreOfData);
    }
    parts.unknownAdditions(out, more);
    return out.array();
  }

  private void pdu(Per out) {
    boolean nonStandard = gen.oneIn(3);
    boolean more = !tunnelled.isEmpty() || parts.later(2);
    out.bit(more).bit(nonStandard);
    if (body.alternative < Body.ROOT) {
      out.bit(false).bits(body.alternative, 3);
      body(out);
    } else {
      Per open = new Per();
      body(open);
      out.bit(true).small(body.alternative - Body.ROOT).open(open);
    }
    if (nonStandard) {
      parts.nonStandard(out);
    }
    if (more) {
      @Nullable Per[] additions = new Per[gen.between(3, 10)];
      for (int i = 3; i < additions.length; i++) {
        additions[i] = parts.later(3) ? parts.noise() : null;
      }
      if (parts.later(3)) {
        additions[0] = strings(List.of(gen.bytes(9), gen.bytes(200)));
      }
      additions[1] = new Per().bit(!tunnelled.isEmpty());
      if (!tunnelled.isEmpty()) {
        additions[2] = strings(tunnelled);
      }
      out.additions(Arrays.asList(additions));
    }
  }

  private static Per strings(List<byte[]> values) {
    Per out = new Per().length(values.size());
    values.forEach(out::string);
    return out;
  }

  private void body(Per out) {
    switch (body) {
      case SETUP -> setup(out);
      case CALL_PROCEEDING, ALERTING -> underWay(out);
      case CONNECT -> connect(out);
      case INFORMATION -> information(out);
      case RELEASE_COMPLETE -> releaseComplete(out);
      case FACILITY -> facility(out);
      case PROGRESS -> progress(out);
      case EMPTY -> {}
      default -> {
        out.bit(false).bits(0, 2);
        parts.protocolIdentifier(out);
        out.bit(false);
        parts.guid(out);
      }
    }
  }

  private boolean hasControl() {
    return control.isPresent() || otherControl;
  }

  private void control(Per out) {
    if (otherControl) {
      parts.otherAddress(out);
    } else {
      control.ifPresent(address -> address.h225(out));
    }
  }

  private void setup(Per out) {
    boolean[] there = new boolean[7];
    boolean more = additional();
    out.bit(more);
    for (int i = 0; i < there.length; i++) {
      there[i] = i == 0 ? hasControl() : gen.flip();
      out.bit(there[i]);
    }
    parts.protocolIdentifier(out);
    control(out);
    if (there[1]) {
      parts.several(out, gen.between(1, 3), parts::alias);
    }
    parts.endpointType(out);
    if (there[2]) {
      parts.several(out, gen.between(1, 3), parts::alias);
    }
    if (there[3]) {
      someAddress(out);
    }
    if (there[4]) {
      parts.several(out, gen.between(1, 2), parts::alias);
    }
    if (there[5]) {
      parts.several(out, gen.below(3), each -> each.integer(gen.below(65_536), 0, 65_535));
    }
    out.bit(gen.flip());
    parts.guid(out);
    parts.reason(out, 3);
    if (there[6]) {
      parts.services(out);
    }
    parts.reason(out, 4);
    if (more) {
      additions(out, parallel.isEmpty() ? gen.between(7, 28) : gen.between(25, 28), 6, 2);
    }
  }

  private void someAddress(Per out) {
    if (gen.flip()) {
      new Transport(gen.address4(), gen.between(0, 65_535)).h225(out);
    } else {
      parts.otherAddress(out);
    }
  }

  /** CallProceeding and Alerting. */
  private void underWay(Per out) {
    boolean more = additional();
    out.bit(more).bit(hasControl());
    parts.protocolIdentifier(out);
    parts.endpointType(out);
    control(out);
    if (more) {
      additions(out, gen.between(5, 14), 4, 0);
    }
  }

  private void connect(Per out) {
    boolean more = additional();
    out.bit(more).bit(hasControl());
    parts.protocolIdentifier(out);
    control(out);
    parts.endpointType(out);
    parts.guid(out);
    if (more) {
      additions(out, gen.between(5, 15), 4, 0);
    }
  }

  private void information(Per out) {
    boolean more = additional();
    out.bit(more);
    parts.protocolIdentifier(out);
    if (more) {
      additions(out, gen.between(4, 6), 3, 0);
    }
  }

  private void releaseComplete(Per out) {
    boolean reason = gen.flip();
    boolean more = parts.later(2);
    out.bit(more).bit(reason);
    parts.protocolIdentifier(out);
    if (reason) {
      parts.reason(out, 12);
    }
    parts.unknownAdditions(out, more);
  }

  private void facility(Per out) {
    boolean more = additional() || hasControl();
    boolean alternative = gen.flip();
    boolean alias = gen.flip();
    boolean conference = gen.flip();
    out.bit(more).bit(alternative).bit(alias).bit(conference);
    parts.protocolIdentifier(out);
    if (alternative) {
      someAddress(out);
    }
    if (alias) {
      parts.several(out, gen.between(1, 2), parts::alias);
    }
    if (conference) {
      parts.guid(out);
    }
    parts.reason(out, 4);
    if (more) {
      additions(out, gen.between(8, 16), 7, 0);
    }
  }

  /** Its fast start stands in the root, behind what secures the call. */
  private void progress(Per out) {
    boolean more = parts.later(2);
    boolean security = gen.flip();
    out.bit(more).bit(hasControl()).bit(security).bit(false).bit(false);
    out.bit(!fastStart.isEmpty());
    parts.protocolIdentifier(out);
    parts.endpointType(out);
    control(out);
    out.bit(false);
    parts.guid(out);
    if (security) {
      parts.security(out);
    }
    if (!fastStart.isEmpty()) {
      out.length(fastStart.size());
      fastStart.forEach(out::string);
    }
    parts.unknownAdditions(out, more);
  }

  private boolean additional() {
    return !fastStart.isEmpty() || !parallel.isEmpty() || parts.later(2);
  }

  /** So many additions, of which some have a meaning and the rest are noise. */
  private void additions(Per out, int count, int starts, int identifier) {
    List<@Nullable Per> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i == starts) {
        all.add(fastStart.isEmpty() ? null : strings(fastStart));
      } else if (i == identifier) {
        all.add(parts.callIdentifier());
      } else if (body == Body.FACILITY && i == 6) {
        Per address = new Per();
        control(address);
        all.add(hasControl() ? address : null);
      } else if (body == Body.SETUP && i == 24) {
        all.add(parallel.isEmpty() ? null : strings(parallel));
      } else {
        all.add(parts.later(3) ? parts.noise() : null);
      }
    }
    out.additions(all);
  }
}
