package dev.sluice.app;

import static dev.sluice.app.Lab.SECOND;
import static dev.sluice.app.Lab.four;
import static dev.sluice.app.Lab.six;
import static dev.sluice.app.Lab.syn;
import static dev.sluice.app.Lab.syn6;
import static dev.sluice.app.Lab.udp;
import static dev.sluice.app.Lab.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Family;
import dev.sluice.policy.Hotspot;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import org.junit.jupiter.api.Test;

/** Each row of the table of stateless properties, from RouterOS text to the packet. */
class SeedMatchersTest {
  private static final String LISTS =
      """
      /ip firewall address-list
      add list=known address=192.168.1.10
      add list=known address=198.51.100.0/25
      /ipv6 firewall address-list
      add list=known address=2001:db8:1::10/128
      add list=known address=2001:db8:7::/64
      """;

  @Test
  void chainMakesANewChainThatOnlyAJumpReaches() {
    for (String menu : new String[] {"ip", "ipv6"}) {
      Lab lab =
          Lab.of(
              menu.equals("ip") ? Family.IPV4 : Family.IPV6,
              TableName.FILTER,
              """
              /%s firewall filter
              add chain=mine action=passthrough
              add chain=forward action=jump jump-target=mine
              add chain=alone action=passthrough
              """
                  .formatted(menu));
      lab.send(menu.equals("ip") ? udp() : udp6());
      assertThat(lab.packets(0)).isOne();
      assertThat(lab.packets(2)).isZero();
    }
  }

  @Test
  void commentChangesNothing() {
    four("comment=\"any text\"").takes(udp());
    six("comment=\"any text\"").takes(udp6());
  }

  @Test
  void contentIsFoundAnywhereInOnePacket() {
    four("content=needle").takes(udp().payload("a needle.")).leaves(udp().payload("a Needle."));
    four("content=!needle").leaves(udp().payload("a needle.")).takes(udp());
    six("content=needle").takes(udp6().payload("a needle.")).leaves(udp6());
  }

  @Test
  void dscp() {
    four("dscp=46").takes(udp().dscp(46)).leaves(udp().dscp(45));
    six("dscp=!46").leaves(udp6().dscp(46)).takes(udp6());
  }

  @Test
  void dstAddressAsAddressPrefixAndRange() {
    four("dst-address=198.51.100.7").takes(udp());
    four("dst-address=198.51.100.0/29").takes(udp());
    four("dst-address=198.51.100.1-198.51.100.6").leaves(udp());
    four("dst-address=!198.51.100.1-198.51.100.6").takes(udp());
    six("dst-address=2001:db8:7::/64").takes(udp6());
    six("dst-address=2001:db8:8::/64").leaves(udp6());
  }

  @Test
  void srcAddressAsAddressPrefixAndRange() {
    four("src-address=192.168.1.10").takes(udp());
    four("src-address=192.168.1.8-192.168.1.12").takes(udp());
    four("src-address=!192.168.0.0/16").leaves(udp());
    six("src-address=2001:db8:1::/64").takes(udp6());
    six("src-address=!2001:db8:1::/64").leaves(udp6());
  }

  @Test
  void dstAddressList() {
    listed("dst-address-list=known").takes(udp());
    listed("dst-address-list=other").leaves(udp());
    listed("dst-address-list=!other").takes(udp());
    listed6("dst-address-list=known").takes(udp6());
    listed6("dst-address-list=!known").leaves(udp6());
  }

  @Test
  void srcAddressList() {
    listed("src-address-list=known").takes(udp());
    listed("src-address-list=!known").leaves(udp());
    listed6("src-address-list=known").takes(udp6());
  }

  private static Lab listed(String matcher) {
    String rule = "/ip firewall filter\nadd chain=forward action=passthrough " + matcher + "\n";
    return Lab.of(Family.IPV4, TableName.FILTER, LISTS + rule);
  }

  private static Lab listed6(String matcher) {
    String rule = "/ipv6 firewall filter\nadd chain=forward action=passthrough " + matcher + "\n";
    return Lab.of(Family.IPV6, TableName.FILTER, LISTS + rule);
  }

  @Test
  void dstAddressType() {
    four("dst-address-type=unicast").takes(udp());
    four("dst-address-type=!local").takes(udp());
    Frames toRouter = Frames.udp("192.168.1.10", 1, "192.168.1.1", 53);
    four("input", "dst-address-type=local", Assumptions.NONE).takes(toRouter);
    Frames toAll = Frames.udp("192.168.1.10", 1, "192.168.1.255", 53);
    four("input", "dst-address-type=broadcast", Assumptions.NONE).takes(toAll).leaves(toRouter);
    Frames toGroup = Frames.udp("192.168.1.10", 1, "224.0.0.251", 53);
    four("input", "dst-address-type=multicast", Assumptions.NONE).takes(toGroup).leaves(toAll);
    Frames six = Frames.udp("2001:db8:1::10", 1, "2001:db8:1::1", 53);
    six("input", "dst-address-type=local", Assumptions.NONE).takes(six);
    six("dst-address-type=unicast").takes(udp6());
  }

  @Test
  void srcAddressType() {
    four("src-address-type=unicast").takes(udp());
    four("src-address-type=!unicast").leaves(udp());
    six("src-address-type=unicast").takes(udp6());
    Frames own = Frames.udp("192.168.1.1", 1, "198.51.100.7", 53);
    four("output", "src-address-type=local", Assumptions.NONE).takes(own);
    String blackhole = "/ip route\nadd dst-address=198.51.100.0/24 blackhole\n";
    String rule = "/ip firewall filter\nadd chain=forward src-address-type=blackhole\n";
    Frames from = Frames.udp("198.51.100.7", 1, "192.168.1.10", 53);
    Lab.filter(blackhole + rule).takes(from).leaves(udp());
  }

  @Test
  void dstLimitHasABucketForEachFlow() {
    Frames other = Frames.udp("192.168.1.10", 5000, "198.51.100.8", 53);
    Lab lab = four("dst-limit=1,3,dst-address");
    assertThat(lab.of(5, udp())).isEqualTo(3);
    assertThat(lab.of(5, other)).isEqualTo(3);
    assertThat(lab.after(2 * SECOND).of(5, udp())).isEqualTo(2);
    Lab six = six("dst-limit=1/1m,2,src-and-dst-addresses/5m");
    assertThat(six.of(4, udp6())).isEqualTo(2);
  }

  @Test
  void dstPort() {
    four("protocol=udp dst-port=50-60,80").takes(udp());
    four("protocol=udp dst-port=!50-60").leaves(udp());
    four("protocol=udp dst-port=80").leaves(syn()).leaves(udp());
    six("protocol=udp dst-port=53").takes(udp6());
  }

  @Test
  void srcPort() {
    four("protocol=udp src-port=5000").takes(udp());
    four("protocol=tcp src-port=!5000").leaves(syn());
    six("protocol=tcp src-port=4000-6000").takes(syn6());
  }

  @Test
  void portIsEither() {
    four("protocol=udp port=53").takes(udp()).takes(Lab.answer());
    four("protocol=udp port=!53").leaves(udp()).leaves(Lab.answer());
    six("protocol=udp port=5000").takes(udp6()).takes(Lab.answer6());
  }

  @Test
  void fragmentSeesLaterFragmentsBeforeTheyAreAssembled() {
    String raw = "/ip firewall raw\nadd chain=prerouting action=passthrough fragment=%s\n";
    for (String value : new String[] {"yes", "no"}) {
      Lab lab = Lab.of(Family.IPV4, TableName.RAW, raw.formatted(value));
      for (byte[] frame : udp().payload(new byte[4000]).fragments(1500)) {
        lab.send(frame);
      }
      assertThat(lab.packets(0)).as(value).isEqualTo(value.equals("yes") ? 2 : 1);
    }
    Lab tracked = four("fragment=yes");
    for (byte[] frame : udp().payload(new byte[4000]).fragments(1500)) {
      tracked.send(frame);
    }
    assertThat(tracked.packets(0)).as("tracking assembles").isZero();
  }

  @Test
  void headerInBothSpellings() {
    Frames hop = udp6().extension(0, new byte[] {1, 4, 0, 0, 0, 0});
    for (String name : new String[] {"header", "headers"}) {
      six(name + "=hop").takes(hop).leaves(udp6());
      six(name + "=hop:contains").takes(hop);
      six(name + "=hop:exact").leaves(hop);
      six(name + "=hop,proto:exact").takes(hop);
      six(name + "=!hop:contains").leaves(hop).takes(udp6());
    }
  }

  @Test
  void hopLimitIsWhatTheForwardChainSees() {
    six("hop-limit=equal:9").takes(udp6().ttl(10)).leaves(udp6().ttl(9));
    six("hop-limit=less-than:9").takes(udp6().ttl(9));
    six("hop-limit=greater-than:9").takes(udp6().ttl(11));
    six("hop-limit=not-equal:9").leaves(udp6().ttl(10));
  }

  @Test
  void ttlIsWhatTheForwardChainSees() {
    four("ttl=equal:9").takes(udp().ttl(10)).leaves(udp().ttl(9));
    four("ttl=less-than:9").takes(udp().ttl(9)).leaves(udp().ttl(10));
    four("ttl=greater-than:9").takes(udp().ttl(11));
    four("ttl=not-equal:9").leaves(udp().ttl(10));
  }

  @Test
  void hotspotIsWhatTheRunAssumes() {
    int auth = 1 << Hotspot.AUTH.ordinal() | 1 << Hotspot.FROM_CLIENT.ordinal();
    Assumptions client = new Assumptions(false, false, auth, 0);
    four("forward", "hotspot=from-client,auth", client).takes(udp());
    four("forward", "hotspot=from-client,!auth", client).leaves(udp());
    four("hotspot=auth").leaves(udp());
    four("hotspot=!auth").takes(udp());
  }

  @Test
  void icmpOptions() {
    Frames echo = Frames.icmp("192.168.1.10", "198.51.100.7", 8, 0).echo(1, 1);
    Frames far = Frames.icmp("192.168.1.10", "198.51.100.7", 3, 1).rest(0);
    four("protocol=icmp icmp-options=8:0").takes(echo).leaves(far);
    four("protocol=icmp icmp-options=3:0-3").takes(far).leaves(echo);
    four("protocol=icmp icmp-options=!8:0-255").leaves(echo).takes(far);
    Frames echo6 = Frames.icmp6("2001:db8:1::10", "2001:db8:7::7", 128, 0).echo(1, 1);
    six("protocol=icmpv6 icmp-options=128:0").takes(echo6);
    six("protocol=icmpv6 icmp-options=129:0").leaves(echo6);
  }

  @Test
  void inAndOutBridgePortAndTheirLists() {
    Frames fromPort = Frames.udp("192.168.1.200", 1, "198.51.100.7", 53);
    Frames toPort = Frames.udp("198.51.100.7", 1, "192.168.1.200", 53);
    four("in-bridge-port=ether2").takes(fromPort).leaves(udp()).leaves(toPort);
    four("in-bridge-port=!ether2").leaves(fromPort).takes(udp());
    four("in-bridge-port-list=PORTS").takes(fromPort).leaves(udp());
    four("out-bridge-port=ether2").takes(toPort).leaves(fromPort);
    four("out-bridge-port-list=!PORTS").leaves(toPort).takes(fromPort);
    six("in-bridge-port=ether2").leaves(udp6());
    six("in-bridge-port-list=!PORTS").takes(udp6());
    six("out-bridge-port=!ether2").takes(udp6());
    six("out-bridge-port-list=PORTS").leaves(udp6());
  }

  @Test
  void inInterfaceAndItsList() {
    four("in-interface=bridge").takes(udp()).leaves(Lab.answer());
    four("in-interface=!bridge").leaves(udp()).takes(Lab.answer());
    four("in-interface-list=LAN").takes(udp()).leaves(Lab.answer());
    four("in-interface-list=!LAN").leaves(udp());
    six("in-interface=bridge").takes(udp6()).leaves(Lab.answer6());
    six("in-interface-list=WAN").leaves(udp6()).takes(Lab.answer6());
  }

  @Test
  void outInterfaceAndItsList() {
    four("out-interface=ether1").takes(udp()).leaves(Lab.answer());
    four("out-interface-list=!WAN").leaves(udp()).takes(Lab.answer());
    six("out-interface=!ether1").leaves(udp6()).takes(Lab.answer6());
    six("out-interface-list=WAN").takes(udp6());
  }

  @Test
  void ingressPriorityIsThatOfTheVlanTag() {
    four("ingress-priority=5").takes(udp().vlan(0x8100, 10, 5)).leaves(udp());
    four("ingress-priority=!5").leaves(udp().vlan(0x8100, 10, 5)).takes(udp());
    six("ingress-priority=5").takes(udp6().vlan(0x8100, 10, 5)).leaves(udp6());
  }

  @Test
  void priorityIsWhatARuleHasSet() {
    Lab.filter(
            """
            /ip firewall filter
            add chain=forward action=passthrough priority=5
            /ip firewall mangle
            add chain=prerouting action=set-priority new-priority=5 protocol=udp
            """)
        .takes(udp())
        .leaves(syn());
    four("priority=0").takes(udp().vlan(0x8100, 10, 5));
    six("priority=!0").leaves(udp6());
  }

  @Test
  void ipsecPolicyIsWhatTheRunAssumes() {
    Assumptions in = new Assumptions(true, false, 0, 0);
    Assumptions out = new Assumptions(false, true, 0, 0);
    four("forward", "ipsec-policy=in,ipsec", in).takes(udp());
    four("forward", "ipsec-policy=out,ipsec", in).leaves(udp());
    four("forward", "ipsec-policy=out,none", out).leaves(udp());
    four("ipsec-policy=in,none").takes(udp());
    six("forward", "ipsec-policy=out,ipsec", out).takes(udp6());
    six("ipsec-policy=in,ipsec").leaves(udp6());
  }

  @Test
  void ipv4OptionsEachOfItsWords() {
    Frames plain = udp();
    Frames record = udp().ipOptions(new byte[] {7, 7, 4, 0, 0, 0, 0, 0});
    Frames alert = udp().ipOptions(new byte[] {(byte) 148, 4, 0, 0});
    Frames loose = udp().ipOptions(new byte[] {(byte) 131, 7, 4, 10, 0, 0, 1, 0});
    Frames strict = udp().ipOptions(new byte[] {(byte) 137, 7, 4, 10, 0, 0, 1, 0});
    Frames stamp = udp().ipOptions(new byte[] {68, 8, 5, 0, 0, 0, 0, 0});
    four("ipv4-options=any").takes(record).takes(alert).leaves(plain);
    four("ipv4-options=none").takes(plain).leaves(record);
    four("ipv4-options=record-route").takes(record).leaves(alert);
    four("ipv4-options=no-record-route").leaves(record).takes(plain);
    four("ipv4-options=router-alert").takes(alert).leaves(record);
    four("ipv4-options=no-router-alert").leaves(alert).takes(plain);
    four("ipv4-options=loose-source-routing").takes(loose).leaves(strict);
    four("ipv4-options=strict-source-routing").takes(strict).leaves(loose);
    four("ipv4-options=no-source-routing").leaves(loose).leaves(strict).takes(stamp);
    four("ipv4-options=timestamp").takes(stamp).leaves(alert);
    four("ipv4-options=no-timestamp").leaves(stamp).takes(plain);
  }

  @Test
  void limitMatchesUpToARate() {
    Lab packets = four("limit=1,5:packet");
    assertThat(packets.of(10, udp())).isEqualTo(5);
    assertThat(packets.after(1_010_000_000L).of(10, udp())).isEqualTo(1);
    assertThat(four("limit=10/5s,2").of(10, udp())).isEqualTo(2);
    // Bits count in whole packets: 28 bytes each, 100 bytes of burst.
    assertThat(four("limit=8k,800:bit").of(10, udp())).isEqualTo(3);
    assertThat(four("limit=!1,5:packet").of(10, udp())).isEqualTo(5);
    assertThat(six("limit=1,5:packet").of(10, udp6())).isEqualTo(5);
  }

  @Test
  void nthMatchesEveryNthPacket() {
    assertThat(four("nth=2,1").of(10, udp())).isEqualTo(5);
    four("nth=3,3").leaves(udp()).leaves(udp()).takes(udp()).leaves(udp());
    six("nth=3,1").takes(udp6()).leaves(udp6()).leaves(udp6()).takes(udp6());
  }

  @Test
  void packetMarkOfMangleIsSeenAndNoMarkMeansNone() {
    String mangle =
        """
        /%1$s firewall mangle
        add chain=prerouting action=mark-packet new-packet-mark=voice protocol=udp
        /%1$s firewall filter
        add chain=forward action=passthrough packet-mark=%2$s
        """;
    Lab.filter(mangle.formatted("ip", "voice")).takes(udp()).leaves(syn());
    Lab.filter(mangle.formatted("ip", "no-mark")).leaves(udp()).takes(syn());
    Lab.filter(mangle.formatted("ip", "!voice")).leaves(udp()).takes(syn());
    Lab.of(Family.IPV6, TableName.FILTER, mangle.formatted("ipv6", "voice"))
        .takes(udp6())
        .leaves(syn6());
  }

  @Test
  void packetSizeIsTheLengthOfTheIpPacket() {
    four("packet-size=100-200").takes(udp().payload(new byte[72])).leaves(udp());
    four("packet-size=!28").leaves(udp()).takes(udp().payload("x"));
    six("packet-size=48").takes(udp6()).leaves(udp6().payload("x"));
  }

  @Test
  void perConnectionClassifierDividesConnections() {
    long first = 0;
    for (int i = 0; i < 3; i++) {
      Lab lab = four("per-connection-classifier=both-addresses-and-ports:3/" + i);
      Lab six = six("per-connection-classifier=src-address:3/" + i);
      long matched = 0;
      for (int port = 1; port <= 300; port++) {
        matched += lab.of(1, Frames.udp("192.168.1.10", port, "198.51.100.7", 53));
      }
      assertThat(matched).isBetween(60L, 140L);
      assertThat(lab.of(5, udp())).isIn(0L, 5L);
      first += matched;
      assertThat(six.of(3, udp6())).isIn(0L, 3L);
    }
    assertThat(first).as("each connection is in exactly one part").isEqualTo(300);
  }

  @Test
  void protocolByNameAndNumber() {
    four("protocol=udp").takes(udp()).leaves(syn());
    four("protocol=!udp").leaves(udp()).takes(syn());
    four("protocol=253").takes(Frames.ip("192.168.1.10", "198.51.100.7", 253));
    Frames hop = udp6().extension(0, new byte[] {1, 4, 0, 0, 0, 0});
    six("protocol=udp").takes(udp6()).takes(hop).leaves(syn6());
  }

  @Test
  void psdAddsUpTheWeightsOfNewPorts() {
    Lab lab = four("psd=21,3s,3,1");
    for (int port = 1; port <= 6; port++) {
      lab.leaves(Frames.tcp("192.168.1.10", 5000, "198.51.100.7", port).flags(Frames.SYN));
    }
    lab.takes(Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 7).flags(Frames.SYN));
    lab.after(4 * SECOND)
        .leaves(Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 8).flags(Frames.SYN));
  }

  @Test
  void randomMatchesAboutThatShare() {
    assertThat(four("random=30").of(10_000, udp())).isBetween(2_700L, 3_300L);
    assertThat(six("random=99").of(1_000, udp6())).isBetween(960L, 1_000L);
  }

  @Test
  void srcMacAddress() {
    Frames known = udp().mac("02:00:00:00:00:05", "02:00:00:00:00:01");
    four("src-mac-address=02:00:00:00:00:05").takes(known).leaves(udp());
    four("src-mac-address=!02:00:00:00:00:05").leaves(known).takes(udp());
    Frames known6 = udp6().mac("02:00:00:00:00:05", "02:00:00:00:00:01");
    six("src-mac-address=02:00:00:00:00:05").takes(known6).leaves(udp6());
  }

  @Test
  void tcpFlags() {
    Frames both = syn().flags(Frames.SYN | Frames.ACK);
    four("protocol=tcp tcp-flags=syn").takes(syn()).takes(both);
    four("protocol=tcp tcp-flags=syn,!ack").takes(syn()).leaves(both);
    for (String flag : new String[] {"fin", "rst", "psh", "ack", "urg", "ece", "cwr"}) {
      four("protocol=tcp tcp-flags=" + flag).leaves(syn());
      four("protocol=tcp tcp-flags=!" + flag).takes(syn());
    }
    six("protocol=tcp tcp-flags=syn,!ack,!fin,!rst").takes(syn6());
  }

  @Test
  void tcpMss() {
    four("protocol=tcp tcp-mss=1300-1400").takes(syn().mss(1360)).leaves(syn().mss(1460));
    four("protocol=tcp tcp-mss=!1300-1400").leaves(syn().mss(1360)).takes(syn());
    six("protocol=tcp tcp-mss=1220").takes(syn6().mss(1220)).leaves(syn6());
  }

  @Test
  void timeOfDayAndWeekInTheRoutersZone() {
    // The lab begins on a Monday at 08:00:00 UTC.
    four("time=8h-9h,mon,tue").takes(udp());
    four("time=8h-9h,sun").leaves(udp());
    four("time=9h-10h,mon").leaves(udp()).after(3600 * SECOND).takes(udp());
    four("time=22h-8h,mon").takes(udp()).after(SECOND).leaves(udp());
    four("time=!8h-9h,mon").leaves(udp());
    six("time=8h-9h,mon,tue,wed,thu,fri").takes(udp6());
    Lab.filter(
            """
            /system clock
            set time-zone-name=Europe/Riga
            /ip firewall filter
            add chain=forward action=passthrough time=10h-11h,mon
            """)
        .takes(udp());
  }

  @Test
  void timeTakesSeveralRangesAsAnExtension() {
    four("time=1h-2h,8h-9h,mon,tue").takes(udp());
    four("time=18h-8h30m").takes(udp());
  }

  @Test
  void tlsHostIsAGlobOverTheNameOfAClientHello() {
    byte[] hello = Tls.clientHello("www.example.com", Gen.fixed(1));
    helloed(four("protocol=tcp tls-host=*.example.com"), hello, 1);
    helloed(four("protocol=tcp tls-host=example.com"), hello, 0);
    helloed(four("protocol=tcp tls-host=WWW.EXAMPLE.C?M"), hello, 1);
    Lab six = six("protocol=tcp tls-host=*.example.com");
    six.send(syn6());
    six.send(
        Frames.tcp("2001:db8:7::7", 80, "2001:db8:1::10", 5000)
            .flags(Frames.SYN | Frames.ACK)
            .seq(900)
            .ack(8));
    six.send(syn6().flags(Frames.ACK | Frames.PSH).seq(8).ack(901).payload(hello));
    assertThat(six.packets(0)).isOne();
  }

  private static void helloed(Lab lab, byte[] hello, int matches) {
    lab.send(syn());
    lab.send(
        Frames.tcp("198.51.100.7", 80, "192.168.1.10", 5000)
            .flags(Frames.SYN | Frames.ACK)
            .seq(900)
            .ack(8));
    lab.send(syn().flags(Frames.ACK | Frames.PSH).seq(8).ack(901).payload(hello));
    assertThat(lab.packets(0)).isEqualTo(matches);
  }
}
