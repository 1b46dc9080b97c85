package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void setsBlanksBetweenThousandsAsRouterOsDoes() {
    assertThat(Words.number(0)).isEqualTo("0");
    assertThat(Words.number(999)).isEqualTo("999");
    assertThat(Words.number(1_000)).isEqualTo("1 000");
    assertThat(Words.number(28_505_528L)).isEqualTo("28 505 528");
    assertThat(Words.number(-1_234)).isEqualTo("-1 234");
    assertThat(Words.number(-123)).isEqualTo("-123");
  }

  @Test
  void writesDurationsWithoutPartsThatAreZero() {
    assertThat(Words.duration(0)).isEqualTo("0s");
    assertThat(Words.duration(59)).isEqualTo("59s");
    assertThat(Words.duration(3_600)).isEqualTo("1h");
    assertThat(Words.duration(86_399)).isEqualTo("23h59m59s");
    assertThat(Words.duration(8 * 86_400 + 5)).isEqualTo("1w1d5s");
  }

  @Test
  void writesSizesInPowersOf1024() {
    assertThat(Words.size(0)).isEqualTo("0 B");
    assertThat(Words.size(1_023)).isEqualTo("1023 B");
    assertThat(Words.size(1_024)).isEqualTo("1.0 KiB");
    assertThat(Words.size((1 << 20) - 1)).isEqualTo("1.0 MiB");
    assertThat(Words.size(Long.MAX_VALUE)).isEqualTo("8192.0 PiB");
  }

  @Test
  void countsInTheSingularAndThePlural() {
    assertThat(Words.count(1, "packet")).isEqualTo("1 packet");
    assertThat(Words.count(2_000, "packet")).isEqualTo("2 000 packets");
  }
}
