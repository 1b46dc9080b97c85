package dev.sluice.policy;

import java.time.ZoneId;
import java.util.List;

/** The meaning of one configuration, whole. Immutable. */
public record Policy(
    Firewall ipv4,
    Firewall ipv6,
    List<Layer7Protocol> layer7,
    List<Interface> interfaces,
    List<InterfaceList> interfaceLists,
    List<InterfaceAddress> addresses,
    List<Route> routes,
    TrackingSettings tracking,
    List<ServicePort> servicePorts,
    List<QueueTree> queueTrees,
    List<SimpleQueue> simpleQueues,
    List<QueueType> queueTypes,
    ZoneId zone) {

  public Policy {
    layer7 = List.copyOf(layer7);
    interfaces = List.copyOf(interfaces);
    interfaceLists = List.copyOf(interfaceLists);
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    servicePorts = List.copyOf(servicePorts);
    queueTrees = List.copyOf(queueTrees);
    simpleQueues = List.copyOf(simpleQueues);
    queueTypes = List.copyOf(queueTypes);
  }

  public Firewall firewall(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }
}
