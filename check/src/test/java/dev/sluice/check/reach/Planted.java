package dev.sluice.check.reach;

import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A random policy in which some rules can never match, and which ones. */
final class Planted {
  private final Gen gen;
  private final List<String> rules = new ArrayList<>();
  private final Set<Integer> planted = new HashSet<>();

  Planted(Gen gen) {
    this.gen = gen;
    for (int i = gen.between(5, 25); i > 0; i--) {
      rules.add(rule());
    }
    for (int i = gen.between(1, 4); i > 0; i--) {
      plant();
    }
    for (int i = gen.below(5); i > 0; i--) {
      rules.add(rule());
    }
  }

  Set<Integer> rules() {
    return planted;
  }

  String text() {
    return """
    /interface list add name=inside
    /interface list member add list=inside interface=lan
    /interface list member add list=inside interface=dmz
    /ip firewall address-list add list=hosts address=192.168.1.0/24
    /ip firewall address-list add list=hosts address=203.0.113.9
    /ip firewall mangle
    add chain=prerouting action=mark-connection new-connection-mark=web dscp=2
    /ip firewall filter
    """
        + String.join("\n", rules)
        + "\n";
  }

  private String rule() {
    String chain = gen.oneIn(4) ? gen.pick("one", "two") : "forward";
    String action =
        switch (gen.below(10)) {
          case 0 ->
              chain.equals("forward") ? "jump jump-target=" + gen.pick("one", "two") : "return";
          case 1 -> "passthrough";
          case 2 -> "add-src-to-address-list address-list=seen address-list-timeout=1m";
          case 3, 4, 5 -> "accept";
          default -> "drop";
        };
    String matchers = matchers();
    while (matchers.isEmpty() && !gen.oneIn(8)) {
      matchers = matchers();
    }
    return "add chain=" + chain + " action=" + action + matchers;
  }

  private String matchers() {
    StringBuilder text = new StringBuilder();
    if (gen.oneIn(3)) {
      text.append(" src-address=").append(not()).append(prefix(Road.SOURCES));
    }
    if (gen.oneIn(3)) {
      text.append(" dst-address=").append(not()).append(prefix(Road.TARGETS));
    }
    if (gen.oneIn(2)) {
      text.append(protocol());
    }
    if (gen.oneIn(4)) {
      text.append(" in-interface=").append(not()).append(gen.pick("lan", "wan", "dmz"));
    }
    if (gen.oneIn(5)) {
      text.append(" in-interface-list=").append(not()).append("inside");
    }
    if (gen.oneIn(4)) {
      text.append(" connection-state=")
          .append(gen.pick("new", "established,related", "invalid", "!new"));
    }
    if (gen.oneIn(6)) {
      text.append(" src-address-list=").append(not()).append(gen.pick("hosts", "seen", "gone"));
    }
    if (gen.oneIn(6)) {
      text.append(" connection-mark=").append(not()).append(gen.pick("web", "no-mark"));
    }
    if (gen.oneIn(8)) {
      text.append(gen.pick(" limit=1,5:packet", " nth=2,1", " random=50", " dscp=0"));
    }
    return text.toString();
  }

  private String protocol() {
    return switch (gen.below(4)) {
      case 0 -> " protocol=icmp" + (gen.oneIn(2) ? " icmp-options=8:0" : "");
      case 1 -> " protocol=" + not() + gen.pick("gre", "udp");
      case 2 -> " protocol=udp dst-port=" + not() + ports();
      default ->
          " protocol=tcp"
              + (gen.oneIn(2) ? " " + gen.pick("dst-port=", "src-port=", "port=") + ports() : "")
              + (gen.oneIn(4) ? " tcp-flags=" + gen.pick("syn,!ack", "rst", "ack") : "");
    };
  }

  private String ports() {
    int port = Road.PORTS[gen.below(Road.PORTS.length)];
    return gen.oneIn(2) ? Integer.toString(port) : port + "-" + Math.min(65_535, port + 500);
  }

  private String not() {
    return gen.oneIn(4) ? "!" : "";
  }

  private String prefix(List<String> hosts) {
    String host = gen.pick(hosts);
    return gen.oneIn(3) ? host : host + "/" + gen.pick(8, 16, 24, 30);
  }

  /** Rules that take something, with more or less between, and then one inside it. */
  private void plant() {
    String within = " protocol=tcp src-address=192.168.1.0/24";
    List<String> takers =
        switch (gen.below(5)) {
          case 0 -> List.of("add chain=forward action=drop" + within);
          case 1 ->
              List.of(
                  "add chain=forward action=drop protocol=tcp src-address=192.168.1.0/25",
                  "add chain=forward action=accept protocol=tcp src-address=192.168.1.128/25");
          case 2 ->
              List.of(
                  "add chain=forward action=drop connection-state=!new" + within,
                  "add chain=forward action=accept connection-state=new" + within);
          case 3 ->
              List.of(
                  "add chain=three action=return src-address=!192.168.1.0/24",
                  "add chain=three action=accept in-interface=lan",
                  "add chain=three action=drop in-interface=!lan",
                  "add chain=forward action=jump jump-target=three protocol=tcp");
          default ->
              List.of(
                  "add chain=forward action=drop connection-mark=web" + within,
                  "add chain=forward action=drop connection-mark=!web" + within,
                  "add chain=forward action=drop connection-state=invalid,untracked" + within);
        };
    for (String taker : takers) {
      rules.add(taker);
      if (gen.oneIn(3)) {
        rules.add(rule());
      }
    }
    String narrower =
        gen.pick(
            "",
            " dst-address=203.0.113.0/24",
            " dst-port=80,443",
            " in-interface=wan",
            " limit=1,5:packet",
            " content=abc");
    planted.add(rules.size());
    rules.add(
        "add chain=forward action="
            + gen.pick("accept", "drop", "passthrough")
            + " protocol=tcp src-address=192.168.1."
            + gen.pick("10", "0/24", "77", "64/26")
            + narrower);
  }
}
