package dev.sluice.replay;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Hotspot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run was told about its packets that no capture can tell, in sentences. */
final class Assumed {
  private Assumed() {}

  static List<String> sentences(Assumptions given) {
    List<String> said = new ArrayList<>();
    if (given.ipsecIn()) {
      said.add("every packet is taken to have come out of IPsec (--assume ipsec=in)");
    }
    if (given.ipsecOut()) {
      said.add("every packet is taken to go into IPsec (--assume ipsec=out)");
    }
    List<String> hotspot = new ArrayList<>();
    for (Hotspot fact : Hotspot.values()) {
      if ((given.hotspot() >>> fact.ordinal() & 1) != 0) {
        hotspot.add(fact.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
    if (!hotspot.isEmpty()) {
      said.add("for every packet hotspot is taken as " + String.join(", ", hotspot));
    }
    if (given.realm() != 0) {
      said.add("every route is taken to have realm " + given.realm());
    }
    return said;
  }
}
