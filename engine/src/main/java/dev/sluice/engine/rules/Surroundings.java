package dev.sluice.engine.rules;

import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Layer7Protocol;
import java.time.ZoneId;
import java.util.List;

/**
 * What rules ask besides the packet. Made once a run, before rules are compiled.
 *
 * @param layer7 the policy's, active or not
 */
public record Surroundings(
    Routes routes,
    AddressLists lists,
    Marks marks,
    Applications applications,
    List<Layer7Protocol> layer7,
    ZoneId zone,
    RuleStates states) {

  public Surroundings {
    layer7 = List.copyOf(layer7);
  }
}
