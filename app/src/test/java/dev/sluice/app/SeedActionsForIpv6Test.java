package dev.sluice.app;

import static dev.sluice.app.Lab.answer6;
import static dev.sluice.app.Lab.syn6;
import static dev.sluice.app.Lab.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.policy.Family;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The actions that {@link SeedActionsTest} shows for IPv4 alone, where IPv6 has them too. */
class SeedActionsForIpv6Test {
  private static Lab filter(String text) {
    return Lab.of(Family.IPV6, TableName.FILTER, text);
  }

  private static Lab mangle(String rules) {
    return Lab.of(Family.IPV6, TableName.MANGLE, "/ipv6 firewall mangle\n" + rules);
  }

  @Test
  void acceptInOneTableLeavesTheOthersToDecide() {
    Lab lab =
        filter(
            """
            /ipv6 firewall raw
            add chain=prerouting action=accept
            /ipv6 firewall filter
            add chain=forward action=drop
            """);
    assertThat(lab.send(udp6())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void returnGoesBackToTheRuleBehindTheJump() {
    Lab lab =
        filter(
            """
            /ipv6 firewall filter
            add chain=forward action=jump jump-target=inner
            add chain=forward action=passthrough
            add chain=inner action=return protocol=udp
            add chain=inner action=drop
            """);
    assertThat(lab.send(udp6())).isEqualTo(Verdict.ACCEPTED);
    assertThat(lab.packets(1)).isOne();
    assertThat(lab.send(syn6())).isEqualTo(Verdict.DROPPED);
  }

  @Test
  void passthroughCountsAndGoesOn() {
    Lab lab =
        filter(
            """
            /ipv6 firewall filter
            add chain=forward action=passthrough
            add chain=forward action=drop
            """);
    assertThat(lab.send(udp6())).isEqualTo(Verdict.DROPPED);
    assertThat(lab.packets(0)).isOne();
  }

  @Test
  void aJumpCountsBeforeItJumpsAndADisabledRuleNever() {
    Lab lab =
        filter(
            """
            /ipv6 firewall filter
            add chain=forward action=jump jump-target=inner
            add chain=inner action=drop disabled=yes
            """);
    lab.send(udp6());
    assertThat(lab.packets(0)).isOne();
    assertThat(lab.packets(1)).isZero();
  }

  @Test
  void notrackLeavesThePacketWithoutAConnection() {
    Lab lab =
        filter(
            """
            /ipv6 firewall raw
            add chain=prerouting action=notrack
            /ipv6 firewall filter
            add chain=forward action=passthrough connection-state=untracked
            """);
    lab.takes(udp6()).takes(answer6());
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
        "action=change-hop-limit new-hop-limit=set:9 | ttl | 9",
        "action=change-hop-limit new-hop-limit=increment:5 | ttl | 68",
        "action=change-hop-limit new-hop-limit=decrement:5 | ttl | 58",
        "action=sniff-tzsp sniff-target=10.0.0.9 sniff-target-port=37008 | ttl | 63",
        "action=sniff-pc sniff-target=10.0.0.9 sniff-target-port=37008 sniff-id=1 | ttl | 63"
      })
  void eachActionOfMangleThatChangesThePacket(String action, String field, int value) {
    Lab lab = mangle("add chain=forward " + action);
    lab.send(udp6().dscp(40).vlan(0x8100, 10, 3).ttl(64));
    assertThat(lab.packets(0)).isOne();
    assertThat(lab.field(field)).isEqualTo(value);
  }

  @Test
  void changeMssLowersAndClampsToTheMtu() {
    String rule = "add chain=forward action=change-mss protocol=tcp tcp-flags=syn new-mss=";
    Lab lab = mangle(rule + "1360");
    lab.send(syn6().mss(1440));
    assertThat(lab.lane.datapath().context().tcpMss()).isEqualTo(1360);
    Lab clamp = mangle(rule + "clamp-to-pmtu");
    clamp.send(syn6().mss(9000));
    assertThat(clamp.lane.datapath().context().tcpMss()).isEqualTo(1440);
  }

  @Test
  void passthroughNoEndsMangle() {
    Lab lab =
        mangle(
            """
            add chain=forward action=mark-packet new-packet-mark=a passthrough=no
            add chain=forward action=mark-packet new-packet-mark=b
            """);
    lab.send(udp6());
    Context context = lab.lane.datapath().context();
    assertThat(context.marks().name(context.packetMark())).isEqualTo("a");
  }

  @Test
  void markRoutingChoosesTheTable() {
    Lab lab =
        filter(
            """
            /routing table
            add name=side fib
            /ipv6 route
            add dst-address=::/0 gateway=bridge routing-table=side
            /ipv6 firewall mangle
            add chain=prerouting action=mark-routing new-routing-mark=side protocol=udp
            /ipv6 firewall filter
            add chain=forward action=passthrough out-interface=bridge
            """);
    lab.takes(udp6()).leaves(syn6());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srcnat | action=src-nat to-address=2001:db8:9::5 | 2001:db8:9::5",
        "srcnat | action=src-nat to-address=2001:db8:9::5 to-ports=7000 | 2001:db8:9::5",
        "srcnat | action=masquerade | 2001:db8:9::1",
        "srcnat | action=netmap to-address=2001:db8:9::/64 | 2001:db8:9::10",
        "dstnat | action=dst-nat to-address=2001:db8:7::9 | 2001:db8:7::9",
        "dstnat | action=redirect to-ports=5353 | 2001:db8:1::1",
        "dstnat | action=netmap to-address=2001:db8:8::/64 | 2001:db8:8::7"
      })
  void eachActionOfNat(String chain, String action, String address) {
    Lab lab =
        Lab.of(
            Family.IPV6,
            TableName.NAT,
            "/ipv6 firewall nat\nadd protocol=udp chain=" + chain + " " + action);
    lab.send(udp6());
    assertThat(lab.packets(0)).isOne();
    Context context = lab.lane.datapath().context();
    boolean source = chain.equals("srcnat");
    long high = source ? context.sourceHigh() : context.destinationHigh();
    long low = source ? context.sourceLow() : context.destinationLow();
    byte[] is = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    assertThat(is).as(Arrays.toString(is)).isEqualTo(Frames.address(address));
    lab.send(udp6());
    assertThat(lab.packets(0)).as("only a connection's first packet").isOne();
  }
}
