package dev.sluice.replay;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Address;
import java.util.List;

/**
 * How captures are replayed. Immutable.
 *
 * @param interfaces where addresses live, as the user said it; empty leaves it to the policy
 * @param router the router's own addresses beside those of the policy
 * @param l7Filter the original layer-7 behaviour
 * @param listing which connections the report lists
 * @param files what is written beside the report
 * @param assumed what no capture can tell
 * @param workers cores to use; from 2 on the captures are read ahead by a thread of their own. The
 *     result is the same for every number, because one engine sees all packets in one order
 */
public record ReplaySettings(
    List<Attachment> interfaces,
    List<Address> router,
    boolean l7Filter,
    Listing listing,
    OutputFiles files,
    Assumptions assumed,
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
          List.of(), List.of(), false, Listing.TOP, OutputFiles.NONE, Assumptions.NONE, 1);

  public ReplaySettings {
    interfaces = List.copyOf(interfaces);
    router = List.copyOf(router);
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers);
    }
  }

  /** Where addresses live, and which are the router's own. */
  public ReplaySettings at(List<Attachment> places, List<Address> own) {
    return new ReplaySettings(places, own, l7Filter, listing, files, assumed, workers);
  }

  public ReplaySettings withListing(Listing other) {
    return new ReplaySettings(interfaces, router, l7Filter, other, files, assumed, workers);
  }

  public ReplaySettings withFiles(OutputFiles other) {
    return new ReplaySettings(interfaces, router, l7Filter, listing, other, assumed, workers);
  }

  public ReplaySettings withAssumed(Assumptions other) {
    return new ReplaySettings(interfaces, router, l7Filter, listing, files, other, workers);
  }

  public ReplaySettings withWorkers(int other) {
    return new ReplaySettings(interfaces, router, l7Filter, listing, files, assumed, other);
  }
}
