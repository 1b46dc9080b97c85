package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Threads that take the first bytes of a stream whatever they are wake where they should. */
class SleepersTest {
  private static final int ROUNDS = Math.max(200, Integer.getInteger("sluice.cases", 20_000) / 20);

  @Test
  void leavesOutOnlyWhatTakesAnyByteForLong() {
    assertThat(wake("^.{20}x")).isEqualTo(20);
    assertThat(wake("^.{20}x", "^.{9}.?y", "^z")).isEqualTo(9);
    assertThat(wake("^.{7}x")).isZero();
    assertThat(wake(".{20}x")).isZero();
    assertThat(wake("^.*x")).isZero();
    assertThat(wake("^[^a]{20}x")).isZero();
  }

  @Test
  void findsTheSameWhereverStreamsAreCut() {
    long seed = Long.getLong("sluice.seed", 1);
    Random random = new Random(seed);
    int matches = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> texts = new ArrayList<>();
      for (int p = 0; p < 1 + random.nextInt(6); p++) {
        texts.add(pattern(random));
      }
      Scanner scanner = new Scanner(Streams.set(texts.toArray(String[]::new)));
      for (int i = 0; i < 20; i++) {
        String data = digits(random, random.nextInt(60));
        List<Integer> cuts = new ArrayList<>(List.of(data.length()));
        for (int cut = 0; cut < random.nextInt(3); cut++) {
          cuts.add(random.nextInt(data.length() + 1));
        }
        cuts.sort(null);
        long expected = 0;
        long[] matched = new long[1];
        long stream = scanner.start();
        int at = 0;
        for (int cut : cuts) {
          MemorySegment bytes = MemorySegment.ofArray(data.getBytes(StandardCharsets.ISO_8859_1));
          stream = scanner.scan(stream, bytes, at, cut, matched);
          at = cut;
          for (int p = 0; p < texts.size(); p++) {
            Pattern oracle = Pattern.compile(texts.get(p).replace("$", "\\z"), Pattern.DOTALL);
            expected |= oracle.matcher(data.substring(0, cut)).find() ? 1L << p : 0;
          }
          assertThat(matched[0])
              .as("seed %d, round %d, %s, %s cut at %s", seed, round, texts, data, cuts)
              .isEqualTo(expected);
        }
        matches += Long.bitCount(expected);
      }
    }
    assertThat(matches).isGreaterThan(ROUNDS);
  }

  /** After how many bytes threads wake; 0 if none sleeps. */
  private static int wake(String... texts) {
    PatternSet set = Streams.set(texts);
    boolean[] all = new boolean[texts.length];
    Arrays.fill(all, true);
    Sleepers sleepers = Sleepers.of(set.nfa(), all);
    return sleepers == null ? 0 : sleepers.wake();
  }

  private static String pattern(Random random) {
    String count = ".{" + random.nextInt(24) + "}";
    String end = random.nextInt(4) == 0 ? "$" : "";
    String tail = digits(random, 1 + random.nextInt(3));
    return switch (random.nextInt(6)) {
      case 0 -> tail + end;
      case 1 -> "^" + count + "(" + tail + "|..?" + digits(random, 1) + ")" + end;
      case 2 -> "^" + count + ".?.?" + tail + end;
      case 3 -> "^(" + count + "1|" + digits(random, 2) + ".*" + tail + ")" + end;
      case 4 -> "^" + count + tail + ".*" + digits(random, 1) + end;
      default -> "^" + count + end;
    };
  }

  private static String digits(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) ('0' + random.nextInt(4)));
    }
    return text.toString();
  }
}
