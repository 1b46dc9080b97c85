package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ExportTest {
  private static String export(String text) {
    Reading reading = PolicyReader.read("p", text.getBytes(StandardCharsets.UTF_8), false);
    assertThat(reading.problems()).isEmpty();
    return Export.text(reading.config());
  }

  @Test
  void wrapsAsRouterOsWraps() {
    String text =
        """
        # by Sluice, RouterOS 7
        /ip firewall filter
        add action=accept chain=forward comment=\\
            "defconf: accept established,related,untracked" connection-state=\\
            established,related,untracked
        /ip firewall mangle
        add action=mark-connection chain=prerouting comment="Mark VoIP connections" \\
            new-connection-mark=voip-conn passthrough=yes
        """;
    assertThat(export(text)).isEqualTo(text);
  }

  @Test
  void splitsAValueThatIsLongerThanALine() {
    String value = "abc $\"\\ \n".repeat(30);
    String written = Quoting.quoted(value);
    String once = export("/ip firewall filter add chain=input comment=" + written);
    assertThat(once.lines()).allMatch(line -> line.length() <= 80);
    assertThat(export(once)).isEqualTo(once);
    byte[] bytes = once.getBytes(StandardCharsets.UTF_8);
    assertThat(
            PolicyReader.read("p", bytes, false)
                .policy()
                .ipv4()
                .filter()
                .rules()
                .getFirst()
                .comment())
        .isEqualTo(value);
  }

  @Test
  void leavesOutWhatIsAsItWouldBeAnyway() {
    assertThat(
            export(
                """
                /ip firewall filter add chain=input log=no log-prefix="" disabled=no src-address=""
                /ip firewall service-port set ftp disabled=no
                /ip firewall service-port set sip disabled=yes
                /interface ethernet set [ find default-name=ether1 ] comment=x
                /ip route add blackhole dst-address=10.0.0.0/8
                """))
        .isEqualTo(
            """
            # by Sluice, RouterOS 7
            /interface ethernet
            set [ find default-name=ether1 ] comment=x
            /ip firewall filter
            add action=accept chain=input
            /ip firewall service-port
            set sip disabled=yes
            /ip route
            add blackhole dst-address=10.0.0.0/8
            """);
  }

  @Test
  void storesAddressesAsRouterOsDoes() {
    assertThat(
            export(
                """
                /ip firewall filter add chain=input src-address=2.2 dst-address=!10.0.0.0/255.0.0.0
                /ip firewall filter add chain=input src-address=10.1/8 dst-address=!1.2-1.5
                /ip firewall address-list add list=a address=10.1.0.0/255.255.0.0
                """))
        .isEqualTo(
            """
            # by Sluice, RouterOS 7
            /ip firewall address-list
            add address=10.1.0.0/16 list=a
            /ip firewall filter
            add action=accept chain=input dst-address=!10.0.0.0/8 src-address=2.0.0.2
            add action=accept chain=input dst-address=!1.0.0.2-1.0.0.5 src-address=\\
                10.0.0.1/8
            """);
  }

  @Test
  void namesEveryPropertyInTheTableOfSupport() {
    assertThat(SupportTable.markdown())
        .contains("## /ip/firewall/filter")
        .contains("| `p2p` | partial |")
        .contains("| `layer7-protocol` | full |");
  }

  @Test
  void takesNoCommandForAMenu() {
    byte[] text = "e ether/ip firewall\nset 0 x=1\n".getBytes(StandardCharsets.UTF_8);
    String once = Export.text(PolicyReader.read("e", text, true).config());
    assertThat(
            Export.text(
                PolicyReader.read("e", once.getBytes(StandardCharsets.UTF_8), true).config()))
        .isEqualTo(once);
  }
}
