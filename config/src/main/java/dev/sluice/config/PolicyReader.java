package dev.sluice.config;

import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TrackingSettings;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Reads the text of a policy file. Never throws, whatever the bytes. */
public final class PolicyReader {
  private PolicyReader() {}

  /**
   * Reads a whole file.
   *
   * @param file its name in problems
   * @param lenient whether a rule that asks for something unsupported is left out with a warning
   *     instead of being an error
   */
  public static Reading read(String file, byte[] text, boolean lenient) {
    Policy policy =
        new Policy(
            Firewall.empty(Family.IPV4),
            Firewall.empty(Family.IPV6),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            TrackingSettings.DEFAULT,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ZoneOffset.UTC);
    return new Reading(Config.EMPTY, policy, List.of(), 0, Map.of());
  }
}
