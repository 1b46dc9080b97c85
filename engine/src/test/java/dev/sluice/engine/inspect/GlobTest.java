package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GlobTest {
  private static boolean fits(String glob, String name) {
    return new Glob(glob).fits(name);
  }

  @Test
  void mustFitTheWholeName() {
    assertThat(fits("example.com", "example.com")).isTrue();
    assertThat(fits("example.com", "www.example.com")).isFalse();
    assertThat(fits("example.com", "example.com.org")).isFalse();
  }

  @Test
  void aStarStandsForAnyRunOfCharacters() {
    assertThat(fits("*.example.com", "www.example.com")).isTrue();
    assertThat(fits("*.example.com", "a.b.example.com")).isTrue();
    assertThat(fits("*.example.com", "example.com")).isFalse();
    assertThat(fits("*", "")).isTrue();
    assertThat(fits("*a*b*c", "xxaxxbxxbxc")).isTrue();
    assertThat(fits("*a*b*c", "xxaxxbxxbxcx")).isFalse();
  }

  @Test
  void aQuestionMarkStandsForOneCharacter() {
    assertThat(fits("cdn?.example.com", "cdn7.example.com")).isTrue();
    assertThat(fits("cdn?.example.com", "cdn.example.com")).isFalse();
  }

  @Test
  void bracketsStandForOneOfASet() {
    assertThat(fits("cdn[0-3x].net", "cdn2.net")).isTrue();
    assertThat(fits("cdn[0-3x].net", "cdnx.net")).isTrue();
    assertThat(fits("cdn[0-3x].net", "cdn4.net")).isFalse();
    assertThat(fits("cdn[!0-3].net", "cdn4.net")).isTrue();
    assertThat(fits("cdn[^0-3].net", "cdn3.net")).isFalse();
    assertThat(fits("a[]]b", "a]b")).isTrue();
    assertThat(fits("a[b", "a[b")).isTrue();
  }

  @Test
  void ignoresCase() {
    assertThat(fits("*.EXAMPLE.com", "www.example.com")).isTrue();
  }

  @Test
  void aBackslashTakesTheMeaningAway() {
    assertThat(fits("a\\*b", "a*b")).isTrue();
    assertThat(fits("a\\*b", "axb")).isFalse();
  }

  @Test
  void isNotSlowedDownByManyStars() {
    assertThat(fits("*a".repeat(40) + "b", "a".repeat(1_000))).isFalse();
  }

  @Test
  void aPatternBeyondTheLimitFitsNothing() {
    assertThat(fits("*".repeat(Glob.MOST_CHARACTERS), "a")).isTrue();
    assertThat(fits("*".repeat(Glob.MOST_CHARACTERS + 1), "a")).isFalse();
  }
}
