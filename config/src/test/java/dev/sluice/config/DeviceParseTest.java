package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.device.DeviceError;
import dev.sluice.config.device.DeviceParse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What we say of scripts against what a device with RouterOS 7.22.1 said of them. */
final class DeviceParseTest {
  private static final Pattern ERROR =
      Pattern.compile(
          "(syntax error|expected command name|expected end of command|missing value for \\S+"
              + "|bad command name \\S+) \\(line \\d+ column \\d+\\)");

  @Test
  void agreesWithWhatADeviceSaid() throws IOException {
    int files = 0;
    int refused = 0;
    int verdicts = 0;
    int texts = 0;
    List<String> different = new ArrayList<>();
    Path folder = CorpusTest.folder("parse-verdicts");
    assumeTrue(folder != null, "shared/ not beside the repository: no device to compare with");
    for (Path file : CorpusTest.files("parse-verdicts")) {
      String name = file.getFileName().toString().replace(".rsc", "");
      String said =
          new String(
              Files.readAllBytes(file.resolveSibling(name + ".il")), StandardCharsets.ISO_8859_1);
      Matcher matcher = ERROR.matcher(said);
      String theirs = matcher.find() ? matcher.group() : "accepted";
      String ours =
          DeviceParse.verdict(Files.readAllBytes(file))
              .map(DeviceError::toString)
              .orElse("accepted");
      boolean refuses = !theirs.equals("accepted");
      files++;
      refused += refuses ? 1 : 0;
      verdicts += refuses != ours.equals("accepted") ? 1 : 0;
      texts += refuses && theirs.equals(ours) ? 1 : 0;
      if (!ours.equals(theirs)) {
        different.add(name + ": " + theirs + " / " + ours);
      }
    }
    if (Boolean.getBoolean("sluice.tell")) {
      different.forEach(System.out::println);
      System.out.printf(
          "%d files, accept or refuse agrees %d, refused %d, text and place agree %d%n",
          files, verdicts, refused, texts);
    }
    assertThat(files).isEqualTo(377);
    assertThat(verdicts).as("accept or refuse agrees; different: %s", different).isEqualTo(377);
    assertThat(texts).as("text and place agree; different: %s", different).isEqualTo(180);
  }

  private static String verdict(String text) {
    return DeviceParse.verdict(text.getBytes(StandardCharsets.ISO_8859_1))
        .map(DeviceError::toString)
        .orElse("accepted");
  }

  @Test
  void stopsAtTheFirstSyntaxError() {
    assertThat(verdict("/ip address print\n[admin@MikroTik] > export\n:set x 1"))
        .isEqualTo("syntax error (line 2 column 7)");
  }

  @Test
  void readsOnAfterAnUnknownCommandBecauseItIsAnErrorOnlyWhenItRuns() {
    assertThat(verdict("curl x\n:put 1")).isEqualTo("bad command name curl (line 1 column 1)");
    assertThat(verdict("curl x\n:put \"")).isEqualTo("syntax error (line 2 column 7)");
  }

  @Test
  void looksArgumentsUpInTheMenu() {
    assertThat(verdict("/ip firewall filter add chain=input no-such=1"))
        .isEqualTo("expected end of command (line 1 column 37)");
    assertThat(verdict("/ip firewall filter add chain=input action=drop")).isEqualTo("accepted");
    assertThat(verdict("/ip/firewall/filter\nset [find where comment~\"x\"] disabled=yes"))
        .isEqualTo("accepted");
  }

  @Test
  void asksOfSetThatTheVariableIsDeclared() {
    assertThat(verdict(":local x 1\n:set x 2")).isEqualTo("accepted");
    assertThat(verdict(":do { :local x 1 }\n:set x 2")).isEqualTo("syntax error (line 2 column 6)");
  }

  @Test
  void isQuickAndQuietWithHostileText() {
    for (String piece :
        List.of("{\n", "(", "[", "{", "$fn a=\"", ":if (", "$[", "\\\n", "!", "(>")) {
      String text = piece.repeat(100_000 / piece.length());
      verdict(text);
      long before = System.nanoTime();
      assertThat(verdict(text)).isNotEmpty();
      assertThat(System.nanoTime() - before).as(piece).isLessThan(2_000_000_000L);
    }
  }
}
