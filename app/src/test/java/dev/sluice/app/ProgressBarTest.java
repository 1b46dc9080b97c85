package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.Ink;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void tellsRateAndRemainingTime() {
    assertThat(ProgressBar.line(3_000_000, 250, 1_000, 2 * SECOND))
        .startsWith("███████░")
        .endsWith(" 25 %  3 000 000 packets, 1 500 000/s, 6 s left")
        .hasSizeLessThan(80);
  }

  @Test
  void tellsTheRateAloneWhereTheLengthIsNotKnown() {
    assertThat(ProgressBar.line(1_000, 5, -1, SECOND)).isEqualTo("1 000 packets, 1 000/s");
  }

  @Test
  void neverPassesTheEnd() {
    assertThat(ProgressBar.line(10, 5_000, 1_000, SECOND)).contains("100 %", " 0 s left");
  }

  @Test
  void drawsNothingInTheFirstSecond() {
    assertThat(drawn(true)).isEmpty();
  }

  @Test
  void drawsNothingWhereNobodyWatches() {
    assertThat(drawn(false)).isEmpty();
  }

  private static String drawn(boolean terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(out, true, UTF_8);
    Streams streams =
        new Streams(InputStream.nullInputStream(), err, err, Ink.PLAIN, Ink.PLAIN, terminal);
    ProgressBar bar = new ProgressBar(streams, List.of());
    bar.at(1, 1);
    bar.clear();
    return out.toString(UTF_8);
  }
}
