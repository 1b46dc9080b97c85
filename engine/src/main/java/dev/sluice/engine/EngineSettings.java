package dev.sluice.engine;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.engine.rules.Evaluator;
import dev.sluice.engine.track.Profile;

/**
 * What a run may choose that no policy says. Immutable.
 *
 * @param seed of every hash and random number
 * @param maxConnections the table's size; beyond it new connections are refused or old ones evicted
 * @param windowPackets layer 7 looks at so many packets with payload of a connection
 * @param windowBytes and at so many payload bytes
 * @param layer7ForIpv6 an extension of RouterOS
 * @param inSequence whether TCP payload is inspected in sequence rather than as it arrives
 * @param l7Filter the originals' dialect and habits
 * @param maxListEntries how many entries rules may add to all address lists of a family
 * @param maxLimitFlows how many flows one dst-limit keeps
 */
public record EngineSettings(
    long seed,
    int maxConnections,
    int windowPackets,
    int windowBytes,
    boolean layer7ForIpv6,
    boolean inSequence,
    boolean l7Filter,
    Profile profile,
    Assumptions assumptions,
    Evaluator evaluator,
    int maxListEntries,
    int maxLimitFlows) {

  public static final EngineSettings DEFAULT =
      new EngineSettings(
          1,
          1 << 18,
          10,
          2048,
          true,
          true,
          false,
          Profile.ROUTEROS,
          Assumptions.NONE,
          Evaluator.INDEX,
          1 << 18,
          1 << 14);

  public EngineSettings withSeed(long value) {
    return new EngineSettings(
        value,
        maxConnections,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        assumptions,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  public EngineSettings withMaxConnections(int value) {
    return new EngineSettings(
        seed,
        value,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        assumptions,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  /** The window of layer 7. */
  public EngineSettings withWindow(int packets, int bytes) {
    return new EngineSettings(
        seed,
        maxConnections,
        packets,
        bytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        assumptions,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  /** How layer 7 behaves: for IPv6 too, in sequence, as the originals did. */
  public EngineSettings withLayer7(boolean forIpv6, boolean sequence, boolean originals) {
    return new EngineSettings(
        seed,
        maxConnections,
        windowPackets,
        windowBytes,
        forIpv6,
        sequence,
        originals,
        profile,
        assumptions,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  public EngineSettings withProfile(Profile value) {
    return new EngineSettings(
        seed,
        maxConnections,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        value,
        assumptions,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  public EngineSettings withAssumptions(Assumptions value) {
    return new EngineSettings(
        seed,
        maxConnections,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        value,
        evaluator,
        maxListEntries,
        maxLimitFlows);
  }

  public EngineSettings withEvaluator(Evaluator value) {
    return new EngineSettings(
        seed,
        maxConnections,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        assumptions,
        value,
        maxListEntries,
        maxLimitFlows);
  }

  /** The limits on what traffic can make grow besides connections. */
  public EngineSettings withStateLimits(int listEntries, int limitFlows) {
    return new EngineSettings(
        seed,
        maxConnections,
        windowPackets,
        windowBytes,
        layer7ForIpv6,
        inSequence,
        l7Filter,
        profile,
        assumptions,
        evaluator,
        listEntries,
        limitFlows);
  }
}
