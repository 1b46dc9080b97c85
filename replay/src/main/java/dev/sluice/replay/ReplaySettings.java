package dev.sluice.replay;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.policy.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How captures are replayed. Immutable.
 *
 * @param interfaces where addresses live, as the user said it; empty leaves it to the policy
 * @param router the router's own addresses beside those of the policy
 * @param l7Filter the original layer-7 behaviour
 * @param listing which connections the report lists
 * @param accepted where packets that passed are written
 * @param dropped where packets that did not pass are written
 * @param log where the policy's log lines are written
 * @param workers cores to use; from 2 on the captures are read ahead by a thread of their own. The
 *     result is the same for every number, because one engine sees all packets in one order
 */
public record ReplaySettings(
    List<Attachment> interfaces,
    List<Address> router,
    boolean l7Filter,
    Listing listing,
    Optional<Path> accepted,
    Optional<Path> dropped,
    Optional<Path> log,
    int workers) {

  /** Which connections a report lists. */
  public enum Listing {
    /** The {@link Report#TOP} with the most bytes. */
    TOP,
    ALL,
    /** Those in which a layer-7 pattern has matched. */
    MATCHED,
    NONE
  }

  public static final ReplaySettings DEFAULT =
      new ReplaySettings(
          List.of(),
          List.of(),
          false,
          Listing.TOP,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1);

  public ReplaySettings {
    interfaces = List.copyOf(interfaces);
    router = List.copyOf(router);
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers);
    }
  }

  public ReplaySettings withListing(Listing other) {
    return new ReplaySettings(interfaces, router, l7Filter, other, accepted, dropped, log, workers);
  }

  public ReplaySettings withWorkers(int other) {
    return new ReplaySettings(interfaces, router, l7Filter, listing, accepted, dropped, log, other);
  }
}
