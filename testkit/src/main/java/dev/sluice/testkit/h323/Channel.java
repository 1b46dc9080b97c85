package dev.sluice.testkit.h323;

import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * H.245's OpenLogicalChannel and its acknowledgment. What is not asked for by name is drawn from
 * the generator. Not threadsafe.
 */
public final class Channel {
  private static final int OPEN = 3;
  private static final int ACKNOWLEDGE = 5;

  private final Gen gen;
  private final H225Parts parts;
  private final DataTypes types;
  private final Media forward = new Media();
  private final Media reverse = new Media();
  private boolean both;
  private boolean data;
  private Optional<Transport> stack = Optional.empty();
  private boolean multicastStack;

  public Channel(Gen gen) {
    this.gen = gen;
    parts = new H225Parts(gen);
    types = new DataTypes(gen, parts);
  }

  /** Draws nothing that is left to later versions. */
  public Channel plain() {
    parts.plain();
    return this;
  }

  /** Where one direction of a channel is taken. */
  private static final class Media {
    private Optional<Transport> channel = Optional.empty();
    private Optional<Transport> reports = Optional.empty();
    private boolean multicast;
  }

  /** Of the direction from the speaker: mediaChannel. */
  public Channel media(String address, int port) {
    forward.channel = Optional.of(new Transport(address, port));
    return this;
  }

  /** A multicast mediaChannel. */
  public Channel multicast(String address, int port) {
    forward.multicast = true;
    return media(address, port);
  }

  /** Of the direction from the speaker: mediaControlChannel. */
  public Channel reports(String address, int port) {
    forward.reports = Optional.of(new Transport(address, port));
    return this;
  }

  /** The same of the direction to the speaker, which makes the channel one of both. */
  public Channel reverseMedia(String address, int port) {
    both = true;
    reverse.channel = Optional.of(new Transport(address, port));
    return this;
  }

  /** The same of the direction to the speaker, which makes the channel one of both. */
  public Channel reverseReports(String address, int port) {
    both = true;
    reverse.reports = Optional.of(new Transport(address, port));
    return this;
  }

  /** A channel of T.120 with separateStack. */
  public Channel stack(String address, int port) {
    data = true;
    stack = Optional.of(new Transport(address, port));
    return this;
  }

  /** The same with a distribution that is not unicast. */
  public Channel multicastStack(String address, int port) {
    multicastStack = true;
    return stack(address, port);
  }

  /** OpenLogicalChannel alone, as fast start has it. */
  public byte[] open() {
    Per out = new Per();
    open(out);
    return out.array();
  }

  /** A message that asks to open the channel. */
  public byte[] request() {
    Per out = new Per().bit(false).bits(0, 2).bit(false).bits(OPEN, 4);
    open(out);
    return out.array();
  }

  /** A message that acknowledges it. */
  public byte[] acknowledgment() {
    Per out = new Per().bit(false).bits(1, 2).bit(false).bits(ACKNOWLEDGE, 5);
    boolean more = stack.isPresent() || forward.channel.isPresent() || forward.reports.isPresent();
    out.bit(more).bit(both).integer(gen.between(1, 65_535), 1, 65_535);
    if (both) {
      reverseOfAcknowledgment(out);
    }
    if (more) {
      @Nullable Per[] additions = new Per[gen.between(2, 4)];
      stack.ifPresent(address -> additions[0] = separateStack(address));
      if (forward.channel.isPresent() || forward.reports.isPresent()) {
        additions[1] = acknowledged();
      }
      for (int i = 2; i < additions.length; i++) {
        additions[i] = parts.later(2) ? parts.noise() : null;
      }
      out.additions(Arrays.asList(additions));
    }
    return out.array();
  }

  private void open(Per out) {
    boolean more = stack.isPresent() || parts.later(3);
    out.bit(more).bit(both).integer(gen.between(1, 65_535), 1, 65_535);
    boolean moreForward = parts.later(4);
    boolean port = gen.oneIn(3);
    out.bit(moreForward).bit(port);
    if (port) {
      out.integer(gen.below(65_536), 0, 65_535);
    }
    if (data) {
      types.t120(out);
    } else if (both && forward.channel.isEmpty() && gen.flip()) {
      types.nothing(out);
    } else {
      types.any(out);
    }
    multiplex(out, forward);
    parts.unknownAdditions(out, moreForward);
    if (both) {
      boolean moreReverse = parts.later(4);
      boolean parameters = reverse.channel.isPresent() || reverse.reports.isPresent();
      out.bit(moreReverse).bit(parameters);
      types.any(out);
      if (parameters) {
        multiplex(out, reverse);
      }
      parts.unknownAdditions(out, moreReverse);
    }
    if (more) {
      List<@Nullable Per> additions = new ArrayList<>();
      additions.add(stack.map(this::separateStack).orElse(null));
      for (int i = gen.below(3); i > 0; i--) {
        additions.add(parts.later(2) ? parts.noise() : null);
      }
      out.additions(additions);
    }
  }

  private void reverseOfAcknowledgment(Per out) {
    boolean more = parts.later(4);
    boolean port = gen.oneIn(3);
    boolean parameters = reverse.channel.isPresent() || reverse.reports.isPresent();
    out.bit(more).bit(port).bit(parameters).integer(gen.between(1, 65_535), 1, 65_535);
    if (port) {
      out.integer(gen.below(65_536), 0, 65_535);
    }
    if (parameters) {
      multiplex(out, reverse);
    }
    parts.unknownAdditions(out, more);
  }

  /** H2250LogicalChannelParameters, the first alternative that later versions added. */
  private void multiplex(Per out, Media media) {
    if (data && parts.later(3)) {
      // The alternative "none", for a stack of its own.
      out.bit(true).small(1).open(new Per());
      return;
    }
    out.bit(true).small(0).open(parameters(media));
  }

  private Per parameters(Media media) {
    boolean more = parts.later(4);
    boolean nonStandard = gen.oneIn(4);
    boolean associated = gen.oneIn(3);
    boolean guaranteed = gen.oneIn(3);
    boolean destination = gen.oneIn(4);
    boolean payload = gen.oneIn(3);
    Per out = new Per().bit(more).bit(nonStandard).bit(associated);
    out.bit(media.channel.isPresent()).bit(guaranteed);
    out.bit(media.reports.isPresent()).bit(guaranteed).bit(guaranteed);
    out.bit(destination).bit(payload).bit(false);
    if (nonStandard) {
      parts.several(out, gen.below(3), types::nonStandard);
    }
    out.integer(gen.below(256), 0, 255);
    if (associated) {
      out.integer(gen.between(1, 255), 1, 255);
    }
    media.channel.ifPresent(address -> channel(out, media, address));
    if (guaranteed) {
      out.bit(gen.flip());
    }
    media.reports.ifPresent(address -> address.h245(out));
    if (guaranteed) {
      out.bit(gen.flip()).bit(gen.flip());
    }
    if (destination) {
      out.bit(false).integer(gen.below(193), 0, 192).integer(gen.below(193), 0, 192);
    }
    if (payload) {
      out.integer(gen.between(96, 127), 96, 127);
    }
    parts.unknownAdditions(out, more);
    return out;
  }

  private static void channel(Per out, Media media, Transport address) {
    Consumer<Per> write = media.multicast ? address::h245Multicast : address::h245;
    write.accept(out);
  }

  /** H2250LogicalChannelAckParameters, the only alternative of its choice. */
  private Per acknowledged() {
    boolean more = parts.later(4);
    boolean nonStandard = gen.oneIn(4);
    boolean session = gen.flip();
    boolean payload = gen.oneIn(3);
    Per out = new Per().bit(false).bit(more).bit(nonStandard).bit(session);
    out.bit(forward.channel.isPresent()).bit(forward.reports.isPresent()).bit(payload);
    if (nonStandard) {
      parts.several(out, gen.below(3), types::nonStandard);
    }
    if (session) {
      out.integer(gen.between(1, 255), 1, 255);
    }
    forward.channel.ifPresent(address -> channel(out, forward, address));
    forward.reports.ifPresent(address -> address.h245(out));
    if (payload) {
      out.integer(gen.between(96, 127), 96, 127);
    }
    parts.unknownAdditions(out, more);
    return out;
  }

  /** NetworkAccessParameters. */
  private Per separateStack(Transport address) {
    boolean more = parts.later(4);
    boolean distribution = multicastStack || gen.flip();
    boolean reference = gen.oneIn(3);
    Per out = new Per().bit(more).bit(distribution).bit(reference);
    if (distribution) {
      out.bit(false).bit(multicastStack);
    }
    out.bit(false).bits(2, 2);
    address.h245(out);
    out.bit(gen.flip());
    if (reference) {
      int length = gen.between(1, 255);
      out.integer(length, 1, 255).octets(gen.bytes(length));
    }
    parts.unknownAdditions(out, more);
    return out;
  }
}
