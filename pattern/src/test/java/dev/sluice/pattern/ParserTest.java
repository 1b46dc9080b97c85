package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '\t',
      quoteCharacter = '"',
      textBlock =
          """
          *a	E nothing-to-repeat 0-1
          a|+b	E nothing-to-repeat 2-3
          ^*a	E nothing-to-repeat 1-2
          a{2	E bad-interval 1-3
          a{,}	E bad-interval 1-4
          a{3,1}	E bad-interval 1-6
          {a	E nothing-to-repeat 0-1
          a**	E nested-quantifier 1-3
          a*{2}	E nested-quantifier 1-3
          a???	W lazy-quantifier 1-3 E nested-quantifier 2-4
          (a	E unmatched-parenthesis 0-1
          a)	E unmatched-parenthesis 1-2
          a[b	E unmatched-bracket 1-2
          [[:digit:]	E unmatched-bracket 0-1
          [z-a]	E invalid-range 1-4
          [a-[:digit:]]	E invalid-range 1-12
          [[:word:]]	E unknown-class 1-9
          [[=a=]]	E collating-element 1-6
          (a)\\1	E back-reference 3-5
          a\\	E trailing-backslash 1-2
          (?i)a	E perl-group 0-4
          (?:a)	E perl-group 0-2
          a*?b	W lazy-quantifier 1-3
          a++	W possessive-quantifier 1-3
          a\\s	W letter-escape 1-3
          \\x4g	W bad-hex 0-2
          [a\\.]	W backslash-in-brackets 2-4
          a||b	W empty-branch 1-2
          |a	W empty-branch 0-1
          a()	W empty-group 1-3
          []a]	""
          [^]a]	""
          [a-]	""
          a{2}{	E nested-quantifier 3-5
          a}]	""
          """)
  void saysWhereAndWhatIsWrong(String text, String expected) {
    String written = text.replace("\\\\", "\\");
    PatternSet set = Streams.set(Dialect.ROUTEROS, written);
    List<String> found =
        set.problems().stream()
            .map(p -> "%s %s %d-%d".formatted(p.error() ? "E" : "W", p.code(), p.start(), p.end()))
            .toList();
    assertThat(String.join(" ", found)).isEqualTo(expected);
    assertThat(set.valid(0)).isEqualTo(!expected.contains("E "));
    assertThat(set.problems()).allMatch(p -> !p.message().isEmpty() && !p.help().isEmpty());
  }

  @Test
  void namesTheLimitAndHowFarOverItSomethingIs() {
    Limits limits = new Limits(20, 2, 5, 30, 1000, 60, 1 << 20, 1 << 20, 8);
    assertThat(refusal("a".repeat(20), limits)).isEmpty();
    assertThat(refusal("a".repeat(23), limits))
        .isEqualTo("23 bytes are 3 over the limit pattern-length=20");
    assertThat(refusal("((a))", limits)).isEmpty();
    assertThat(refusal("(((a)))", limits))
        .isEqualTo("3 groups in one another are 1 over the limit nesting=2");
    assertThat(refusal("a{5}", limits)).isEmpty();
    assertThat(refusal("a{9}", limits)).isEqualTo("9 repetitions are 4 over the limit repeat=5");
    assertThat(refusal("(abcdefg){5}", limits))
        .isEqualTo("40 states are 10 over the limit pattern-states=30");
    assertThat(refusal("x(((a?)?)?)?y", new Limits(99, 9, 9, 99, 9, 99, 1, 1, 8)))
        .contains("pattern-transitions=9");
    PatternSet set =
        PatternSet.compile(
            List.of(
                new Pattern("a", "a{5}b{5}c{5}"),
                new Pattern("b", "a{5}b{5}c{5}d{5}"),
                new Pattern("c", "a{5}b{5}c{5}d{5}e{5}")),
            Dialect.ROUTEROS,
            limits);
    assertThat(set.valid(0)).isTrue();
    assertThat(set.valid(1)).isFalse();
    assertThat(set.problems().getFirst().message()).contains("over the limit");
  }

  @Test
  void leadsFromDecodedBytesBackToTheWrittenText() {
    PatternSet set = Streams.set(Dialect.L7_FILTER, "\\x41\\x2a\\x2ab", "ab\\x00*");
    assertThat(set.problems())
        .extracting(p -> p.code() + " " + p.start() + "-" + p.end())
        .containsExactly(
            "hex-operator 4-8",
            "hex-operator 8-12",
            "nested-quantifier 4-12",
            "nul-cuts-pattern 2-7");
    assertThat(Streams.matches(set, "xAb")).isEqualTo("p1");
  }

  private static String refusal(String text, Limits limits) {
    PatternSet set = PatternSet.compile(List.of(new Pattern("p", text)), Dialect.ROUTEROS, limits);
    return set.valid(0) ? "" : set.problems().getLast().message();
  }
}
