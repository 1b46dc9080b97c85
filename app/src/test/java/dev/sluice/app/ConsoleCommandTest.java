package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCommandTest {
  @TempDir private Path folder;

  private Outcome console(String script, String... options) throws IOException {
    Path file = folder.resolve("commands.rsc");
    Files.writeString(file, script);
    String[] arguments = new String[options.length + 3];
    arguments[0] = "console";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[options.length + 1] = "--script";
    arguments[options.length + 2] = file.toString();
    return Outcome.of(arguments);
  }

  private static Path office(String name) {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("examples"))) {
      at = java.util.Objects.requireNonNull(at.getParent());
    }
    return at.resolve("examples/office").resolve(name);
  }

  @Test
  void aScriptRunsAndAnErrorEndsOnlyItsStatement() throws IOException {
    Outcome outcome = console(":put one\n/ip bogus\n:put two\n");
    assertThat(outcome.out()).isEqualTo("one\nbad command name bogus (line 2 column 5)\ntwo\n");
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
  }

  @Test
  void commandsComeFromStandardInputWhereThereIsNoTerminal() {
    byte[] script =
        "/ip firewall filter\nadd chain=input\n:put [print count-only]\n".getBytes(UTF_8);
    assertThat(Outcome.of(script, "console", "--script", "-").out()).isEqualTo("1\n");
    assertThat(Outcome.of(script, "console").out()).isEqualTo("1\n");
  }

  @Test
  void afterAReplayCountersConnectionsAndTorchShowWhatItLeft() throws IOException {
    Outcome outcome =
        console(
            """
            /ip firewall filter print stats where comment~"Facebook"
            :put [/ip firewall connection print count-only where layer7-protocol=bittorrent]
            /tool torch port=6881
            /tool sniffer packet print count-only
            /queue tree print stats
            /system clock print
            """,
            "--policy",
            office("office.rsc").toString(),
            "--replay",
            office("office.pcap").toString());
    assertThat(outcome.out())
        .startsWith(
            """
            Columns: CHAIN, ACTION, BYTES, PACKETS
            # CHAIN    ACTION  BYTES  PACKETS
            ;;; Block Facebook for employees
            1 forward  drop    4 275       35
            """)
        .contains("bittorrent")
        .containsPattern(" bytes=1\\d\\d \\d{3} packets=\\d+ dropped=0 ")
        .contains("  time-zone-name: ");
    assertThat(outcome.status()).isEqualTo(Exit.DONE);
  }

  @Test
  void fasttrackedTrafficShowsInDummyRulesAndFlags() throws IOException {
    Path policy = folder.resolve("fasttrack.rsc");
    Files.writeString(
        policy,
        """
        /ip firewall filter
        add chain=forward action=fasttrack-connection connection-state=established,related
        add chain=forward action=accept
        /ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
        """);
    Outcome outcome =
        console(
            """
            /ip firewall filter print stats where dynamic
            /ip firewall connection print terse where src-address=192.168.1.102 and protocol=icmp
            /ip firewall connection print terse where src-port=40001
            :put [/ip firewall connection print count-only where timeout]
            """,
            "--policy",
            policy.toString(),
            "--replay",
            office("office.pcap").toString());
    assertThat(outcome.out())
        .startsWith(
            """
            Flags: D - DYNAMIC
            Columns: CHAIN, ACTION, BYTES, PACKETS
            #   CHAIN    ACTION         BYTES  PACKETS
            ;;; special dummy rule to show fasttrack counters
            0 D forward  passthrough  408 343      967
            """)
        .contains(" SCs protocol=icmp ")
        .contains(" icmp-type=8 icmp-code=0 icmp-id=77 ")
        .contains(" SACFs protocol=tcp src-address=192.168.1.101 src-port=40001 ")
        .contains(" orig-rate=4.3kbps repl-rate=44.9kbps ")
        .endsWith("\n1\n");
    assertThat(outcome.status()).isEqualTo(Exit.DONE);
  }

  @Test
  void exportWritesAFileAndImportReadsIt() throws IOException {
    String name = folder.resolve("saved").toString();
    Outcome outcome =
        console(
            "/ip firewall address-list add list=a address=192.0.2.1\n"
                + "/ip firewall address-list export file=\""
                + name
                + "\"\n"
                + "/ip firewall address-list remove [find]\n"
                + "/import \""
                + name
                + ".rsc\"\n"
                + ":put [/ip firewall address-list find]\n");
    assertThat(outcome.out())
        .contains("Script file loaded and executed successfully")
        .contains("*");
    assertThat(outcome.status()).isEqualTo(Exit.DONE);
  }
}
