package dev.sluice.replay;

import dev.sluice.engine.Topology;
import dev.sluice.engine.Topology.Attachment;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Route;
import dev.sluice.policy.TrackingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses live behind which interface, because a capture does not say it: what the user
 * says, else what the policy's addresses and routes say, else private addresses behind {@code
 * bridge} and the others behind {@code ether1}. Whatever was not said but assumed is a sentence in
 * {@link #assumptions}. Immutable.
 *
 * @param policy the policy, with the interface lists LAN and WAN where it has none and they had to
 *     be assumed, and with connection tracking on where it says auto
 */
record Interfaces(Policy policy, Topology topology, List<String> assumptions) {
  static final String LAN = "LAN";
  static final String WAN = "WAN";
  private static final String INSIDE = "bridge";
  private static final String OUTSIDE = "ether1";

  /** RFC 1918, RFC 3927, RFC 4193 and link-local IPv6. */
  private static final List<AddressRange> PRIVATE =
      List.of(
          four(10, 0, 8),
          four(172, 16, 12),
          four(192, 168, 16),
          four(169, 254, 16),
          AddressRange.prefix(Address.ipv6(0xFC00L << 48, 0), 7),
          AddressRange.prefix(Address.ipv6(0xFE80L << 48, 0), 10));

  Interfaces {
    assumptions = List.copyOf(assumptions);
  }

  private static AddressRange four(int first, int second, int length) {
    return AddressRange.prefix(Address.ipv4(first << 24 | second << 16), length);
  }

  static Interfaces of(Policy policy, ReplaySettings settings) {
    return new Placement(policy, settings).place();
  }

  /** The mutable workbench of one {@link #of}. */
  private static final class Placement {
    private final Policy policy;
    private final ReplaySettings settings;
    private final String inside;
    private final String outside;
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<String> assumptions = new ArrayList<>();
    private final List<InterfaceList> lists;

    Placement(Policy policy, ReplaySettings settings) {
      this.policy = policy;
      this.settings = settings;
      lists = new ArrayList<>(policy.interfaceLists());
      inside = firstMember(LAN).orElse(INSIDE);
      outside = firstMember(WAN).orElse(OUTSIDE);
    }

    Interfaces place() {
      attachments.addAll(settings.interfaces());
      for (Attachment said : attachments) {
        warnOfUnknownName(said.interfaceName());
      }
      boolean nothingSaid =
          attachments.isEmpty()
              && policy.addresses().stream().allMatch(InterfaceAddress::disabled)
              && policy.routes().stream().noneMatch(this::leadsSomewhere);
      if (nothingSaid) {
        PRIVATE.forEach(range -> attachments.add(new Attachment(range, inside)));
        assumptions.add(
            "private addresses are behind "
                + inside
                + member(LAN, inside, true)
                + ", all others"
                + " behind "
                + outside
                + member(WAN, outside, true));
      } else {
        placeTheRest();
      }
      if (nothingSaid || !hasDefault(Family.IPV4)) {
        attachments.add(new Attachment(AddressRange.prefix(Address.ipv4(0), 0), outside));
      }
      if (nothingSaid || !hasDefault(Family.IPV6)) {
        attachments.add(new Attachment(AddressRange.prefix(Address.ipv6(0, 0), 0), outside));
      }
      sayWhatTheRouterIs();
      Topology topology =
          new Topology(names(), attachments, settings.router(), primary(), Map.of());
      return new Interfaces(completed(), topology, assumptions);
    }

    private void placeTheRest() {
      boolean four = !hasDefault(Family.IPV4);
      boolean six = !hasDefault(Family.IPV6);
      if (four || six) {
        String which = four && six ? "" : four ? "IPv4 " : "IPv6 ";
        assumptions.add(
            which
                + "addresses of no known network are behind "
                + outside
                + member(WAN, outside, false));
      }
    }

    private void sayWhatTheRouterIs() {
      boolean known =
          !settings.router().isEmpty()
              || policy.addresses().stream().anyMatch(address -> !address.disabled());
      if (!known) {
        assumptions.add(
            "the router has no addresses of its own, so only broadcast and multicast come to the"
                + " input chains (--router says them)");
      }
    }

    /** Says which list the interface is in, and puts it there if the list would be empty. */
    private String member(String list, String name, boolean make) {
      for (int i = 0; i < lists.size(); i++) {
        InterfaceList one = lists.get(i);
        if (one.name().equals(list)) {
          if (one.members().isEmpty() && one.include().isEmpty()) {
            lists.set(
                i,
                new InterfaceList(list, one.include(), one.exclude(), List.of(name), one.origin()));
          }
          return lists.get(i).members().contains(name) ? " (list " + list + ")" : "";
        }
      }
      if (make) {
        lists.add(new InterfaceList(list, List.of(), List.of(), List.of(name), Origin.NONE));
        return " (list " + list + ")";
      }
      return "";
    }

    private Optional<String> firstMember(String list) {
      return lists.stream()
          .filter(one -> one.name().equals(list))
          .flatMap(one -> one.members().stream())
          .findFirst();
    }

    private void warnOfUnknownName(String name) {
      Set<String> known = new LinkedHashSet<>();
      addPolicyNames(known);
      String sentence = "the policy does not name the interface " + name;
      if (!known.isEmpty() && !known.contains(name) && !assumptions.contains(sentence)) {
        assumptions.add(sentence);
      }
    }

    private boolean leadsSomewhere(Route route) {
      return !route.disabled()
          && route.kind() == AddressType.UNICAST
          && route.interfaceName().isPresent();
    }

    /** A default route whose interface can be told, or a user's word for all addresses. */
    private boolean hasDefault(Family family) {
      Address zero = family == Family.IPV4 ? Address.ipv4(0) : Address.ipv6(0, 0);
      AddressRange all = AddressRange.prefix(zero, 0);
      return settings.interfaces().stream().anyMatch(said -> said.range().equals(all))
          || policy.routes().stream()
              .filter(route -> !route.disabled() && route.table().equals(Mark.MAIN))
              .filter(route -> route.destination().equals(all))
              .anyMatch(route -> leadsSomewhere(route) || gatewayKnown(route));
    }

    private boolean gatewayKnown(Route route) {
      return route
          .gateway()
          .filter(gateway ->
              policy.addresses().stream()
                      .anyMatch(one -> !one.disabled() && one.network().contains(gateway))
                  || attachments.stream().anyMatch(one -> one.range().contains(gateway)))
          .isPresent();
    }

    /** Masquerade uses the interface's address: of those the user gave, the one that fits. */
    private Map<String, Address> primary() {
      Map<String, Address> found = new HashMap<>();
      for (Address own : settings.router()) {
        attachments.stream()
            .filter(one -> one.range().contains(own))
            .min(Comparator.comparingDouble(one -> Interfaces.width(one.range())))
            .ifPresent(one -> found.putIfAbsent(one.interfaceName(), own));
      }
      return found;
    }

    private List<String> names() {
      Set<String> names = new LinkedHashSet<>();
      attachments.forEach(one -> names.add(one.interfaceName()));
      addPolicyNames(names);
      return List.copyOf(names);
    }

    private void addPolicyNames(Set<String> names) {
      policy.interfaces().stream().map(Interface::name).forEach(names::add);
      policy.addresses().forEach(one -> names.add(one.interfaceName()));
      policy.routes().forEach(one -> one.interfaceName().ifPresent(names::add));
      policy.interfaceLists().forEach(one -> names.addAll(one.members()));
    }

    /**
     * RouterOS's auto tracks only where a rule could ask for it. A report without connections would
     * help nobody, and to rules it makes no difference: there are none.
     */
    private TrackingSettings tracking() {
      TrackingSettings given = policy.tracking();
      return given.enabled() == TrackingSettings.Enabled.AUTO
          ? new TrackingSettings(
              TrackingSettings.Enabled.YES,
              given.tcpSynSent(),
              given.tcpSynReceived(),
              given.tcpEstablished(),
              given.tcpFinWait(),
              given.tcpCloseWait(),
              given.tcpLastAck(),
              given.tcpTimeWait(),
              given.tcpClose(),
              given.tcpMaxRetransmit(),
              given.tcpUnacknowledged(),
              given.looseTcp(),
              given.liberalTcp(),
              given.udp(),
              given.udpStream(),
              given.icmp(),
              given.generic())
          : given;
    }

    private Policy completed() {
      return new Policy(
          policy.ipv4(),
          policy.ipv6(),
          policy.layer7(),
          policy.interfaces(),
          lists,
          policy.addresses(),
          policy.routes(),
          tracking(),
          policy.servicePorts(),
          policy.queueTrees(),
          policy.simpleQueues(),
          policy.queueTypes(),
          policy.zone());
    }
  }

  /** Grows with the range; exact enough to choose the narrowest of those that hold an address. */
  private static double width(AddressRange range) {
    double high = range.last().high() - (double) range.first().high();
    return high * 0x1p64 + (range.last().low() - (double) range.first().low());
  }
}
