package dev.sluice.engine;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.engine.rules.Evaluator;
import dev.sluice.engine.track.Profile;

/**
 * What a run may choose that no policy says. Immutable.
 *
 * @param seed of every hash and random number
 */
public record EngineSettings(
    long seed,
    Limits limits,
    Layer7 layer7,
    Profile profile,
    Assumptions assumptions,
    Evaluator evaluator) {

  /**
   * Limits on what traffic can make grow.
   *
   * @param connections the table's size; beyond it new connections are refused or old ones evicted
   * @param listEntries how many entries rules may add to all address lists of a family
   * @param limitFlows how many flows one dst-limit keeps
   */
  public record Limits(int connections, int listEntries, int limitFlows) {}

  /**
   * What layer 7 looks at.
   *
   * @param packets so many packets with payload of a connection
   * @param bytes and so many payload bytes
   * @param forIpv6 an extension of RouterOS
   * @param inSequence whether TCP payload is inspected in sequence rather than as it arrives
   * @param originals the originals' dialect and habits
   */
  public record Layer7(
      int packets, int bytes, boolean forIpv6, boolean inSequence, boolean originals) {}

  public static final EngineSettings DEFAULT =
      new EngineSettings(
          1,
          new Limits(1 << 18, 1 << 18, 1 << 14),
          new Layer7(10, 2048, true, true, false),
          Profile.ROUTEROS,
          Assumptions.NONE,
          Evaluator.INDEX);

  public EngineSettings withSeed(long value) {
    return new EngineSettings(value, limits, layer7, profile, assumptions, evaluator);
  }

  public EngineSettings withMaxConnections(int value) {
    return with(new Limits(value, limits.listEntries(), limits.limitFlows()));
  }

  /** The limits on what traffic can make grow besides connections. */
  public EngineSettings withStateLimits(int listEntries, int limitFlows) {
    return with(new Limits(limits.connections(), listEntries, limitFlows));
  }

  private EngineSettings with(Limits value) {
    return new EngineSettings(seed, value, layer7, profile, assumptions, evaluator);
  }

  /** The window of layer 7. */
  public EngineSettings withWindow(int packets, int bytes) {
    return with(
        new Layer7(packets, bytes, layer7.forIpv6(), layer7.inSequence(), layer7.originals()));
  }

  /** How layer 7 behaves: for IPv6 too, in sequence, as the originals did. */
  public EngineSettings withLayer7(boolean forIpv6, boolean inSequence, boolean originals) {
    return with(new Layer7(layer7.packets(), layer7.bytes(), forIpv6, inSequence, originals));
  }

  private EngineSettings with(Layer7 value) {
    return new EngineSettings(seed, limits, value, profile, assumptions, evaluator);
  }

  public EngineSettings withProfile(Profile value) {
    return new EngineSettings(seed, limits, layer7, value, assumptions, evaluator);
  }

  public EngineSettings withAssumptions(Assumptions value) {
    return new EngineSettings(seed, limits, layer7, profile, value, evaluator);
  }

  public EngineSettings withEvaluator(Evaluator value) {
    return new EngineSettings(seed, limits, layer7, profile, assumptions, value);
  }
}
