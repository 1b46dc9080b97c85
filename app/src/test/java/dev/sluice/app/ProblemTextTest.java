package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.Ink;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTextTest {
  private final ProblemText text = new ProblemText(Ink.PLAIN);

  @Test
  void showsPlaceLineCaretsAndHelp() {
    Problem problem = problem(4, 26, 30, "add chain=forward action=dorp", "did you mean drop?");
    assertThat(text.render(problem))
        .isEqualTo(
            """
            office.rsc:4:26: error: it is wrong [wrong-thing]
            add chain=forward action=dorp
                                     ^^^^
            help: did you mean drop?
            """);
  }

  @Test
  void keepsTabsSoThatCaretsStandUnderTheWord() {
    assertThat(text.render(problem(1, 2, 5, "\tabc", "")))
        .isEqualTo("office.rsc:1:2: error: it is wrong [wrong-thing]\n\tabc\n\t^^^\n");
  }

  @Test
  void putsOneCaretAfterTheLineWhereSomethingIsMissing() {
    assertThat(text.render(problem(1, 4, 5, "abc", ""))).endsWith("abc\n   ^\n");
    assertThat(text.render(problem(1, 90, 95, "abc", ""))).endsWith("abc\n   ^\n");
  }

  @Test
  void showsThePartOfALongLineRoundTheCarets() {
    String line = "x".repeat(500) + "HERE" + "y".repeat(500);
    String[] lines = text.render(problem(1, 501, 505, line, "")).split("\n", -1);
    assertThat(lines[1]).hasSize(ProblemText.LINE_LIMIT + 2).startsWith("…").endsWith("…");
    int caret = lines[2].indexOf('^');
    assertThat(lines[1].substring(caret, caret + 4)).isEqualTo("HERE");
    assertThat(lines[2].strip()).isEqualTo("^^^^");
  }

  @Test
  void carriesNoControlCharactersToTheTerminal() {
    assertThat(text.render(problem(1, 1, 2, "a\u001b[31mb\u0000\u009b", "c\u0007")))
        .doesNotContain("\u001b", "\u0000", "\u009b", "\u0007");
  }

  @Test
  void leavesOutWhatThereIsNot() {
    Problem bare = new Problem(Origin.NONE, 0, Severity.WARNING, "", "no place", "", "");
    assertThat(text.render(bare)).isEqualTo("warning: no place\n");
  }

  @Test
  void countsBySeverity() {
    Problem error = problem(1, 1, 2, "x", "");
    Problem warning = new Problem(Origin.NONE, 0, Severity.WARNING, "", "w", "", "");
    assertThat(ProblemText.summary(List.of(error, warning, error)))
        .isEqualTo("2 errors, 1 warning\n");
    assertThat(ProblemText.summary(List.of())).isEmpty();
  }

  private static Problem problem(int line, int column, int end, String source, String help) {
    return new Problem(
        new Origin("office.rsc", line, column),
        end,
        Severity.ERROR,
        "wrong-thing",
        "it is wrong",
        help,
        source);
  }
}
