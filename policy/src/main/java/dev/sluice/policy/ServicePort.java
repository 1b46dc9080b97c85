package dev.sluice.policy;

import java.util.List;

/**
 * One row of /ip firewall service-port: a helper and the ports it listens on.
 *
 * @param sip what only the row of sip has
 */
public record ServicePort(
    Helper helper, List<Integer> ports, boolean disabled, Sip sip, Origin origin) {
  public ServicePort {
    ports = List.copyOf(ports);
  }

  public ServicePort(Helper helper, List<Integer> ports, boolean disabled, Origin origin) {
    this(helper, ports, disabled, Sip.DEFAULT, origin);
  }

  /**
   * How SIP is read.
   *
   * @param directMedia whether media may only go between the two that signal
   * @param timeoutSeconds how long a signalling connection of UDP lives without packets
   */
  public record Sip(boolean directMedia, long timeoutSeconds) {
    public static final Sip DEFAULT = new Sip(true, 3_600);
  }
}
