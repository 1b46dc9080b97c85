package dev.sluice.testkit.h323;

import dev.sluice.testkit.Gen;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages of registration, admission and status (H.225.0's RasMessage), one a datagram. What is
 * not asked for by name is drawn from the generator. Not threadsafe.
 */
public final class Ras {
  private final Gen gen;
  private final H225Parts parts;
  private final int sequence;
  private List<Transport> signalling = List.of();
  private List<Transport> ras = List.of();
  private OptionalLong timeToLive = OptionalLong.empty();
  private boolean keepAlive;

  /**
   * @param sequence requestSeqNum, from 1
   */
  public Ras(int sequence, Gen gen) {
    this.sequence = sequence;
    this.gen = gen;
    parts = new H225Parts(gen);
  }

  /** Draws nothing that is left to later versions. */
  public Ras plain() {
    parts.plain();
    return this;
  }

  /** Where call signalling is taken; messages of one address take the first. */
  public Ras signalling(Transport... addresses) {
    signalling = List.of(addresses);
    return this;
  }

  /** Where RAS is taken. */
  public Ras ras(Transport... addresses) {
    ras = List.of(addresses);
    return this;
  }

  /** Seconds that a registration lasts. */
  public Ras timeToLive(long seconds) {
    timeToLive = OptionalLong.of(seconds);
    return this;
  }

  /** A registration that only goes on. */
  public Ras keepAlive() {
    keepAlive = true;
    return this;
  }

  private Per choice(int alternative) {
    return new Per().bit(false).bits(alternative, 5);
  }

  private void sequence(Per out) {
    out.integer(sequence, 1, 65_535);
  }

  private void addresses(Per out, List<Transport> all) {
    boolean other = gen.oneIn(4);
    out.length(all.size() + (other ? 1 : 0));
    if (other) {
      parts.otherAddress(out);
    }
    all.forEach(address -> address.h225(out));
  }

  private static Per seconds(long value) {
    return new Per().integer(value, 1, 0xFFFF_FFFFL);
  }

  /** GatekeeperConfirm. */
  public byte[] gatekeeperConfirm() {
    boolean more = parts.later(2);
    boolean data = gen.oneIn(3);
    boolean name = gen.flip();
    Per out = choice(1).bit(more).bit(data).bit(name);
    sequence(out);
    parts.protocolIdentifier(out);
    if (data) {
      parts.nonStandard(out);
    }
    if (name) {
      parts.identifier(out);
    }
    ras.getFirst().h225(out);
    parts.unknownAdditions(out, more);
    return out.array();
  }

  /** RegistrationRequest. */
  public byte[] registrationRequest() {
    boolean more = keepAlive || timeToLive.isPresent() || parts.later(2);
    boolean data = gen.oneIn(3);
    boolean alias = gen.flip();
    boolean name = gen.flip();
    Per out = choice(3).bit(more).bit(data).bit(alias).bit(name);
    sequence(out);
    parts.protocolIdentifier(out);
    if (data) {
      parts.nonStandard(out);
    }
    out.bit(gen.flip());
    addresses(out, signalling);
    addresses(out, ras);
    parts.endpointType(out);
    if (alias) {
      parts.several(out, gen.below(4), parts::alias);
    }
    if (name) {
      parts.identifier(out);
    }
    parts.vendor(out);
    if (more) {
      @Nullable Per[] additions = new Per[gen.between(6, 27)];
      if (timeToLive.isPresent()) {
        additions[1] = seconds(timeToLive.getAsLong());
      }
      additions[5] = new Per().bit(keepAlive);
      out.additions(filled(additions, 1, 5));
    }
    return out.array();
  }

  /** RegistrationConfirm. */
  public byte[] registrationConfirm() {
    boolean more = timeToLive.isPresent() || parts.later(2);
    boolean data = gen.oneIn(3);
    boolean alias = gen.flip();
    boolean name = gen.flip();
    Per out = choice(4).bit(more).bit(data).bit(alias).bit(name);
    sequence(out);
    parts.protocolIdentifier(out);
    if (data) {
      parts.nonStandard(out);
    }
    addresses(out, signalling);
    if (alias) {
      parts.several(out, gen.below(4), parts::alias);
    }
    if (name) {
      parts.identifier(out);
    }
    parts.identifier(out);
    if (more) {
      @Nullable Per[] additions = new Per[gen.between(2, 22)];
      if (timeToLive.isPresent()) {
        additions[1] = seconds(timeToLive.getAsLong());
      }
      out.additions(filled(additions, 1, 1));
    }
    return out.array();
  }

  /** RegistrationReject. */
  public byte[] registrationReject() {
    boolean more = parts.later(2);
    Per out = choice(5).bit(more).bit(false).bit(false);
    sequence(out);
    parts.protocolIdentifier(out);
    // Its fifth reason is a list; the others are empty.
    out.bit(false).bits(gen.below(4), 3);
    parts.unknownAdditions(out, more);
    return out.array();
  }

  /** UnregistrationRequest. */
  public byte[] unregistrationRequest() {
    boolean more = parts.later(2);
    boolean alias = gen.flip();
    boolean data = gen.oneIn(3);
    boolean name = gen.flip();
    Per out = choice(6).bit(more).bit(alias).bit(data).bit(name);
    sequence(out);
    addresses(out, signalling);
    if (alias) {
      parts.several(out, gen.below(4), parts::alias);
    }
    if (data) {
      parts.nonStandard(out);
    }
    if (name) {
      parts.identifier(out);
    }
    parts.unknownAdditions(out, more);
    return out.array();
  }

  /** The beginning of an AdmissionRequest, which is all that anyone here reads of it. */
  public byte[] admissionRequest() {
    Per out = choice(9).bit(false).bits(gen.below(128), 7);
    sequence(out);
    return out.octets(gen.bytes(40)).array();
  }

  /** AdmissionConfirm. */
  public byte[] admissionConfirm() {
    boolean more = parts.later(2);
    boolean frequency = gen.flip();
    boolean data = gen.oneIn(3);
    Per out = choice(10).bit(more).bit(frequency).bit(data);
    sequence(out);
    out.integer(gen.anyLong() & 0xFFFF_FFFFL, 0, 0xFFFF_FFFFL);
    parts.reason(out, 2);
    signalling.getFirst().h225(out);
    if (frequency) {
      out.integer(gen.between(1, 65_535), 1, 65_535);
    }
    if (data) {
      parts.nonStandard(out);
    }
    parts.unknownAdditions(out, more);
    return out.array();
  }

  /** The beginning of a LocationRequest, which is all that anyone here reads of it. */
  public byte[] locationRequest() {
    Per out = choice(18).bit(false).bits(gen.below(4), 2);
    sequence(out);
    return out.octets(gen.bytes(30)).array();
  }

  /** LocationConfirm. */
  public byte[] locationConfirm() {
    boolean more = parts.later(2);
    boolean data = gen.oneIn(3);
    Per out = choice(19).bit(more).bit(data);
    sequence(out);
    signalling.getFirst().h225(out);
    ras.getFirst().h225(out);
    if (data) {
      parts.nonStandard(out);
    }
    parts.unknownAdditions(out, more);
    return out.array();
  }

  /** Noise in place of the additions that nobody asked for. */
  private List<@Nullable Per> filled(@Nullable Per[] additions, int meant, int alsoMeant) {
    for (int i = 0; i < additions.length; i++) {
      if (i != meant && i != alsoMeant && parts.later(3)) {
        additions[i] = parts.noise();
      }
    }
    return Arrays.asList(additions);
  }
}
