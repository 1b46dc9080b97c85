package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What print prints, to the byte, as real consoles print it. */
class LayoutsTest {
  private final Session session = new Session(Config.EMPTY);

  private String typed(String text) {
    return session.execute(text).text();
  }

  @Test
  void aTableShowsTheFlagsAndColumnsThatItNeeds() {
    typed("/ip address add address=192.168.1.1/24 interface=ether2-master comment=defconf");
    typed("/ip address add address=192.168.2.1/24 interface=bridge-fon disabled=yes");
    assertThat(typed("/ip/address/print"))
        .isEqualTo(
            """
            Flags: X - DISABLED
            Columns: ADDRESS, NETWORK, INTERFACE
            #   ADDRESS         NETWORK      INTERFACE\s\s\s\s
            ;;; defconf
            0   192.168.1.1/24  192.168.1.0  ether2-master
            1 X 192.168.2.1/24  192.168.2.0  bridge-fon\s\s\s
            """);
  }

  @Test
  void aTableWithoutFlagsIsThatOfARealRouter() {
    typed("/ip address add address=100.64.3.207/27 interface=vlan906");
    typed("/ip address add address=100.64.1.207/27 interface=vlan991");
    typed("/ip address add address=100.64.1.135/32 interface=Lo0 comment=\"MGMT Loopback\"");
    assertThat(typed("/ip address print"))
        .isEqualTo(
            """
            Columns: ADDRESS, NETWORK, INTERFACE
            # ADDRESS          NETWORK       INTERFACE
            0 100.64.3.207/27  100.64.3.192  vlan906\s\s
            1 100.64.1.207/27  100.64.1.192  vlan991\s\s
            ;;; MGMT Loopback
            2 100.64.1.135/32  100.64.1.135  Lo0\s\s\s\s\s\s
            """);
  }

  @Test
  void rulesAreToldInDetailAndBrokenAtEightyColumns() {
    typed(
        """
        /ip firewall filter
        add chain=forward action=fasttrack-connection
        add chain=input action=drop connection-state=invalid comment="defconf: drop invalid"
        add chain=output action=drop protocol=icmp src-address=10.0.0.1 out-interface=ether3 \
        log=no log-prefix=""
        """);
    assertThat(typed("print"))
        .isEqualTo(
            """
            Flags: X - DISABLED, I - INVALID; D - DYNAMIC\s
             0  D ;;; special dummy rule to show fasttrack counters
                  chain=forward action=passthrough\s

             1    chain=forward action=fasttrack-connection\s

             2    ;;; defconf: drop invalid
                  chain=input action=drop connection-state=invalid\s

             3    chain=output action=drop protocol=icmp src-address=10.0.0.1\s
                  out-interface=ether3 log=no log-prefix=""\s

            """);
  }

  @Test
  void statsAreATableWithBlanksBetweenThousands() {
    typed(
        """
        /ipv6 firewall filter
        add chain=forward action=accept comment="LAN outbound"
        add chain=input action=accept comment="LAN to router"
        """);
    session.attach(new Counted("/ipv6/firewall/filter", 1_675, 874_062));
    assertThat(typed("/ipv6/firewall/filter/print stats where comment~\"LAN\""))
        .isEqualTo(
            """
            Columns: CHAIN, ACTION, BYTES, PACKETS
            # CHAIN    ACTION    BYTES  PACKETS
            ;;; LAN outbound
            0 forward  accept  874 062    1 675
            ;;; LAN to router
            1 input    accept        0        0
            """);
  }

  /** Numbers stay those of the full list, and a stats table of seed 003 has its rows. */
  @Test
  void countersOfTheSeedAreShownAsItShowsThem() {
    typed("/ip firewall filter add chain=forward action=drop comment=\"defconf: drop invalid\"");
    session.attach(new Counted("/ip/firewall/filter", 9_719, 432_270));
    assertThat(typed("ip firewall filter print stats").lines().toList())
        .containsExactly(
            "Columns: CHAIN, ACTION, BYTES, PACKETS",
            "# CHAIN    ACTION    BYTES  PACKETS",
            ";;; defconf: drop invalid",
            "0 forward  drop    432 270    9 719");
    typed("/ip firewall filter reset-counters 0");
    assertThat(typed("/ip firewall filter print stats")).contains("0 forward  drop        0");
  }

  @Test
  void patternsAreQuotedAsTheyAre() {
    typed("/ip firewall layer7-protocol add name=youtube regexp=\"^.*(youtube\\\\.com).*\\$\"");
    assertThat(typed("/ip firewall layer7-protocol print"))
        .isEqualTo(" 0 name=\"youtube\" regexp=\"^.*(youtube\\.com).*$\" \n\n");
  }

  @Test
  void servicePortsAndIdentityAreThoseOfARouter() {
    assertThat(typed("/ip firewall service-port print").lines())
        .startsWith("Flags: X - DISABLED, I - INVALID ", " 0   name=\"ftp\" ports=21 ", "")
        .contains(
            " 2 X name=\"irc\" ports=6667 ",
            " 4   name=\"sip\" ports=5060,5061 sip-direct-media=yes sip-timeout=1h ");
    assertThat(typed("/system identity print")).isEqualTo("  name: MikroTik\n");
  }

  @Test
  void settingsAreAlignedAtTheirColons() {
    assertThat(typed("/ip firewall connection tracking print").lines())
        .contains(
            "                   enabled: auto",
            "               udp-timeout: 30s ",
            "   tcp-established-timeout: 1d  ");
  }

  @Test
  void anAddressMakesARoute() {
    typed("/ip address add address=10.0.0.1/24 interface=ether1");
    typed("/ip address add address=10.0.9.1/24 interface=ether2 disabled=yes");
    typed("/ip route add dst-address=0.0.0.0/0 gateway=10.0.0.254");
    assertThat(typed("/ip route print"))
        .isEqualTo(
            """
            Flags: D - DYNAMIC; A - ACTIVE; c - CONNECT, s - STATIC
            Columns: DST-ADDRESS, GATEWAY, ROUTING-TABLE, DISTANCE
            #     DST-ADDRESS  GATEWAY     ROUTING-TABLE  DISTANCE
            0  As 0.0.0.0/0    10.0.0.254  main                  1
              DAc 10.0.0.0/24  ether1      main                  0
            """);
    assertThat(typed("/ip route remove 1")).isEqualTo("failure: can not change dynamic\n");
  }

  @Test
  void terseHasOneLineForEachItem() {
    typed("/ip address add address=10.0.0.1/24 interface=ether1 comment=\"to us\"");
    assertThat(typed("/ip address print terse"))
        .isEqualTo("0 comment=to us address=10.0.0.1/24 interface=ether1 \n");
    typed("/ip address add address=10.0.0.2/24 interface=ether1 disabled=yes");
    assertThat(typed("/ip address print terse"))
        .isEqualTo(
            "0   comment=to us address=10.0.0.1/24 interface=ether1 \n"
                + "1 X address=10.0.0.2/24 interface=ether1 \n");
  }

  @Test
  void aNarrowTerminalCutsHeadersThatAreWiderThanTheirData() {
    session.attach(new Counted("", 0, 0));
    session.terminal(127);
    assertThat(typed("/ip firewall connection print").lines().toList())
        .containsExactly(
            "Flags: C - CONFIRMED; s - SRCNAT",
            "Columns: PROTOCOL, SRC-ADDRESS, DST-ADDRESS, TIMEOUT, ORIG-RATE, REPL-RATE,"
                + " ORIG-PACKETS, Repl-packets, ORIG-BYTES, REPL-BYTES",
            "#    PROTOCOL  SRC-ADDRESS            DST-ADDRESS        TIMEOUT  ORIG-RATE  REPL-RATE"
                + "  ORIG-PACKETS  R  ORIG-BYTES  REPL-BYTES",
            "0 Cs udp       192.168.202.197:45463  84.17.53.155:9993  2s       0bps       0bps     "
                + "             2  0         330           0");
  }

  @Test
  void aValueLongerThanATerminalGoesOnInTheNextLine() {
    String pattern = "^(" + "abcdefghij|".repeat(12) + "k)";
    typed("/ip firewall layer7-protocol add name=long regexp=\"" + pattern + "\"");
    typed(
        "/ip firewall filter add chain=forward protocol=tcp dst-port=" + "10001,".repeat(14) + "9");
    assertThat(typed("/ip firewall layer7-protocol print").lines())
        .contains(" 0 name=\"long\" ", "   regexp=\"" + pattern + "\" ");
    session.terminal(60);
    String layer7 = typed("/ip firewall layer7-protocol print");
    assertThat(layer7.lines().mapToInt(String::length).max()).hasValue(60);
    assertThat(layer7.replace("\n   ", "")).contains("regexp=\"" + pattern + "\" ");
    assertThat(typed("/ip firewall filter print").lines())
        .contains(
            " 0    chain=forward action=accept protocol=tcp ",
            "      dst-port=10001,10001,10001,10001,10001,10001,10001,",
            "      10001,10001,10001,10001,10001,10001,10001,9 ");
  }

  @Test
  void queuesShowWhatTheyCarried() {
    typed("/queue tree add name=tree parent=global packet-mark=m max-limit=10M");
    typed("/queue simple add name=simple target=10.0.0.0/8");
    session.attach(new Counted("/ip/firewall/filter", 0, 0));
    assertThat(typed("/queue tree print stats"))
        .isEqualTo(
            """
            Flags: X - DISABLED, I - INVALID\s
             0   name="tree" parent=global packet-mark=m rate=0 packet-rate=0\s
                 queued-bytes=0 queued-packets=0 bytes=67 887 packets=355 dropped=2\s

            """);
    assertThat(typed("/queue simple print stats"))
        .contains("rate=0/0 ", "bytes=300/5000 ", "packets=3/5 ", "dropped=0/1 ");
    assertThat(typed(":put [/queue tree get tree bytes]")).isEqualTo("67887\n");
    typed("/queue tree reset-counters tree");
    assertThat(typed("/queue tree print stats")).contains("bytes=0 packets=0 dropped=0");
    assertThat(typed("/queue simple print stats")).contains("packets=3/5 ");
    typed("/queue simple reset-counters-all");
    assertThat(typed("/queue simple print stats")).contains("packets=0/0 ");
  }

  @Test
  void torchShowsWhatItIsAskedFor() {
    session.attach(new Counted("/ip/firewall/filter", 0, 0));
    for (String asked :
        new String[] {
          "ether1",
          "interface=ether1 duration=30",
          "src-address=192.168.202.0/24",
          "src-address=!10.0.0.0/8 dst-address=84.17.53.155",
          "port=9993",
          "port=80,45463",
          "ip-protocol=udp",
          "ip-protocol=!tcp",
          "layer7-protocol=no-protocol",
          "layer7-protocol=!youtube"
        }) {
      assertThat(typed("/tool torch " + asked)).as(asked).contains("192.168.202.197:45463");
    }
    for (String asked :
        new String[] {
          "src-address=!192.168.202.0/24",
          "dst-address=10.0.0.0/8",
          "port=99",
          "ip-protocol=tcp",
          "layer7-protocol=youtube"
        }) {
      assertThat(typed("/tool torch ether1 " + asked)).as(asked).isEmpty();
    }
    assertThat(typed("/tool torch ether1 vlan-id=5"))
        .isEqualTo("failure: torch does not look at vlan-id here\n");
  }

  @Test
  void aProplistDecidesWhetherCommentsAreShown() {
    typed("/ip firewall filter add chain=input comment=why");
    assertThat(typed("/ip firewall filter print proplist=chain,comment"))
        .isEqualTo(
            "Flags: X - DISABLED, I - INVALID; D - DYNAMIC \n"
                + " 0    ;;; why\n      chain=input \n\n");
    assertThat(typed("/ip firewall filter print proplist=chain"))
        .isEqualTo("Flags: X - DISABLED, I - INVALID; D - DYNAMIC \n 0    chain=input \n\n");
    assertThat(typed("/ip firewall filter print terse proplist=comment"))
        .isEqualTo("0 comment=why \n");
  }

  /** Traffic with one counter and one connection. */
  private record Counted(String menu, long hits, long bytes) implements Live {
    @Override
    public long now() {
      return 0;
    }

    @Override
    public long began() {
      return 0;
    }

    @Override
    public List<Count> counts() {
      return List.of(new Count(menu, 0, hits, bytes));
    }

    @Override
    public List<Queued> queues() {
      return List.of(
          new Queued("tree", "", 355, 67_887, 2),
          new Queued("simple", "upload", 3, 300, 0),
          new Queued("simple", "download", 5, 5_000, 1));
    }

    @Override
    public List<Connection> connections() {
      String source = "192.168.202.197:45463";
      String remote = "84.17.53.155:9993";
      return List.of(
          new Connection(
              false,
              "udp",
              source,
              remote,
              remote,
              "192.0.2.1:45463",
              "",
              List.of(),
              "",
              "2s",
              "Cs",
              -1,
              -1,
              2,
              330,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              6_000_000_000_000L));
    }

    @Override
    public List<Listed> addressLists() {
      return List.of();
    }

    @Override
    public List<Logged> log() {
      return List.of();
    }

    @Override
    public List<Packet> packets() {
      return List.of();
    }
  }
}
