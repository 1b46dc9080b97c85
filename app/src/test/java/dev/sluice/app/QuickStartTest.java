package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order of rules that a well-known guide begins with, accept established before layer 7, in the
 * office policy: what check says is all that is needed to repair it.
 */
class QuickStartTest {
  private static final Path OFFICE = Path.of("../examples/office/office.rsc");
  private static final String CAPTURE = "../examples/office/office.pcap";
  private static final String HERE = "# 4. Management access - allow everything\n";
  private static final String ACCEPT =
      "/ip firewall filter add chain=forward connection-state=established,related action=accept\n";
  private static final String DROP =
      "/ip firewall filter add chain=forward in-interface-list=LAN out-interface-list=WAN"
          + " protocol=tcp layer7-protocol=bittorrent action=drop\n";

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static long dropped(String policy) {
    Matcher count =
        Pattern.compile("\"dropped\":([0-9]+)")
            .matcher(Outcome.of("replay", "--format", "json", policy, CAPTURE).out());
    assertThat(count.find()).isTrue();
    return Long.parseLong(count.group(1));
  }

  /** Does at the console what the help says, and leaves the whole policy. */
  private String repaired(String policy, Outcome check) throws IOException {
    Matcher help =
        Pattern.compile("help: .*?(/ip firewall filter move [^.]*)\\.").matcher(check.out());
    assertThat(help.find()).as(check.out()).isTrue();
    String script = file("script", help.group(1) + "\n/export\n");
    Outcome console = Outcome.of("console", "--policy", policy, "--script", script);
    assertThat(console.status()).as(console.out()).isEqualTo(Exit.DONE);
    return file("repaired.rsc", console.out());
  }

  @Test
  void oneMessageRepairsAllRulesBehindTheAccept() throws IOException {
    String text = Files.readString(OFFICE);
    assertThat(text).contains(HERE);
    String wrong = file("wrong.rsc", text.replace(HERE, HERE + ACCEPT + DROP));
    Outcome check = Outcome.of("check", "--quiet", wrong);
    assertThat(check.out())
        .contains(
            "layer 7 sees no TCP payload here: rule 0 (line 36)", "8 more rules", "1 warning");
    assertThat(dropped(wrong)).isLessThan(20);
    String repaired = repaired(wrong, check);
    assertThat(Outcome.of("check", "--quiet", repaired).out()).contains("nothing wrong");
    assertThat(dropped(repaired)).isGreaterThanOrEqualTo(dropped(OFFICE.toString()));
  }

  @Test
  void rulesThatAskForMarksOfLayer7AreToldToo() throws IOException {
    String text = Files.readString(OFFICE);
    String wrong = file("wrong.rsc", text.replace(HERE, HERE + ACCEPT));
    Outcome check = Outcome.of("check", "--quiet", wrong);
    assertThat(check.out())
        .contains("no TCP packet comes here with this connection-mark", "7 more rules");
    String repaired = repaired(wrong, check);
    assertThat(Outcome.of("check", "--quiet", repaired).out()).contains("nothing wrong");
    assertThat(dropped(repaired)).isEqualTo(dropped(OFFICE.toString()));
  }
}
