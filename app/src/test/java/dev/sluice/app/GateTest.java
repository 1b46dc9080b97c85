package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate for pull requests in docs/cli.md does what it says, as it is written there. */
class GateTest {
  private static final Pattern RUN = Pattern.compile("run: \\./sluice (.*)");
  private static final String POLICY =
      """
      /ip address add address=192.168.1.1/24 interface=bridge
      /ip firewall filter
      add chain=forward action=accept connection-state=established,related
      add chain=forward action=drop protocol=tcp dst-port=23 comment="No telnet"
      """;
  private static final String TESTS =
      """
      policy edge.rsc
      test "Nobody uses telnet"
        packet in=bridge tcp 192.168.1.5:40000 > 192.0.2.1:23 syn
        expect drop rule="No telnet"
      """;

  @TempDir private Path folder;

  /** The exit statuses of the documented commands over these files. */
  private List<Integer> run(String policy, String tests) throws IOException {
    Files.writeString(folder.resolve("edge.rsc"), policy);
    Files.writeString(folder.resolve("edge.test"), tests);
    List<Integer> statuses = new ArrayList<>();
    String page = Files.readString(Path.of("..", "docs", "cli.md"));
    for (String command : RUN.matcher(page).results().map(run -> run.group(1)).toList()) {
      String shell = command.replaceAll(" > \\S+$", "").replace("policies/*", folder + "/edge");
      statuses.add(Outcome.of(shell.split(" ", -1)).status());
    }
    return statuses;
  }

  @Test
  void letsThroughWhatIsRight() throws IOException {
    assertThat(run(POLICY, TESTS)).containsExactly(Exit.DONE, Exit.DONE);
  }

  @Test
  void stopsAWarningAndAnExpectationThatDoesNotHold() throws IOException {
    String telnet = "add chain=forward action=accept protocol=tcp\n";
    String shadowed =
        POLICY.replace("add chain=forward action=drop", telnet + "add chain=forward action=drop");
    assertThat(run(shadowed, TESTS)).containsExactly(Exit.ERRORS, Exit.ERRORS);
    assertThat(run(POLICY, TESTS.replace("expect drop", "expect accept")))
        .containsExactly(Exit.DONE, Exit.ERRORS);
  }
}
