package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that an older version wrote, and files that are a part of what a device has. */
final class OldFilesTest {
  private static Reading read(String text) {
    return PolicyReader.read("old", text.getBytes(StandardCharsets.UTF_8), false);
  }

  private static List<String> errors(Reading reading) {
    return reading.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .map(Problem::message)
        .toList();
  }

  private static List<String> comments(Reading reading) {
    return reading.config().items("/ip/firewall/filter").stream()
        .map(item -> item.text("comment"))
        .toList();
  }

  @Test
  void understandsSimpleQueuesOfVersionFive() {
    Reading reading =
        read(
            """
            /queue simple
            add name=a target-addresses=10.0.0.1/32 interface=ether1 direction=both max-limit=1M/1M
            add name=b interface=ether2 dst-address=10.9.0.0/16
            add name=c interface=all packet-marks=voip parent=a
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(reading.problems())
        .allMatch(problem -> problem.code().equals("old-spelling"))
        .hasSize(7);
    List<Item> queues = reading.config().items("/queue/simple");
    assertThat(queues)
        .extracting(item -> item.text("target"))
        .containsExactly("10.0.0.1/32", "ether2", "");
    assertThat(queues.get(1).text("dst")).isEqualTo("10.9.0.0/16");
    assertThat(Export.text(reading.config()))
        .contains("add max-limit=1M/1M name=a target=10.0.0.1/32");
  }

  @Test
  void passesOverWhatAnOldRouterHad() {
    Reading reading =
        read(
            """
            /ip firewall service-port
            set ftp disabled=yes
            set gre disabled=yes
            set mms disabled=yes
            /ip address add address=10.0.0.1/24 interface=ether1 actual-interface=ether1
            /ip settings set max-arp-entries=1024
            /system logging action add bsd-syslog=yes name=far remote=10.0.0.9 target=remote
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(reading.problems()).hasSize(5);
    assertThat(Export.text(reading.config()))
        .contains("add name=far remote=10.0.0.9 remote-log-format=syslog target=remote");
  }

  @Test
  void refusesTheSameAtTheConsole() {
    Session session = new Session(Config.EMPTY);
    assertThat(session.execute("/queue simple add name=a interface=ether1").text())
        .isEqualTo("bad parameter interface (line 1 column 35)\n");
    assertThat(session.execute("/queue simple add name=a").text())
        .isEqualTo("missing value(s) of argument(s) target\n");
    assertThat(session.execute("/ip firewall filter add chain=input place-before=3").text())
        .isEqualTo("no such item\n");
    assertThat(session.execute(":put [/interface get [find default-name=ether1] name]").text())
        .isEqualTo("no such item\n");
  }

  @Test
  void putsAtTheEndWhatCountsRulesThatTheDeviceHadBefore() {
    Reading reading =
        read(
            """
            /ip firewall filter
            add chain=input comment=second place-before=6
            add chain=input comment=first place-before=6
            add chain=input comment=top place-before=0
            :local chain forward
            add chain=$chain comment=last place-before=9
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(comments(reading)).containsExactly("top", "first", "second", "last");
    assertThat(reading.problems()).extracting(Problem::code).containsOnly("unknown-place");
  }

  @Test
  void callsAPortByItsDefaultNameUntilItIsRenamed() {
    Reading reading =
        read(
            """
            /interface ethernet set [ find default-name=ether2 ] name=lan
            /ip firewall filter
            add chain=input in-interface=[/interface get [find default-name=ether1] value-name=name]
            add chain=input in-interface=[/interface get [find default-name=ether2] name]
            add chain=input in-interface=[/interface ethernet get [find default-name=ether3] name]
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(reading.config().items("/ip/firewall/filter"))
        .extracting(item -> item.text("in-interface"))
        .containsExactly("ether1", "lan", "ether3");
  }

  @Test
  void looksUpItemsByVariables() {
    Reading reading =
        read(
            """
            /ip firewall filter
            :local name mine
            add chain=mine comment=old
            add chain=input comment=kept
            remove numbers=[find chain=$name]
            add chain=mine comment=new place-before=[find comment=("ke" . "pt")]
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(comments(reading)).containsExactly("new", "kept");
  }

  @Test
  void readsInAndFromWithoutTheSignOfEquality() {
    Reading reading =
        read(
            """
            /ip firewall filter
            :for n from 1 to 3 step 2 do={ add chain=input comment="for $n" }
            :foreach i in {4;5} do={ add chain=input comment="each $i" }
            """);
    assertThat(errors(reading)).isEmpty();
    assertThat(comments(reading)).containsExactly("for 1", "for 3", "each 4", "each 5");
  }

  @Test
  void saysOfATemplateThatItIsOne() {
    Reading reading =
        read("/ip firewall filter\nadd chain=input in-interface={{ wan | default('e') }}\n");
    assertThat(reading.problems())
        .extracting(Problem::help)
        .containsExactly("this looks like a template: fill it in first");
  }
}
