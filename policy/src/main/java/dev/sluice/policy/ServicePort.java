package dev.sluice.policy;

import java.util.List;

/** One row of /ip firewall service-port: a helper and the ports it listens on. */
public record ServicePort(Helper helper, List<Integer> ports, boolean disabled, Origin origin) {
  public ServicePort {
    ports = List.copyOf(ports);
  }
}
