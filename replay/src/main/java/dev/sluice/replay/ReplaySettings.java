package dev.sluice.replay;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.rules.Assumptions;
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
 * @param queues where is written what each queue did in each second
 * @param sent where is written what the router would have sent of its own accord
 * @param sniffed where packets that sniff-tzsp or sniff-pc copied are written
 * @param assumed what no capture can tell
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
    Optional<Path> queues,
    Optional<Path> sent,
    Optional<Path> sniffed,
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
          List.of(),
          List.of(),
          false,
          Listing.TOP,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Assumptions.NONE,
          1);

  public ReplaySettings {
    interfaces = List.copyOf(interfaces);
    router = List.copyOf(router);
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers);
    }
  }

  /** Without what only some runs ask for. */
  public ReplaySettings(
      List<Attachment> interfaces,
      List<Address> router,
      boolean l7Filter,
      Listing listing,
      Optional<Path> accepted,
      Optional<Path> dropped,
      Optional<Path> log,
      int workers) {
    this(
        interfaces,
        router,
        l7Filter,
        listing,
        accepted,
        dropped,
        log,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Assumptions.NONE,
        workers);
  }

  public ReplaySettings withListing(Listing other) {
    return new ReplaySettings(
        interfaces,
        router,
        l7Filter,
        other,
        accepted,
        dropped,
        log,
        queues,
        sent,
        sniffed,
        assumed,
        workers);
  }

  public ReplaySettings withWorkers(int other) {
    return new ReplaySettings(
        interfaces,
        router,
        l7Filter,
        listing,
        accepted,
        dropped,
        log,
        queues,
        sent,
        sniffed,
        assumed,
        other);
  }

  public ReplaySettings withAssumed(Assumptions other) {
    return new ReplaySettings(
        interfaces,
        router,
        l7Filter,
        listing,
        accepted,
        dropped,
        log,
        queues,
        sent,
        sniffed,
        other,
        workers);
  }

  /** Where queues, answers and copies are written. */
  public ReplaySettings withExtras(
      Optional<Path> queueFile, Optional<Path> sentFile, Optional<Path> sniffedFile) {
    return new ReplaySettings(
        interfaces,
        router,
        l7Filter,
        listing,
        accepted,
        dropped,
        log,
        queueFile,
        sentFile,
        sniffedFile,
        assumed,
        workers);
  }
}
