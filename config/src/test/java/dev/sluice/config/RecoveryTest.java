package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a text goes on after a statement that could not be read, and what is not done then. */
final class RecoveryTest {
  private static final String GOOD = "/ip firewall layer7-protocol add name=good regexp=x\n";

  private static boolean understood(String text) {
    byte[] bytes = (text + "\n" + GOOD).getBytes(StandardCharsets.UTF_8);
    return PolicyReader.read("r", bytes, false)
        .config()
        .items("/ip/firewall/layer7-protocol")
        .stream()
        .anyMatch(item -> item.text("name").equals("good"));
  }

  private static String typed(String text) {
    return new Session(Config.EMPTY).execute(text).text();
  }

  @Test
  void goesOnInTheNextLineWhateverIsLeftOpen() {
    for (String bad :
        List.of(
            "add action=}drop dst-port=80\rprotocol=tcp li{it=10/5s",
            "/ip firewal) filter add fr}ag\rtime=8h src-ad{ress=fe80::/10",
            "#\r (#m{nt co#m{nt",
            "set [#find chain=forward and{commen",
            ":foreach i in={\r;2} nfo ($a#. \"b\") } }.do={ :put 1 }.",
            ":put (1 + ",
            ":put [:len {1;2}",
            ":local x {1;2",
            ":put \"never closed",
            ":if (1 = 1) do={")) {
      assertThat(understood(bad)).as(bad).isTrue();
    }
  }

  @Test
  void goesOnAfterTheBlockOfAStatementThatItDoesNotUnderstand() {
    String text = ":if (1 = 2 do={\n:put one\n:put {a;\n}\n}\n:put good\n";
    assertThat(typed(text)).doesNotContain("one").endsWith("good\n");
  }

  @Test
  void doesNothingOfABlockThatNothingCloses() {
    assertThat(typed(":put first\n:if (1 = 2) do={\n:put inside\n"))
        .isEqualTo("first\nmissing closing brace (line 2 column 16)\n");
  }

  @Test
  void leavesTheBraceOfABlockToTheBlock() {
    String text =
        "/ip firewall nat { add chain=srcnat a!(; add chain=x }\n:put [/ip firewall nat find]\n";
    assertThat(typed(text)).isEqualTo("syntax error (line 1 column 39)\n\n");
  }

  @Test
  void takesAHashInTheMiddleOfALineForNoComment() {
    assertThat(typed(":put (1 #)")).isEqualTo("syntax error (line 1 column 9)\n");
    assertThat(typed(":put ({1; # one\n2}->1)\n")).isEqualTo("2\n");
    assertThat(typed(":put (1\n# one\n+ 2)\n")).isEqualTo("3\n");
  }

  @Test
  void tellsWhetherATypedLineGoesOn() {
    assertThat(Session.open(":if (1 = 1) do={")).isTrue();
    assertThat(Session.open("} {")).isTrue();
    assertThat(Session.open("{ ( }")).isFalse();
    assertThat(Session.open(":put [:len {1;2]")).isTrue();
    assertThat(Session.open("# {\r:put 1")).isFalse();
    assertThat(Session.open("# {\r:put (")).isTrue();
    assertThat(Session.open(":put \"a { b")).isTrue();
    assertThat(Session.open("add chain=input \\")).isTrue();
    assertThat(Session.open("add chain=input )")).isFalse();
  }
}
