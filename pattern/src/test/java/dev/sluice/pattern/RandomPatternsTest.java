package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Another engine is the oracle: RE2/J on the part of the syntax that both mean alike. */
class RandomPatternsTest {
  private static final int CASES = Integer.getInteger("sluice.cases", 20_000);
  private static final int INPUTS = 10;
  private static final int TOGETHER = 4;

  @Test
  void findsWhatAnotherEngineFindsHoweverThePacketsAreCut() {
    long seed = Long.getLong("sluice.seed", 1);
    Random random = new Random(seed);
    int rounds = Math.max(1, CASES / (INPUTS * TOGETHER));
    for (int round = 0; round < rounds; round++) {
      List<Pattern> patterns = new ArrayList<>();
      List<com.google.re2j.Pattern> others = new ArrayList<>();
      for (int p = 0; p < TOGETHER; p++) {
        RandomPattern pattern = new RandomPattern(random);
        patterns.add(new Pattern("p" + p, pattern.ours()));
        others.add(com.google.re2j.Pattern.compile(pattern.theirs(), FLAGS));
      }
      PatternSet set = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
      assertThat(set.problems()).as("seed %d: %s", seed, patterns).noneMatch(PatternProblem::error);
      List<Scanner> scanners =
          List.of(
              new Scanner(set),
              new Scanner(set, 5, 1, 64),
              new Scanner(set, 6, 2, 3),
              new Scanner(set, 1000, 1, 0),
              new Scanner(set, 1000, 3, 64));
      for (int i = 0; i < INPUTS; i++) {
        compare(seed, set, others, scanners, random);
      }
    }
  }

  private static final int FLAGS =
      com.google.re2j.Pattern.CASE_INSENSITIVE | com.google.re2j.Pattern.DOTALL;

  private static void compare(
      long seed,
      PatternSet set,
      List<com.google.re2j.Pattern> others,
      List<Scanner> scanners,
      Random random) {
    byte[] input = RandomPattern.input(random);
    String text = new String(input, StandardCharsets.ISO_8859_1);
    MemorySegment bytes = MemorySegment.ofArray(input);
    int first = random.nextInt(input.length + 1);
    int second = first + random.nextInt(input.length - first + 1);
    long expected = 0;
    for (int p = 0; p < set.size(); p++) {
      boolean found =
          others.get(p).matcher(text).find()
              || others.get(p).matcher(text.substring(0, first)).find()
              || others.get(p).matcher(text.substring(0, second)).find();
      expected |= found ? 1L << p : 0;
    }
    for (Scanner scanner : scanners) {
      long[] matched = new long[1];
      long stream = scanner.scan(scanner.start(), bytes, 0, first, matched);
      stream = scanner.scan(stream, bytes, first, second, matched);
      boolean dead = scanner.dead(stream);
      long before = matched[0];
      scanner.scan(stream, bytes, second, input.length, matched);
      assertThat(matched[0])
          .as(
              "seed %d, scanner %d: %s on '%s' cut at %d and %d",
              seed, scanners.indexOf(scanner), texts(set), text, first, second)
          .isEqualTo(expected);
      assertThat(dead && before != matched[0]).isFalse();
    }
  }

  private static List<String> texts(PatternSet set) {
    List<String> texts = new ArrayList<>();
    for (int p = 0; p < set.size(); p++) {
      texts.add(set.text(p));
    }
    return texts;
  }
}
