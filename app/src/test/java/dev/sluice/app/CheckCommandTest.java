package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

  private static final String SHADOWED =
      "/ip firewall filter\nadd chain=input action=drop\n"
          + "add chain=input action=accept comment=\"<&>\"\n";

  @Test
  void printsSarifAsTheStandardHasIt() throws Exception {
    Outcome outcome = Outcome.of("check", "--format", "sarif", file(SHADOWED));
    JsonNode root = JsonMapper.shared().readTree(outcome.out());
    assertThat(root.path("version").asString()).isEqualTo("2.1.0");
    assertThat(root.path("$schema").asString()).endsWith("sarif-schema-2.1.0.json");
    JsonNode run = root.path("runs").path(0);
    assertThat(run.path("tool").path("driver").path("name").asString()).isEqualTo("Sluice");
    JsonNode result = run.path("results").path(0);
    assertThat(result.path("ruleId").asString()).isEqualTo("shadowed-rule");
    assertThat(result.path("level").asString()).isIn("error", "warning", "note");
    assertThat(result.path("message").path("text").asString()).contains("Help:");
    int rule = result.path("ruleIndex").asInt();
    assertThat(run.path("tool").path("driver").path("rules").path(rule).path("id").asString())
        .isEqualTo("shadowed-rule");
    JsonNode region = result.path("locations").path(0).path("physicalLocation").path("region");
    assertThat(region.path("startLine").asInt()).isEqualTo(3);
    assertThat(region.path("endColumn").asInt()).isGreaterThan(region.path("startColumn").asInt());
  }

  @Test
  void printsJunitXml() throws Exception {
    Outcome outcome = Outcome.of("check", "--format", "junit", file(SHADOWED));
    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(outcome.out().getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    assertThat(suites.getElementsByTagName("testsuite").getLength()).isEqualTo(1);
    Element test = (Element) suites.getElementsByTagName("testcase").item(0);
    assertThat(test.getAttribute("name")).contains("shadowed-rule");
    Element failure = (Element) test.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("type")).isEqualTo("warning");
    assertThat(failure.getTextContent()).contains("<&>", "help:");
  }

  @Test
  void strictCountsWarnings() throws IOException {
    String file = file(SHADOWED);
    assertThat(Outcome.of("check", file).status()).isEqualTo(Exit.DONE);
    assertThat(Outcome.of("check", "--strict", file).status()).isEqualTo(Exit.ERRORS);
  }

  @Test
  void aProfileRefusesWhatItsVersionDoes() throws IOException {
    String file = file("/ip firewall nat\nadd chain=output action=dst-nat to-addresses=10.0.0.1\n");
    assertThat(Outcome.of("check", "--profile", "7", file).status()).isEqualTo(Exit.DONE);
    Outcome old = Outcome.of("check", "--profile", "6.49", file);
    assertThat(old.status()).isEqualTo(Exit.ERRORS);
    assertThat(old.out()).contains("not-in-profile");
    assertThat(Outcome.of("check", "--profile", "5", file).status()).isEqualTo(Exit.USAGE);
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
