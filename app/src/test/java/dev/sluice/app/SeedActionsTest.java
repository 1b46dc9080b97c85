package dev.sluice.app;

import static dev.sluice.app.Lab.SECOND;
import static dev.sluice.app.Lab.answer;
import static dev.sluice.app.Lab.syn;
import static dev.sluice.app.Lab.syn6;
import static dev.sluice.app.Lab.udp;
import static dev.sluice.app.Lab.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.AddressLists;
import dev.sluice.engine.rules.Context;
import dev.sluice.policy.Family;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each common action and its properties, then those of the single tables, from RouterOS text. */
class SeedActionsTest {
  private static Lab filter6(String text) {
    return Lab.of(Family.IPV6, TableName.FILTER, text);
  }

  private static Lab mangle(String text) {
    return Lab.of(Family.IPV4, TableName.MANGLE, text);
  }

  private static List<String> entries(Lab lab, Family family) {
    return lab.lane.datapath().addressLists().entries(family, lab.now()).stream()
        .filter(AddressLists.Listed::byRule)
        .map(entry ->
            entry.list()
                + " "
                + entry.range()
                + (entry.until() == Long.MAX_VALUE
                    ? ""
                    : " " + (entry.until() - lab.now()) / SECOND + "s"))
        .toList();
  }

  @Test
  void acceptEndsTheTableAndIsTheDefault() {
    for (String action : new String[] {"action=accept", ""}) {
      Lab lab =
          Lab.filter(
              """
              /ip firewall filter
              add chain=forward %s
              add chain=forward action=drop
              """
                  .formatted(action));
      assertThat(lab.send(udp())).isEqualTo(Verdict.ACCEPTED);
      assertThat(lab.packets(1)).isZero();
    }
    Lab six =
        filter6(
            """
            /ipv6 firewall filter
            add chain=forward action=accept protocol=udp
            add chain=forward action=drop
            """);
    assertThat(six.send(udp6())).isEqualTo(Verdict.ACCEPTED);
    assertThat(six.send(syn6())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void acceptInOneTableLeavesTheOthersToDecide() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall raw
            add chain=prerouting action=accept
            /ip firewall filter
            add chain=forward action=drop
            """);
    assertThat(lab.send(udp())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void addDstToAddressList() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=add-dst-to-address-list address-list=seen
            add chain=forward action=passthrough dst-address-list=seen
            """);
    lab.send(udp());
    assertThat(entries(lab, Family.IPV4)).containsExactly("seen 198.51.100.7");
    assertThat(lab.packets(1)).as("seen by the next rule").isOne();
    Lab six =
        filter6(
            """
            /ipv6 firewall filter
            add chain=forward action=add-dst-to-address-list address-list=seen
            """);
    six.send(udp6());
    assertThat(entries(six, Family.IPV6)).containsExactly("seen 2001:db8:7::7");
  }

  @Test
  void addSrcToAddressList() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=add-src-to-address-list address-list=seen
            """);
    lab.send(udp());
    assertThat(entries(lab, Family.IPV4)).containsExactly("seen 192.168.1.10");
    Lab six =
        filter6(
            """
            /ipv6 firewall filter
            add chain=forward action=add-src-to-address-list address-list=seen
            """);
    six.send(udp6());
    assertThat(entries(six, Family.IPV6)).containsExactly("seen 2001:db8:1::10");
  }

  @Test
  void addressListTimeoutForATimeAndForEver() {
    String text =
        """
        /ip firewall filter
        add chain=forward action=add-src-to-address-list address-list=l address-list-timeout=%s
        """;
    Lab timed = Lab.filter(text.formatted("1m30s"));
    timed.send(udp());
    assertThat(entries(timed, Family.IPV4)).containsExactly("l 192.168.1.10 90s");
    timed.after(10 * SECOND).send(udp());
    assertThat(entries(timed, Family.IPV4)).as("refreshed").containsExactly("l 192.168.1.10 90s");
    timed.after(91 * SECOND);
    assertThat(entries(timed, Family.IPV4)).isEmpty();
    for (String forEver : new String[] {"none-dynamic", "none-static", "00:00:00"}) {
      Lab lab = Lab.filter(text.formatted(forEver));
      lab.send(udp());
      lab.after(1_000_000 * SECOND);
      assertThat(entries(lab, Family.IPV4)).as(forEver).containsExactly("l 192.168.1.10");
    }
    Lab six = filter6(text.replace("/ip ", "/ipv6 ").formatted("1m30s"));
    six.send(udp6());
    assertThat(entries(six, Family.IPV6)).hasSize(1);
    six.after(91 * SECOND);
    assertThat(entries(six, Family.IPV6)).isEmpty();
  }

  @Test
  void jumpGoesToItsTargetAndComesBack() {
    for (Family family : Family.values()) {
      Lab lab =
          Lab.of(
              family,
              TableName.FILTER,
              """
              /%s firewall filter
              add chain=forward action=jump jump-target=inner
              add chain=forward action=passthrough
              add chain=inner action=passthrough
              """
                  .formatted(family == Family.IPV4 ? "ip" : "ipv6"));
      lab.send(family == Family.IPV4 ? udp() : udp6());
      assertThat(List.of(lab.packets(0), lab.packets(1), lab.packets(2)))
          .containsExactly(1L, 1L, 1L);
    }
  }

  @Test
  void jumpTargetWithoutRulesFallsThrough() {
    String text =
        """
        /ip firewall filter
        add chain=forward action=jump jump-target=nowhere
        add chain=forward action=drop
        """;
    assertThat(Lab.filter(text).send(udp())).isEqualTo(Verdict.DROPPED);
    assertThat(filter6(text.replace("/ip ", "/ipv6 ")).send(udp6())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void returnGoesBackToTheRuleBehindTheJump() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=jump jump-target=inner
            add chain=forward action=passthrough
            add chain=inner action=return protocol=udp
            add chain=inner action=drop
            """);
    assertThat(lab.send(udp())).isEqualTo(Verdict.ACCEPTED);
    assertThat(lab.packets(1)).isOne();
    assertThat(lab.send(syn())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void logWritesALineAndGoesOn() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=log
            add chain=forward action=drop
            """);
    assertThat(lab.send(udp())).isEqualTo(Verdict.DROPPED);
    assertThat(lab.logged)
        .containsExactly(
            "forward: in:bridge out:ether1, connection-state:new src-mac 02:00:00:00:00:02, proto"
                + " UDP, 192.168.1.10:5000->198.51.100.7:53, len 28");
    Lab six = filter6("/ipv6 firewall filter\nadd chain=forward action=log\n");
    six.send(udp6());
    assertThat(six.logged.getFirst())
        .endsWith("proto UDP, [2001:db8:1::10]:5000->[2001:db8:7::7]:53, len 48");
  }

  @Test
  void logYesWritesALineForAnyAction() {
    Lab lab = Lab.filter("/ip firewall filter\nadd chain=forward action=drop log=yes\n");
    lab.send(udp());
    assertThat(lab.logged).hasSize(1);
    Lab six = filter6("/ipv6 firewall filter\nadd chain=forward action=drop log=yes\n");
    six.send(udp6());
    assertThat(six.logged).hasSize(1);
  }

  @Test
  void logPrefixStandsBeforeTheLine() {
    Lab lab =
        Lab.filter(
            "/ip firewall filter\nadd chain=forward action=log log-prefix=\"to the world\"\n");
    lab.send(udp());
    assertThat(lab.logged.getFirst()).startsWith("to the world forward: in:bridge");
    Lab six = filter6("/ipv6 firewall filter\nadd chain=forward action=log log-prefix=world\n");
    six.send(udp6());
    assertThat(six.logged.getFirst()).startsWith("world forward: in:bridge");
  }

  @Test
  void passthroughCountsAndGoesOn() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=passthrough
            add chain=forward action=drop
            """);
    assertThat(lab.send(udp())).isEqualTo(Verdict.DROPPED);
    assertThat(lab.packets(0)).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "icmp-network-unreachable, 3, 0",
    "icmp-host-unreachable, 3, 1",
    "icmp-protocol-unreachable, 3, 2",
    "icmp-port-unreachable, 3, 3",
    "icmp-net-prohibited, 3, 9",
    "icmp-host-prohibited, 3, 10",
    "icmp-admin-prohibited, 3, 13"
  })
  void rejectWithEachCode(String with, int type, int code) {
    Lab lab =
        Lab.filter("/ip firewall filter\nadd chain=forward action=reject reject-with=" + with);
    assertThat(lab.send(udp())).isEqualTo(Verdict.REJECTED);
    byte[] answer = lab.sent.getFirst();
    assertThat(new int[] {answer[20], answer[21]}).containsExactly(type, code);
    assertThat(new byte[] {answer[12], answer[13], answer[14], answer[15]})
        .as("from the router")
        .containsExactly(192, 168, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "icmp-no-route, 0",
    "icmp-admin-prohibited, 1",
    "icmp-not-neighbour, 2",
    "icmp-address-unreachable, 3",
    "icmp-port-unreachable, 4",
    "icmp-err-src-routing-header, 7",
    "icmp-headers-too-long, 8"
  })
  void rejectWithEachCodeForIpv6(String with, int code) {
    Lab lab = filter6("/ipv6 firewall filter\nadd chain=forward action=reject reject-with=" + with);
    assertThat(lab.send(udp6())).isEqualTo(Verdict.REJECTED);
    byte[] answer = lab.sent.getFirst();
    assertThat(new int[] {answer[40], answer[41]}).containsExactly(1, code);
  }

  @Test
  void rejectWithTcpReset() {
    String text =
        "/%s firewall filter\nadd chain=forward action=reject protocol=tcp"
            + " reject-with=tcp-reset\n";
    Lab lab = Lab.filter(text.formatted("ip"));
    assertThat(lab.send(syn())).isEqualTo(Verdict.REJECTED);
    assertThat(lab.sent.getFirst()[33]).isEqualTo((byte) (Frames.RST | Frames.ACK));
    Lab six = filter6(text.formatted("ipv6"));
    assertThat(six.send(syn6())).isEqualTo(Verdict.REJECTED);
    assertThat(six.sent.getFirst()[53]).isEqualTo((byte) (Frames.RST | Frames.ACK));
  }

  @Test
  void tarpitAnswersAndDrops() {
    Lab lab = Lab.filter("/ip firewall filter\nadd chain=forward action=tarpit protocol=tcp\n");
    assertThat(lab.send(syn())).isEqualTo(Verdict.DROPPED);
    assertThat(lab.sent.getFirst()[33]).isEqualTo((byte) (Frames.SYN | Frames.ACK));
  }

  @Test
  void anExpiredTtlIsDroppedAndAnswered() {
    Lab lab = Lab.four("");
    assertThat(lab.send(udp().ttl(1))).isEqualTo(Verdict.DROPPED);
    byte[] answer = lab.sent.getFirst();
    assertThat(new int[] {answer[20], answer[21]}).containsExactly(11, 0);
    assertThat(answer[15]).as("from 192.168.1.1").isEqualTo((byte) 1);
    Lab six = Lab.six("");
    assertThat(six.send(udp6().ttl(1))).isEqualTo(Verdict.DROPPED);
    assertThat(new int[] {six.sent.getFirst()[40], six.sent.getFirst()[41]}).containsExactly(3, 0);
    lab.sent.clear();
    lab.send(Frames.icmp("192.168.1.10", "198.51.100.7", 3, 1).rest(0).ttl(1));
    assertThat(lab.sent).as("no error about an error").isEmpty();
  }

  @Test
  void notrackLeavesThePacketWithoutAConnection() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall raw
            add chain=prerouting action=notrack
            /ip firewall filter
            add chain=forward action=passthrough connection-state=untracked
            """);
    lab.takes(udp()).takes(answer());
    assertThat(lab.lane.datapath().connections().size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "action=change-dscp new-dscp=46 | tos | 184",
        "action=change-dscp new-dscp=from-priority | tos | 0",
        "action=set-priority new-priority=5 | priority | 5",
        "action=set-priority new-priority=from-dscp | priority | 40",
        "action=set-priority new-priority=from-dscp-high-3-bits | priority | 5",
        "action=set-priority new-priority=from-ingress | priority | 3",
        "action=change-ttl new-ttl=set:9 | ttl | 9",
        "action=change-ttl new-ttl=increment:5 | ttl | 68",
        "action=change-ttl new-ttl=decrement:5 | ttl | 58",
        "action=strip-ipv4-options | ttl | 63",
        "action=clear-df | ttl | 63",
        "action=sniff-tzsp sniff-target=10.0.0.9 sniff-target-port=37008 | ttl | 63",
        "action=sniff-pc sniff-target=10.0.0.9 sniff-target-port=37008 sniff-id=1 | ttl | 63"
      })
  void eachActionOfMangleThatChangesThePacket(String action, String field, int value) {
    Lab lab = mangle("/ip firewall mangle\nadd chain=forward " + action);
    lab.send(udp().dscp(40).vlan(0x8100, 10, 3).ttl(64));
    assertThat(lab.packets(0)).isOne();
    assertThat(lab.field(field)).isEqualTo(value);
  }

  @Test
  void changeHopLimitForIpv6() {
    Lab lab =
        Lab.of(
            Family.IPV6,
            TableName.MANGLE,
            "/ipv6 firewall mangle\n"
                + "add chain=forward action=change-hop-limit new-hop-limit=set:9\n");
    lab.send(udp6());
    assertThat(lab.lane.datapath().context().ttl()).isEqualTo(9);
  }

  @Test
  void changeMssLowersAndClampsToTheMtu() {
    String text =
        "/ip firewall mangle\nadd chain=forward action=change-mss protocol=tcp"
            + " tcp-flags=syn new-mss=%s\n";
    Lab lab = mangle(text.formatted("1360"));
    lab.send(syn().mss(1460));
    assertThat(lab.lane.datapath().context().tcpMss()).isEqualTo(1360);
    Lab clamp = mangle(text.formatted("clamp-to-pmtu"));
    clamp.send(syn().mss(9000));
    assertThat(clamp.lane.datapath().context().tcpMss()).isEqualTo(1460);
  }

  @Test
  void passthroughNoEndsMangle() {
    Lab lab =
        mangle(
            """
            /ip firewall mangle
            add chain=forward action=mark-packet new-packet-mark=a passthrough=no
            add chain=forward action=mark-packet new-packet-mark=b
            """);
    lab.send(udp());
    Context context = lab.lane.datapath().context();
    assertThat(context.marks().name(context.packetMark())).isEqualTo("a");
  }

  @Test
  void markRoutingChoosesTheTable() {
    Lab lab =
        Lab.filter(
            """
            /routing table
            add name=side fib
            /ip route
            add dst-address=0.0.0.0/0 gateway=bridge routing-table=side
            /ip firewall mangle
            add chain=prerouting action=mark-routing new-routing-mark=side protocol=udp
            /ip firewall filter
            add chain=forward action=passthrough out-interface=bridge
            """);
    lab.takes(udp()).leaves(syn());
  }

  @Test
  void routeReplacesWhatTheRoutingDecisionLooksUp() {
    Lab lab =
        Lab.filter(
            """
            /ip firewall mangle
            add chain=prerouting action=route route-dst=192.168.1.99 protocol=udp
            /ip firewall filter
            add chain=forward action=passthrough out-interface=bridge
            """);
    lab.takes(udp()).leaves(syn());
  }

  @Test
  void snptAndDnptTranslatePrefixes() {
    Lab lab =
        filter6(
            """
            /ipv6 firewall raw
            add chain=prerouting action=notrack
            /ipv6 firewall mangle
            add chain=prerouting action=dnpt src-prefix=2001:db8:7::/64 dst-prefix=2001:db8:8::/64
            /ipv6 firewall filter
            add chain=forward action=passthrough dst-address=2001:db8:8::/64
            """);
    lab.takes(udp6());
    Lab source =
        filter6(
            """
            /ipv6 firewall raw
            add chain=prerouting action=notrack
            /ipv6 firewall mangle
            add chain=postrouting action=snpt src-prefix=2001:db8:1::/64 dst-prefix=2001:db8:5::/64
            """);
    source.send(udp6());
    assertThat(source.lane.datapath().context().sourceHigh()).isEqualTo(0x20010db800050000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srcnat | action=src-nat to-addresses=203.0.113.5 | 203.0.113.5",
        "srcnat | action=src-nat to-addresses=203.0.113.5 to-ports=7000 | 203.0.113.5",
        "srcnat | action=masquerade | 203.0.113.1",
        "srcnat | action=netmap to-addresses=203.0.113.0/24 | 203.0.113.10",
        "srcnat | action=same to-addresses=203.0.113.5 | 203.0.113.5",
        "srcnat | action=endpoint-independent-nat to-addresses=203.0.113.5 | 203.0.113.5",
        "dstnat | action=dst-nat to-addresses=198.51.100.9 | 198.51.100.9",
        "dstnat | action=redirect to-ports=5353 | 192.168.1.1",
        "dstnat | action=netmap to-addresses=198.51.100.0/24 | 198.51.100.7"
      })
  void eachActionOfNat(String chain, String action, String address) {
    Lab lab =
        Lab.of(
            Family.IPV4,
            TableName.NAT,
            "/ip firewall nat\nadd protocol=udp chain=" + chain + " " + action);
    lab.send(udp());
    assertThat(lab.packets(0)).isOne();
    Context context = lab.lane.datapath().context();
    long low = chain.equals("srcnat") ? context.sourceLow() : context.destinationLow();
    byte[] wanted = Frames.address(address);
    assertThat(new byte[] {(byte) (low >> 24), (byte) (low >> 16), (byte) (low >> 8), (byte) low})
        .isEqualTo(wanted);
    lab.send(udp());
    assertThat(lab.packets(0)).as("only a connection's first packet").isOne();
  }
}
