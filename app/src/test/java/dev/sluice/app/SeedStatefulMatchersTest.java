package dev.sluice.app;

import static dev.sluice.app.Lab.SECOND;
import static dev.sluice.app.Lab.answer;
import static dev.sluice.app.Lab.answer6;
import static dev.sluice.app.Lab.four;
import static dev.sluice.app.Lab.six;
import static dev.sluice.app.Lab.syn;
import static dev.sluice.app.Lab.syn6;
import static dev.sluice.app.Lab.udp;
import static dev.sluice.app.Lab.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Family;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Messages;
import org.junit.jupiter.api.Test;

/** Each row of the table of stateful properties, from RouterOS text to the packet. */
class SeedStatefulMatchersTest {
  @Test
  void connectionBytesOfBothDirectionsAndZeroIsInfinity() {
    Frames big = udp().payload(new byte[972]);
    four("connection-bytes=2000-0").leaves(big).takes(big).takes(answer());
    four("connection-bytes=0-1500").takes(big).leaves(big);
    Frames big6 = udp6().payload(new byte[952]);
    six("connection-bytes=2000-0").leaves(big6).takes(big6);
  }

  @Test
  void connectionLimitMatchesAfterTheValueIsReached() {
    Lab lab = four("connection-limit=2,32");
    for (int port = 1; port <= 2; port++) {
      lab.leaves(Frames.udp("192.168.1.10", port, "198.51.100.7", 53));
    }
    lab.takes(Frames.udp("192.168.1.10", 3, "198.51.100.7", 53));
    lab.leaves(Frames.udp("192.168.1.11", 1, "198.51.100.7", 53));
    Lab net = four("connection-limit=2,24");
    net.leaves(udp()).leaves(Frames.udp("192.168.1.11", 1, "198.51.100.7", 53));
    net.takes(Frames.udp("192.168.1.12", 1, "198.51.100.7", 53));
    Lab six = six("connection-limit=1,64");
    six.leaves(udp6()).takes(Frames.udp("2001:db8:1::11", 1, "2001:db8:7::7", 53));
  }

  @Test
  void connectionMarkStaysForBothDirectionsAndNoMarkMeansNone() {
    String text =
        """
        /%1$s firewall mangle
        add chain=prerouting action=mark-connection new-connection-mark=dns protocol=udp \
            connection-state=new
        /%1$s firewall filter
        add chain=forward action=passthrough connection-mark=%2$s
        """;
    Lab.filter(text.formatted("ip", "dns")).takes(udp()).takes(answer()).leaves(syn());
    Lab.filter(text.formatted("ip", "no-mark")).leaves(udp()).takes(syn());
    Lab.filter(text.formatted("ip", "!dns")).leaves(udp()).takes(syn());
    Lab.filter(text.formatted("ip", "web,dns")).takes(udp()).leaves(syn());
    Lab.of(Family.IPV6, TableName.FILTER, text.formatted("ipv6", "dns"))
        .takes(udp6())
        .takes(answer6());
  }

  @Test
  void connectionNatState() {
    String text =
        """
        /ip firewall nat
        add chain=srcnat action=masquerade out-interface-list=WAN
        add chain=dstnat action=dst-nat dst-port=8080 protocol=udp to-addresses=192.168.1.10
        /ip firewall filter
        add chain=forward action=passthrough connection-nat-state=%s
        """;
    Frames forwarded = Frames.udp("198.51.100.9", 7, "203.0.113.1", 8080);
    // RouterOS: srcnat comes after forward, so the first packet has no such state yet.
    Lab.filter(text.formatted("srcnat")).leaves(udp()).takes(udp()).takes(answer());
    Lab.filter(text.formatted("dstnat")).takes(forwarded).leaves(udp()).leaves(udp());
    Lab.filter(text.formatted("srcnat,dstnat")).takes(forwarded).leaves(udp()).takes(udp());
    Lab.filter(text.formatted("!dstnat")).leaves(forwarded).takes(udp());
    String six =
        """
        /ipv6 firewall nat
        add chain=dstnat action=dst-nat dst-port=53 protocol=udp to-address=2001:db8:7::9/128
        /ipv6 firewall filter
        add chain=forward action=passthrough connection-nat-state=dstnat
        """;
    Lab.of(Family.IPV6, TableName.FILTER, six)
        .takes(udp6())
        .leaves(Frames.udp("2001:db8:1::10", 5, "2001:db8:7::7", 54));
  }

  @Test
  void connectionRateIsTheSpeedOfTheLastSecond() {
    Frames big = udp().payload(new byte[1222]);
    Lab lab = four("connection-rate=90k-0");
    assertThat(lab.of(10, big)).as("the first second reads 0").isZero();
    assertThat(lab.after(SECOND + 1).of(1, big)).isOne();
    assertThat(four("connection-rate=0-100k").of(10, big)).isEqualTo(10);
    Lab six = six("connection-rate=!0-90k");
    Frames big6 = udp6().payload(new byte[1202]);
    assertThat(six.of(10, big6)).isZero();
    assertThat(six.after(SECOND + 1).of(1, big6)).isOne();
  }

  @Test
  void connectionStateNewAndEstablished() {
    four("connection-state=new").takes(udp()).leaves(answer());
    four("connection-state=established").leaves(udp()).takes(answer()).takes(udp());
    four("connection-state=!new").leaves(udp()).takes(answer());
    six("connection-state=established,new").takes(udp6()).takes(answer6());
  }

  @Test
  void connectionStateInvalid() {
    Frames stray =
        Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 80).flags(Frames.SYN | Frames.ACK);
    four("connection-state=invalid").takes(stray).leaves(syn());
    four("connection-state=!invalid").leaves(stray).takes(syn());
    Frames stray6 =
        Frames.tcp("2001:db8:1::10", 5000, "2001:db8:7::7", 80).flags(Frames.SYN | Frames.ACK);
    six("connection-state=invalid").takes(stray6).leaves(syn6());
  }

  @Test
  void connectionStateRelatedOfAnIcmpError() {
    byte[] quoted = udp().packet();
    byte[] body = new byte[quoted.length];
    System.arraycopy(quoted, 0, body, 0, quoted.length);
    Frames error = Frames.icmp("198.51.100.1", "192.168.1.10", 3, 3).rest(0).payload(body);
    four("connection-state=related").leaves(udp()).takes(error);
    Frames error6 =
        Frames.icmp6("2001:db8:7::1", "2001:db8:1::10", 1, 4).rest(0).payload(udp6().packet());
    six("connection-state=related").leaves(udp6()).takes(error6);
  }

  @Test
  void connectionStateUntracked() {
    String text =
        """
        /%1$s firewall raw
        add chain=prerouting action=notrack protocol=udp
        /%1$s firewall filter
        add chain=forward action=passthrough connection-state=untracked
        """;
    Lab.filter(text.formatted("ip")).takes(udp()).leaves(syn());
    Lab.of(Family.IPV6, TableName.FILTER, text.formatted("ipv6")).takes(udp6());
  }

  @Test
  void connectionTypeMatchesWhatAHelperAnnounced() {
    String text =
        """
        /ip firewall filter
        add chain=forward action=passthrough connection-type=%s
        """;
    Frames read = Frames.udp("192.168.1.10", 5000, "198.51.100.7", 69).payload("\0\1file\0octet\0");
    Frames data = Frames.udp("198.51.100.7", 3333, "192.168.1.10", 5000).payload("\0\3\0\1x");
    Lab.filter(text.formatted("tftp")).leaves(read).takes(data);
    Lab.filter(text.formatted("ftp")).leaves(read).leaves(data);
    Lab.filter(text.formatted("!tftp")).takes(read).leaves(data);
    for (String type : new String[] {"h323", "irc", "pptp", "quake3", "sip"}) {
      Lab.filter(text.formatted(type)).leaves(data);
    }
    Lab.of(
            Family.IPV6,
            TableName.FILTER,
            "/ipv6 firewall filter\nadd chain=forward action=passthrough connection-type=tftp\n")
        .leaves(udp6());
  }

  @Test
  void connectionTypeQuake3MatchesTheServersThatSomebodyAskedFor() {
    String text =
        """
        /ip firewall filter
        add chain=forward action=passthrough connection-type=%s
        """;
    Frames asks = outOfBand("192.168.1.10", "198.51.100.7", 27_950, "getservers 68");
    Bytes list = new Bytes().u32(0xFFFF_FFFFL).add("getserversResponse\\");
    byte[] servers = list.add(Frames.address("198.51.100.9")).u16(27_960).array();
    Frames lists = Frames.udp("198.51.100.7", 27_950, "192.168.1.10", 27_960).payload(servers);
    Frames plays = outOfBand("192.168.1.10", "198.51.100.9", 27_960, "getinfo");
    Lab.filter(text.formatted("quake3")).leaves(asks).leaves(lists).takes(plays);
    Lab.filter(text.formatted("tftp")).leaves(asks).leaves(lists).leaves(plays);
  }

  private static Frames outOfBand(String from, String to, int port, String says) {
    byte[] message = new Bytes().u32(0xFFFF_FFFFL).add(says).array();
    return Frames.udp(from, 27_960, to, port).payload(message);
  }

  @Test
  void layer7Protocol() {
    String text =
        """
        /ip firewall layer7-protocol
        add name=hello regexp="^hello"
        add name=bye regexp="bye"
        /ip firewall filter
        add chain=forward action=passthrough layer7-protocol=%s
        """;
    Frames hello = udp().payload("HELLO there");
    Lab.filter(text.formatted("hello")).takes(hello).takes(answer()).leaves(syn());
    Lab.filter(text.formatted("bye")).leaves(hello).takes(udp().payload("good bye"));
    Lab.filter(text.formatted("!hello")).leaves(hello);
    Lab.filter(text.formatted("bye,hello")).takes(hello);
  }

  @Test
  void layer7ProtocolForIpv6AsAnExtension() {
    String text =
        """
        /ip firewall layer7-protocol
        add name=hello regexp="^hello"
        /ipv6 firewall filter
        add chain=forward action=passthrough layer7-protocol=hello
        """;
    Lab.of(Family.IPV6, TableName.FILTER, text)
        .leaves(udp6())
        .takes(Frames.udp("2001:db8:1::10", 9, "2001:db8:7::7", 53).payload("hello"));
  }

  @Test
  void p2pMatchesUnencryptedProtocols() {
    Frames handshake = udp().payload(Messages.dhtPing(Gen.fixed(1)));
    four("p2p=all-p2p").takes(handshake).leaves(udp());
    four("p2p=bit-torrent").takes(handshake);
    four("p2p=gnutella").leaves(handshake);
  }

  @Test
  void realmIsWhatTheRunAssumes() {
    Assumptions seven = new Assumptions(false, false, 0, 7);
    four("forward", "realm=7", seven).takes(udp());
    four("forward", "realm=!7", seven).leaves(udp());
    four("realm=7").leaves(udp());
  }

  @Test
  void routingMarkOfMangleIsSeen() {
    String text =
        """
        /routing table
        add name=other fib
        /%1$s firewall mangle
        add chain=prerouting action=mark-routing new-routing-mark=other protocol=udp
        /%1$s firewall filter
        add chain=forward action=passthrough routing-mark=other
        """;
    Lab.filter(text.formatted("ip")).takes(udp()).leaves(syn());
    Lab.of(Family.IPV6, TableName.FILTER, text.formatted("ipv6")).takes(udp6());
  }

  /** A stateless matcher, and here for room only: Riga moves its clocks on 2026-03-29. */
  @Test
  void timeFollowsDaylightSaving() {
    for (Family family : Family.values()) {
      Lab lab =
          Lab.of(
              family,
              TableName.FILTER,
              """
              /system clock
              set time-zone-name=Europe/Riga
              /%s firewall filter
              add chain=forward action=passthrough time=10h-10h59m59s
              """
                  .formatted(family == Family.IPV4 ? "ip" : "ipv6"));
      Frames packet = family == Family.IPV4 ? udp() : udp6();
      lab.takes(packet).after(26 * 24 * 3600 * SECOND).takes(packet);
      lab.after(24 * 3600 * SECOND).leaves(packet);
      lab.after(23 * 3600 * SECOND).takes(packet);
    }
  }
}
