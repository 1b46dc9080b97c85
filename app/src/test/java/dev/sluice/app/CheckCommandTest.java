package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String OFFICE = Path.of("..", "examples", "office", "office.rsc").toString();

  @TempDir private Path folder = Path.of("");

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("a.rsc"), content, StandardCharsets.UTF_8).toString();
  }

  @Test
  void theOfficePolicyHasNotesOnly() {
    Outcome outcome = Outcome.of("check", OFFICE);
    assertThat(outcome.status()).isEqualTo(Exit.DONE);
    assertThat(outcome.out()).contains("note: steam").doesNotContain("error:", "warning:");
    assertThat(Outcome.of("check", "--quiet", OFFICE).out()).contains("nothing wrong");
  }

  @Test
  void showsWhereAndWhatToDo() throws IOException {
    String file = file("/ip firewall filter\nadd chain=forward action=dorp\n");
    Outcome outcome = Outcome.of("check", file);
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.out())
        .contains(file + ":2:26: error:")
        .contains("\nadd chain=forward action=dorp\n                         ^^^^\n")
        .contains("did you mean drop?");
  }

  @Test
  void printsJson() throws IOException {
    Outcome outcome =
        Outcome.of("check", "--format", "json", file("/ip dhcp-server\nadd name=x\n"));
    assertThat(outcome.status()).isEqualTo(Exit.DONE);
    assertThat(outcome.out()).contains("\"outside\":{\"/ip/dhcp-server\":1}", "\"problems\":[]");
  }

  @Test
  void aFaultyPatternIsAnError() throws IOException {
    Outcome outcome =
        Outcome.of("check", file("/ip firewall layer7-protocol add name=a regexp=\"(b\"\n"));
    assertThat(outcome.status()).isEqualTo(Exit.ERRORS);
    assertThat(outcome.out()).contains("unmatched-parenthesis");
  }

  @Test
  void exportIsStable() throws IOException {
    Outcome once = Outcome.of("export", OFFICE);
    assertThat(once.status()).isEqualTo(Exit.DONE);
    assertThat(Outcome.of("export", file(once.out())).out()).isEqualTo(once.out());
  }

  @Test
  void exportKeepsWhatItDoesNotUnderstandAndItsBytes() throws IOException {
    String text = "/ip firewall filter\nadd chain=forward comment=\"Büro\"\n";
    assertThat(Outcome.of("export", file(text)).out()).contains("B\\C3\\BCro");
  }

  @Test
  void aMissingFileIsSaid() {
    Outcome outcome = Outcome.of("check", folder.resolve("none.rsc").toString());
    assertThat(outcome.status()).isEqualTo(Exit.UNREADABLE);
    assertThat(outcome.err()).contains("no such file");
  }
}
