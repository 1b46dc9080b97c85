package dev.sluice.replay.spec;

import dev.sluice.policy.Address;
import dev.sluice.replay.spec.Literals.Endpoint;
import dev.sluice.wire.PacketView;
import java.util.Optional;

/** A conversation named by its two ends, in either order; a port that is not said is any. */
public record EndsPattern(Endpoint one, Endpoint other) {
  /** Reads {@code ADDRESS[:PORT] > ADDRESS[:PORT]}. */
  public static Optional<EndsPattern> of(String text) {
    String[] ends = text.strip().split("\\s*>\\s*", -1);
    if (ends.length != 2) {
      return Optional.empty();
    }
    Optional<Endpoint> one = Literals.endpoint(ends[0]);
    Optional<Endpoint> other = Literals.endpoint(ends[1]);
    return one.isPresent() && other.isPresent()
        ? Optional.of(new EndsPattern(one.get(), other.get()))
        : Optional.empty();
  }

  /** Whether the packet, with status OK, belongs to it. */
  public boolean holds(PacketView view) {
    return (from(view, one) && to(view, other)) || (from(view, other) && to(view, one));
  }

  private static boolean from(PacketView view, Endpoint end) {
    return is(view, end.address(), view.sourceHigh(), view.sourceLow())
        && (end.port() < 0 || (view.hasPorts() && view.sourcePort() == end.port()));
  }

  private static boolean to(PacketView view, Endpoint end) {
    return is(view, end.address(), view.destinationHigh(), view.destinationLow())
        && (end.port() < 0 || (view.hasPorts() && view.destinationPort() == end.port()));
  }

  private static boolean is(PacketView view, Address address, long high, long low) {
    return view.six() == (address.bits() == 128) && address.high() == high && address.low() == low;
  }
}
