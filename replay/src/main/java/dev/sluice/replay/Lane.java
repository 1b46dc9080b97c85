package dev.sluice.replay;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Policy;
import dev.sluice.wire.PacketView;
import java.util.ArrayList;
import java.util.List;

/**
 * One engine, set up and fed as a replay does it. Whatever shows packets to a policy goes through
 * here, so that replay, explain, diff and test cannot disagree. Packet time is the only time; where
 * it goes backwards, it stands still. For one thread.
 */
public final class Lane {
  private final Interfaces interfaces;
  private final Routes routes;
  private final Datapath datapath;
  private final List<String> assumed;
  private long now = Long.MIN_VALUE;

  public Lane(Policy given, ReplaySettings settings, Observer observer) {
    interfaces = Interfaces.of(given, settings);
    routes = new Routes(interfaces.topology(), interfaces.policy());
    EngineSettings defaults = EngineSettings.DEFAULT;
    EngineSettings engine =
        defaults
            .withLayer7(
                defaults.layer7().forIpv6(), defaults.layer7().inSequence(), settings.l7Filter())
            .withAssumptions(settings.assumed());
    assumed = Assumed.sentences(settings.assumed());
    datapath = new Datapath(interfaces.policy(), interfaces.topology(), engine, observer);
  }

  /** The policy as it is run: with what had to be assumed of its interfaces. */
  public Policy policy() {
    return interfaces.policy();
  }

  /** Sentences about what was assumed. */
  public List<String> assumptions() {
    List<String> all = new ArrayList<>(interfaces.assumptions());
    all.addAll(assumed);
    return all;
  }

  public Datapath datapath() {
    return datapath;
  }

  public List<String> interfaceNames() {
    return interfaces.topology().interfaces();
  }

  /** The number of an interface, or -1. */
  public int interfaceIndex(String name) {
    return routes.interfaceIndex(name);
  }

  /** Moves the time to that of the next packet, IP or not. False: it is earlier than the last. */
  public boolean advance(long timestamp) {
    if (timestamp < now) {
      return false;
    }
    now = timestamp;
    return true;
  }

  public long now() {
    return now;
  }

  /**
   * Shows a packet that was captured.
   *
   * @param view with status OK
   * @param capturedAt the interface that the capture names, or -1
   */
  public Verdict captured(PacketView view, int capturedAt) {
    return datapath.process(view, arrival(view, capturedAt), now);
  }

  /** Shows a packet that came in by this interface, or where its source lives if that is -1. */
  public Verdict arrived(PacketView view, int inInterface) {
    return datapath.process(view, inInterface, now);
  }

  /**
   * A capture at one interface holds both directions: what leaves by it came in by the interface
   * that leads to its source.
   */
  private int arrival(PacketView view, int capturedAt) {
    if (capturedAt < 0) {
      return -1;
    }
    boolean six = view.six();
    int to =
        routes.interfaceOf(view.destinationHigh(), view.destinationLow(), six, Routes.MAIN_TABLE);
    if (to != capturedAt) {
      return capturedAt;
    }
    int from = routes.interfaceOf(view.sourceHigh(), view.sourceLow(), six, Routes.MAIN_TABLE);
    return from == Routes.NONE ? capturedAt : from;
  }
}
