package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every condition and action as text, in the tables and families that have it. */
final class RuleTextTest {
  private static final String LAYER7 = "/ip firewall layer7-protocol\nadd name=a\nadd name=b\n";

  private static Reading read(String menu, String rule) {
    String text = LAYER7 + menu + " add chain=x " + rule;
    return PolicyReader.read("r", text.getBytes(StandardCharsets.UTF_8), false);
  }

  private static Rule rule(String menu, String written) {
    Reading reading = read(menu, written);
    assertThat(reading.problems()).as(written).isEmpty();
    Policy policy = reading.policy();
    Family family = menu.startsWith("/ipv6") ? Family.IPV6 : Family.IPV4;
    return policy.firewall(family).tables().stream()
        .flatMap(table -> table.rules().stream())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "src-address=10.1|SourceAddress[negated=false, range=10.0.0.1]",
        "src-address=!10.1.2.3/255.255.0.0|SourceAddress[negated=true, range=10.1.0.0/16]",
        "dst-address=10.0.0.1-10.0.0.9|DestinationAddress[negated=false, range=10.0.0.1-10.0.0.9]",
        "src-address-list=!l|SourceAddressList[negated=true, list=l]",
        "dst-address-list=l|DestinationAddressList[negated=false, list=l]",
        "src-address-type=!local|SourceAddressType[negated=true, types=[LOCAL]]",
        "dst-address-type=blackhole|DestinationAddressType[negated=false, types=[BLACKHOLE]]",
        "in-interface=!e1|InInterface[negated=true, name=e1]",
        "out-interface=e1|OutInterface[negated=false, name=e1]",
        "in-interface-list=!LAN|InInterfaceList[negated=true, list=LAN]",
        "out-interface-list=all|OutInterfaceList[negated=false, list=all]",
        "in-bridge-port=e1|InBridgePort[negated=false, name=e1]",
        "out-bridge-port=!e1|OutBridgePort[negated=true, name=e1]",
        "in-bridge-port-list=LAN|InBridgePortList[negated=false, list=LAN]",
        "out-bridge-port-list=LAN|OutBridgePortList[negated=false, list=LAN]",
        "src-mac-address=!00:00:00:00:01:0a|SourceMac[negated=true, mac=266]",
        "protocol=!udp|Protocol[negated=true, number=17]",
        "protocol=47|Protocol[negated=false, number=47]",
        "tcp-mss=!0-1378 protocol=tcp|TcpMss[negated=true, sizes=0-1378]",
        "packet-size=0-500|PacketSize[negated=false, sizes=0-500]",
        "dscp=!46|Dscp[negated=true, value=46]",
        "tos=16/252|Tos[negated=false, value=16, mask=252]",
        "ttl=less-than:3|Ttl[comparison=LESS_THAN, value=3]",
        "fragment=yes|Fragment[wanted=true]",
        "ipv4-options=no-router-alert|Ipv4Options[option=NO_ROUTER_ALERT]",
        "content=!\"a b\"|Content[negated=true, bytes=a b]",
        "tls-host=*.example.com|TlsHost[negated=false, glob=*.example.com]",
        "random=50|Random[percent=50]",
        "nth=3,2|Nth[negated=false, every=3, packet=2]",
        "limit=5,5|Limit[negated=false, rate=5, perSeconds=1, burst=5, bits=false]",
        "limit=!1M/1m,64k:bit|Limit[negated=true, rate=1000000, perSeconds=60, burst=64000,"
            + " bits=true]",
        "psd=21,3s,3,1|PortScan[weightThreshold=21, delayNanos=3000000000, lowPortWeight=3,"
            + " highPortWeight=1]",
        "ingress-priority=!5|IngressPriority[negated=true, value=5]",
        "priority=63|Priority[negated=false, value=63]",
        "packet-mark=no-mark|PacketMark[negated=false, marks=[no-mark]]",
        "connection-mark=!a,b|ConnectionMark[negated=true, marks=[a, b]]",
        "routing-mark=main|RoutingMark[negated=false, marks=[main]]",
        "hotspot=from-client,!auth|HotspotState[negated=false, mask=3, wanted=1]",
        "ipsec-policy=out,none|IpsecPolicy[in=false, ipsec=false]",
        "connection-state=!invalid|ConnectionState[negated=true, states=[INVALID]]",
        "connection-nat-state=ein-snat|ConnectionNatState[negated=false, states=[EIN_SNAT]]",
        "connection-type=!ftp|ConnectionType[negated=true, helper=FTP]",
        "connection-bytes=500000-0|ConnectionBytes[from=500000, to=0]",
        "connection-limit=!20,24|ConnectionLimit[negated=true, limit=20, netmask=24]",
        "connection-rate=0-100k|ConnectionRate[negated=false, from=0, to=100000]",
        "layer7-protocol=a,b|Layer7[negated=false, names=[a, b]]",
        "realm=!7|Realm[negated=true, realm=7]",
        "p2p=all-p2p|P2p[negated=false, kind=ALL_P2P]",
      })
  void readsConditionsOfIpv4(String written, String meaning) {
    Rule rule = rule("/ip firewall filter", written);
    assertThat(rule.matchers()).anyMatch(matcher -> matcher.toString().equals(meaning));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "src-address=!fe80::/10|SourceAddress[negated=true, range=fe80::/10]",
        "dst-address=2001:db8::1|DestinationAddress[negated=false, range=2001:db8::1]",
        "dst-address=::ffff:1.2.3.4/128|DestinationAddress[negated=false, range=::ffff:102:304]",
        "dst-address-type=anycast|DestinationAddressType[negated=false, types=[ANYCAST]]",
        "headers=hop:exact|Ipv6Headers[negated=false, headers=[HOP], exact=true]",
        "header=!esp|Ipv6Headers[negated=true, headers=[ESP], exact=false]",
        "hop-limit=not-equal:255|Ttl[comparison=NOT_EQUAL, value=255]",
        "protocol=icmpv6 icmp-options=!133:0-1|IcmpOptions[negated=true, type=133, codes=0-1]",
        "protocol=icmpv6|Protocol[negated=false, number=58]",
        "connection-limit=3,64|ConnectionLimit[negated=false, limit=3, netmask=64]",
      })
  void readsConditionsOfIpv6(String written, String meaning) {
    Rule rule = rule("/ipv6 firewall filter", written);
    assertThat(rule.matchers()).anyMatch(matcher -> matcher.toString().equals(meaning));
  }

  @Test
  void readsConditionsWithParts() {
    Rule rule =
        rule(
            "/ip firewall mangle",
            "protocol=tcp tcp-flags=syn,!ack src-port=1,3-5 dst-port=!80 port=7"
                + " per-connection-classifier=both-addresses-and-ports:3/1"
                + " dst-limit=32/10s,16,src-and-dst-addresses/1m time=8h-17h30m,mon,sun");
    assertThat(rule.matchers())
        .contains(
            new Matcher.TcpFlags(false, 18, 2),
            new Matcher.PerConnectionClassifier(
                false, new dev.sluice.policy.HashFields(true, true, true, true), 3, 1),
            new Matcher.DestinationLimit(
                32, 10, 16, dev.sluice.policy.LimitFlow.SOURCE_AND_DESTINATION_ADDRESSES, 60));
    assertThat(rule.matchers().toString())
        .contains("SourcePort[negated=false, ports=1,3-5]")
        .contains("DestinationPort[negated=true, ports=80]")
        .contains("AnyPort[negated=false, ports=7]")
        .contains("TimeOfDayRange[first=28800, last=63000]");
    assertThat(rule.matchers().getFirst()).isInstanceOf(Matcher.Protocol.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip firewall filter|action=drop|Drop[]",
        "/ip firewall filter|action=reject|Reject[with=ICMP_NETWORK_UNREACHABLE]",
        "/ip firewall filter|action=reject protocol=tcp"
            + " reject-with=tcp-reset|Reject[with=TCP_RESET]",
        "/ipv6 firewall filter|action=reject|Reject[with=ICMP_NO_ROUTE]",
        "/ipv6 firewall filter|action=reject"
            + " reject-with=icmp-port-unreachable|Reject[with=ICMP6_PORT_UNREACHABLE]",
        "/ip firewall filter|action=tarpit|Tarpit[]",
        "/ip firewall filter|action=passthrough|Passthrough[]",
        "/ip firewall filter|action=log|Log[]",
        "/ip firewall filter|action=return|Return[]",
        "/ip firewall filter|action=jump jump-target=y|Jump[target=y]",
        "/ip firewall filter|action=add-src-to-address-list"
            + " address-list=l|AddSourceToAddressList[list=l, timeout=NoneDynamic[]]",
        "/ip firewall filter|action=add-dst-to-address-list address-list=l"
            + " address-list-timeout=1d|AddDestinationToAddressList[list=l,"
            + " timeout=Seconds[seconds=86400]]",
        "/ip firewall raw|action=add-src-to-address-list address-list=l"
            + " address-list-timeout=none-static|AddSourceToAddressList[list=l,"
            + " timeout=NoneStatic[]]",
        "/ip firewall filter|action=fasttrack-connection"
            + " hw-offload=no|FasttrackConnection[hardwareOffload=false]",
        "/ip firewall raw|action=notrack|Notrack[]",
        "/ip firewall mangle|action=mark-connection new-connection-mark=m|MarkConnection[mark=m,"
            + " passthrough=true]",
        "/ip firewall mangle|action=mark-packet new-packet-mark=m passthrough=no|MarkPacket[mark=m,"
            + " passthrough=false]",
        "/ip firewall mangle|action=mark-routing new-routing-mark=m|MarkRouting[mark=m,"
            + " passthrough=true]",
        "/ip firewall mangle|action=change-mss new-mss=clamp-to-pmtu|ChangeMss[mss=Optional.empty,"
            + " passthrough=true]",
        "/ip firewall mangle|action=change-mss new-mss=1400|ChangeMss[mss=Optional[1400],"
            + " passthrough=true]",
        "/ip firewall mangle|action=change-dscp"
            + " new-dscp=from-priority|ChangeDscp[source=FROM_PRIORITY, value=0, passthrough=true]",
        "/ip firewall mangle|action=change-dscp new-dscp=46|ChangeDscp[source=VALUE, value=46,"
            + " passthrough=true]",
        "/ip firewall mangle|action=change-ttl new-ttl=set:64|ChangeTtl[change=SET, value=64,"
            + " passthrough=true]",
        "/ipv6 firewall mangle|action=change-hop-limit"
            + " new-hop-limit=decrement:1|ChangeTtl[change=DECREMENT, value=1, passthrough=true]",
        "/ip firewall mangle|action=set-priority"
            + " new-priority=from-dscp-high-3-bits|SetPriority[source=FROM_DSCP_HIGH_3_BITS,"
            + " value=0, passthrough=true]",
        "/ip firewall mangle|action=clear-df|ClearDf[passthrough=true]",
        "/ip firewall mangle|action=strip-ipv4-options|StripIpv4Options[passthrough=true]",
        "/ip firewall mangle|action=sniff-tzsp sniff-target=1.2.3.4|SniffTzsp[target=1.2.3.4,"
            + " port=37008]",
        "/ip firewall mangle|action=sniff-pc sniff-target=1.2.3.4 sniff-target-port=5"
            + " sniff-id=6|SniffPc[target=1.2.3.4, port=5, id=6]",
        "/ip firewall mangle|action=route route-dst=1.2.3.4|Route[destination=1.2.3.4,"
            + " passthrough=true]",
        "/ipv6 firewall mangle|action=snpt src-prefix=fd00::/64"
            + " dst-prefix=2001:db8::/64|SourcePrefixTranslation[from=fd00::/64, to=2001:db8::/64]",
        "/ipv6 firewall mangle|action=dnpt src-prefix=fd00::/64"
            + " dst-prefix=2001:db8::/64|DestinationPrefixTranslation[from=fd00::/64,"
            + " to=2001:db8::/64]",
        "/ip firewall nat|action=src-nat to-addresses=1.2.3.4-1.2.3.5"
            + " to-ports=1-9|SourceNat[to=Optional[1.2.3.4/31], ports=Optional[1-9],"
            + " randomisePorts=false]",
        "/ip firewall nat|action=masquerade randomise-ports=yes|Masquerade[ports=Optional.empty,"
            + " randomisePorts=true]",
        "/ip firewall nat|action=dst-nat to-addresses=1.2.3.4|DestinationNat[to=Optional[1.2.3.4],"
            + " ports=Optional.empty, randomisePorts=false]",
        "/ipv6 firewall nat|action=dst-nat"
            + " to-address=fd00::1/128|DestinationNat[to=Optional[fd00::1], ports=Optional.empty,"
            + " randomisePorts=false]",
        "/ip firewall nat|action=redirect to-ports=8080|Redirect[ports=Optional[8080],"
            + " randomisePorts=false]",
        "/ip firewall nat|action=netmap to-addresses=1.2.3.0/24|Netmap[to=1.2.3.0/24,"
            + " ports=Optional.empty]",
        "/ip firewall nat|action=same to-addresses=1.2.3.0/24"
            + " same-not-by-dst=yes|Same[to=1.2.3.0/24, ports=Optional.empty,"
            + " notByDestination=true]",
        "/ip firewall nat|action=endpoint-independent-nat|EndpointIndependentNat[to=Optional.empty,"
            + " ports=Optional.empty, randomisePorts=false]",
        "/ip firewall nat|action=socksify socks5-server=1.2.3.4|Socksify[server=Optional[1.2.3.4],"
            + " port=1080]",
      })
  void readsActions(String menu, String written, String meaning) {
    assertThat(rule(menu, written).action().toString()).isEqualTo(meaning);
  }

  @Test
  void acceptsWhereNoActionIsWritten() {
    assertThat(rule("/ip firewall filter", "").action()).isEqualTo(new Action.Accept());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src-address=1.2.3.4.5",
        "src-address=10.0.0.9-10.0.0.1",
        "src-mac-address=0:1",
        "dscp=64",
        "protocol=tcpp",
        "connection-state=",
        "random=0",
        "random=!5",
        "nth=0",
        "nth=1,2,3",
        "limit=5",
        "limit=5,5:bits",
        "limit=0,5",
        "limit=5/s,5",
        "dst-limit=1,5",
        "psd=1,2,3",
        "time=25h-26h",
        "time=mon-tue",
        "ttl=5",
        "ttl=!equal:5",
        "ipsec-policy=in",
        "connection-bytes=5",
        "connection-limit=5",
        "content=\"\"",
        "ipv4-options=!any",
        "per-connection-classifier=src-address:0/0",
        "packet-size=5-1",
        "fragment=maybe",
        "action=jump",
        "action=add-src-to-address-list",
        "src-address-type=anycast",
        "action=notrack",
        "address-list-timeout=x action=add-src-to-address-list address-list=l",
      })
  void refusesWhatMakesNoSense(String written) {
    boolean unset = written.endsWith("=") || written.endsWith("=\"\"");
    Reading reading = read("/ip firewall filter", written);
    assertThat(reading.hasErrors()).isEqualTo(!unset);
    assertThat(reading.policy().ipv4().filter().rules()).hasSize(unset ? 1 : 0);
  }

  @Test
  void hasAReaderForEveryPropertyOfEveryTable() {
    for (Menu menu : Schema.get().menus()) {
      if (menu.kind() != Menu.MenuKind.RULES) {
        continue;
      }
      for (Property property : menu.properties().values()) {
        if (!property.readOnly() && property.negatable()) {
          String text = menu.path() + " add chain=x " + property.name() + "=\"\u0001 \"";
          Reading reading = PolicyReader.read("r", text.getBytes(StandardCharsets.UTF_8), false);
          boolean any = List.of("content", "tls-host").contains(property.name());
          boolean name =
              property.name().endsWith("-mark")
                  || property.name().contains("interface")
                  || property.name().contains("bridge-port")
                  || property.name().endsWith("address-list")
                  || property.name().equals("layer7-protocol");
          assertThat(reading.hasErrors()).as(text).isEqualTo(!any && !name);
        }
      }
    }
    assertThat(new TreeSet<>(Schema.get().menus().stream().map(Menu::path).toList()))
        .contains("/ip/firewall/raw", "/ipv6/firewall/nat", "/queue/tree");
  }
}
