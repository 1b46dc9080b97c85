package dev.sluice.replay;

import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Route;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingSettings;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Small policies for tests. */
final class Policies {
  static final Policy EMPTY = of(List.of(), List.of(), List.of());

  private Policies() {}

  static Policy of(
      List<InterfaceList> lists, List<InterfaceAddress> addresses, List<Route> routes) {
    return of(Firewall.empty(Family.IPV4), lists, addresses, routes);
  }

  static Policy of(
      Firewall four,
      List<InterfaceList> lists,
      List<InterfaceAddress> addresses,
      List<Route> routes) {
    return new Policy(
        four,
        Firewall.empty(Family.IPV6),
        List.of(),
        List.of(),
        lists,
        addresses,
        routes,
        TrackingSettings.DEFAULT,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        ZoneOffset.UTC);
  }

  /** A policy of IPv4 filter rules. */
  static Policy filter(Rule... rules) {
    Firewall empty = Firewall.empty(Family.IPV4);
    Table filter = new Table(Family.IPV4, TableName.FILTER, List.of(rules));
    return of(
        new Firewall(
            Family.IPV4, empty.raw(), empty.mangle(), empty.nat(), filter, empty.addressLists()),
        List.of(),
        List.of(),
        List.of());
  }

  static Policy withPatterns(Policy policy, List<Layer7Protocol> patterns) {
    return new Policy(
        policy.ipv4(),
        policy.ipv6(),
        patterns,
        policy.interfaces(),
        policy.interfaceLists(),
        policy.addresses(),
        policy.routes(),
        policy.tracking(),
        policy.servicePorts(),
        policy.queueTrees(),
        policy.simpleQueues(),
        policy.queueTypes(),
        policy.zone());
  }

  static Rule rule(int number, String chain, Action action, Matcher... matchers) {
    return new Rule(
        number,
        chain,
        List.of(matchers),
        action,
        false,
        "",
        false,
        "",
        Optional.empty(),
        new Origin("test.rsc", number + 1, 1));
  }

  static Address four(int a, int b, int c, int d) {
    return Address.ipv4(a << 24 | b << 16 | c << 8 | d);
  }
}
