package dev.sluice.check.reach;

import dev.sluice.engine.Topology;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Interface;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Random packets of the values that a policy talks about, half of them aimed at certain rules, with
 * answers. For one family.
 */
public final class Crowd {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int REMEMBERED = 64;

  private final Family family;
  private final Gen gen;
  private final List<String> interfaces = new ArrayList<>();
  private final Values all;
  private final List<Values> aims = new ArrayList<>();
  private final List<Packet> sent = new ArrayList<>();

  private record Packet(
      int protocol, String source, int sourcePort, String target, int targetPort, String in) {
    Packet answer(String by) {
      return new Packet(
          protocol,
          /* source= */ target,
          /* sourcePort= */ targetPort,
          /* target= */ source,
          /* targetPort= */ sourcePort,
          by);
    }
  }

  /** What packets may have. */
  private static final class Values {
    final List<String> sources = new ArrayList<>();
    final List<String> targets = new ArrayList<>();
    final List<Integer> sourcePorts = new ArrayList<>();
    final List<Integer> targetPorts = new ArrayList<>();
    final List<Integer> protocols = new ArrayList<>();
    final List<Integer> messages = new ArrayList<>();
    final List<Integer> dscps = new ArrayList<>();
    final List<String> ins = new ArrayList<>();
    final List<String> payloads = new ArrayList<>();
  }

  public Crowd(Policy policy, Family family, List<Rule> aimed, Gen gen) {
    this.family = family;
    this.gen = gen;
    policy.interfaces().stream().map(Interface::name).forEach(interfaces::add);
    interfaces.add("another interface");
    Firewall firewall = policy.firewall(family);
    all = new Values();
    for (Table table : firewall.tables()) {
      table.rules().forEach(rule -> learn(rule, firewall, all));
    }
    all.sources.addAll(usual());
    all.targets.addAll(usual());
    all.sourcePorts.addAll(List.of(1024, 40_000, 53));
    all.targetPorts.addAll(List.of(22, 53, 80, 443));
    all.protocols.addAll(List.of(6, 6, 17, 17, family == Family.IPV4 ? 1 : 58));
    all.messages.addAll(List.of(8 << 8, 0, 3 << 8));
    all.dscps.add(0);
    all.ins.addAll(interfaces);
    all.payloads.add("x");
    for (Rule rule : aimed) {
      Values aim = new Values();
      learn(rule, firewall, aim);
      aims.add(aim);
    }
  }

  public Topology topology() {
    return new Topology(
        interfaces,
        List.of(
            new Topology.Attachment(AddressRange.prefix(Address.ipv4(0), 0), "another interface"),
            new Topology.Attachment(
                AddressRange.prefix(Address.ipv6(0, 0), 0), "another interface")),
        List.of(),
        Map.of(),
        Map.of());
  }

  private List<String> usual() {
    return family == Family.IPV4
        ? List.of("192.168.88.10", "10.0.0.5", "203.0.113.9", "198.51.100.7")
        : List.of("2001:db8::5", "fe80::1", "2001:db8:6::9");
  }

  private void learn(Rule rule, Firewall firewall, Values into) {
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.SourceAddress m -> within(m.range(), into.sources);
        case Matcher.DestinationAddress m -> within(m.range(), into.targets);
        case Matcher.SourceAddressList m -> listed(firewall, m.list(), into.sources);
        case Matcher.DestinationAddressList m -> listed(firewall, m.list(), into.targets);
        case Matcher.SourcePort m -> ports(m.ports(), into.sourcePorts);
        case Matcher.DestinationPort m -> ports(m.ports(), into.targetPorts);
        case Matcher.AnyPort m -> {
          ports(m.ports(), into.sourcePorts);
          ports(m.ports(), into.targetPorts);
        }
        case Matcher.Protocol m -> into.protocols.add(m.number());
        case Matcher.IcmpOptions m -> into.messages.add(m.type() << 8 | m.codes().first());
        case Matcher.Dscp m -> into.dscps.add(m.value());
        case Matcher.InInterface m -> into.ins.add(m.name());
        case Matcher.Content m -> into.payloads.add(m.bytes());
        default -> {}
      }
    }
  }

  private void within(AddressRange range, List<String> into) {
    into.add(range.first().toString());
    into.add(range.last().toString());
    if (family == Family.IPV4) {
      long size = range.last().low() - range.first().low();
      long some = range.first().low() + Math.floorMod(gen.anyLong(), size + 1);
      into.add(Address.ipv4((int) some).toString());
    }
  }

  private void listed(Firewall firewall, String list, List<String> into) {
    firewall.addressLists().stream()
        .filter(entry -> entry.list().equals(list) && entry.range().isPresent())
        .limit(20)
        .forEach(entry -> within(entry.range().orElseThrow(), into));
  }

  private static void ports(PortSet ports, List<Integer> into) {
    ports
        .ranges()
        .forEach(range -> {
          into.add(range.first());
          into.add(range.last());
        });
  }

  public void run(Road road, int packets) {
    for (int i = 0; i < packets; i++) {
      Packet packet =
          sent.isEmpty() || !gen.oneIn(3)
              ? packet()
              : sent.get(gen.below(sent.size())).answer(gen.pick(interfaces));
      if (sent.size() == REMEMBERED) {
        sent.remove(gen.below(REMEMBERED));
      }
      sent.add(packet);
      if (gen.oneIn(50)) {
        road.letPass(gen.below(60) * HOUR / 10);
      }
      road.send(frame(packet), interfaces.indexOf(packet.in()));
    }
  }

  private <T> T pick(List<T> own, List<T> others) {
    return gen.pick(own.isEmpty() || gen.oneIn(8) ? others : own);
  }

  private Packet packet() {
    Values aim = aims.isEmpty() || gen.flip() ? all : gen.pick(aims);
    return new Packet(
        pick(aim.protocols, all.protocols),
        pick(aim.sources, all.sources),
        pick(aim.sourcePorts, all.sourcePorts),
        pick(aim.targets, all.targets),
        pick(aim.targetPorts, all.targetPorts),
        pick(aim.ins, all.ins));
  }

  private Frames frame(Packet packet) {
    String payload = gen.pick(all.payloads);
    int message = gen.pick(all.messages);
    Frames frame =
        switch (packet.protocol()) {
          case 6 ->
              Frames.tcp(packet.source(), packet.sourcePort(), packet.target(), packet.targetPort())
                  .flags(gen.pick(Frames.SYN, Frames.SYN | Frames.ACK, Frames.ACK, Frames.RST))
                  .payload(payload);
          case 17 ->
              Frames.udp(packet.source(), packet.sourcePort(), packet.target(), packet.targetPort())
                  .payload(payload);
          case 1 -> Frames.icmp(packet.source(), packet.target(), message >> 8, message & 255);
          case 58 -> Frames.icmp6(packet.source(), packet.target(), message >> 8, message & 255);
          default -> Frames.ip(packet.source(), packet.target(), packet.protocol());
        };
    return frame.dscp(gen.pick(all.dscps));
  }
}
