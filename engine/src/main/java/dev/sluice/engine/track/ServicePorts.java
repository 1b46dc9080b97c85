package dev.sluice.engine.track;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Origin;
import dev.sluice.policy.ServicePort;
import java.util.ArrayList;
import java.util.List;

/** The rows of /ip firewall service-port as RouterOS has them where a policy says nothing. */
public final class ServicePorts {
  private ServicePorts() {}

  /** A row for each helper: the policy's, with RouterOS's own ports where it names none. */
  public static List<ServicePort> of(List<ServicePort> written) {
    List<ServicePort> all = new ArrayList<>();
    for (Helper helper : Helper.values()) {
      ServicePort row =
          written.stream()
              .filter(w -> w.helper() == helper)
              .reduce((earlier, later) -> later)
              .orElse(new ServicePort(helper, List.of(), offByDefault(helper), Origin.NONE));
      all.add(
          row.ports().isEmpty()
              ? new ServicePort(helper, usual(helper), row.disabled(), row.sip(), row.origin())
              : row);
    }
    return List.copyOf(all);
  }

  private static boolean offByDefault(Helper helper) {
    return helper == Helper.IRC || helper == Helper.RTSP;
  }

  private static List<Integer> usual(Helper helper) {
    return switch (helper) {
      case FTP -> List.of(21);
      case TFTP -> List.of(69);
      case IRC -> List.of(6667);
      case SIP -> List.of(5060, 5061);
      case PPTP -> List.of(1723);
      case H323 -> List.of(1720);
      case RTSP -> List.of(554);
      // RouterOS has no row of it. id's own master server listened there.
      case QUAKE3 -> List.of(27_950);
    };
  }
}
