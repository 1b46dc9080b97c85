package dev.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pattern.Dialect;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternCheckTest {

  private static List<Problem> check(String text, String regexp) {
    Layer7Protocol entry = new Layer7Protocol("app", regexp, false, "", new Origin("a.rsc", 1, 1));
    return PatternCheck.of(
        text.getBytes(StandardCharsets.ISO_8859_1), List.of(entry), Dialect.ROUTEROS);
  }

  private static Problem only(List<Problem> problems, String code) {
    return problems.stream().filter(p -> p.code().equals(code)).findFirst().orElseThrow();
  }

  @Test
  void underlinesTheFaultThroughEscapes() {
    String text = "/ip firewall layer7-protocol add name=app regexp=\"^\\\\x13abc(def\"";
    Problem problem = only(check(text, "^\\x13abc(def"), "unmatched-parenthesis");
    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(text.charAt(problem.origin().column() - 1)).isEqualTo('(');
  }

  @Test
  void followsContinuedLines() {
    String text = "add name=app \\\n    regexp=\"abc\\\n    d(ef\"";
    Problem problem = only(check(text, "abcd(ef"), "unmatched-parenthesis");
    assertThat(problem.origin().line()).isEqualTo(3);
    assertThat(problem.origin().column()).isEqualTo(6);
    assertThat(problem.line()).isEqualTo("    d(ef\"");
  }

  @Test
  void proposesWhatCanBePasted() {
    String text = "add name=app regexp=\"^.+(speedtest).*\\\\\\$\"";
    Problem problem = only(check(text, "^.+(speedtest).*\\$"), "escaped-dollar");
    assertThat(problem.help()).endsWith("regexp=\"^.+(speedtest).*\\$\"");
    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aDisabledEntryIsLeftAlone() {
    Layer7Protocol entry = new Layer7Protocol("app", "(", true, "", Origin.NONE);
    assertThat(PatternCheck.of(new byte[0], List.of(entry), Dialect.ROUTEROS)).isEmpty();
  }
}
