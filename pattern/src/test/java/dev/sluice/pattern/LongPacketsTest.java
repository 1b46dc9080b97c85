package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets long enough to be followed in several parts at once, and longer than the buffer. */
class LongPacketsTest {
  private static final int CASES = Integer.getInteger("sluice.cases", 20_000) / 40;
  private static final int INPUTS = 4;

  @Test
  void findsTheSameInOneLongPacketAsInShortOnes() {
    long seed = Long.getLong("sluice.seed", 1);
    Random random = new Random(seed);
    for (int round = 0; round < CASES; round++) {
      PatternSet set = set(random, false, Dialect.ROUTEROS);
      List<Scanner> scanners =
          List.of(
              new Scanner(set),
              new Scanner(set, 9, 1, 64),
              new Scanner(set, 1000, 2, 3),
              new Scanner(set, 1000, 1, 0));
      for (int i = 0; i < INPUTS; i++) {
        byte[] input = input(random);
        MemorySegment bytes = MemorySegment.ofArray(input);
        long[] expected = new long[1];
        Scanner first = scanners.getFirst();
        long stream = first.start();
        for (int at = 0; at < input.length; at += 20) {
          stream = first.scan(stream, bytes, at, Math.min(at + 20, input.length), expected);
        }
        for (Scanner scanner : scanners) {
          long[] matched = new long[1];
          long whole = scanner.scan(scanner.start(), bytes, 0, input.length, matched);
          assertThat(matched)
              .as("seed %d, round %d, scanner %d", seed, round, scanners.indexOf(scanner))
              .isEqualTo(expected);
          long[] asked = new long[1];
          scanner.matched(whole, asked);
          assertThat(asked).isEqualTo(matched);
        }
      }
    }
  }

  /**
   * What passes over quiet data is learned from much data; simulating learns nothing. Packets are
   * cut anywhere, and {@code $} is asked at their ends.
   */
  @Test
  void passesOverQuietDataAndFindsTheSame() {
    Random random = new Random(Long.getLong("sluice.seed", 1));
    long learned = 0;
    for (int round = 0; round < Math.max(40, CASES / 10); round++) {
      Dialect dialect = round % 3 == 0 ? Dialect.L7_FILTER : Dialect.ROUTEROS;
      PatternSet set = set(random, true, dialect);
      Scanner quiet = new Scanner(set);
      Scanner cleared = new Scanner(set, 12, 1, 64);
      Scanner simulating = new Scanner(set, 1000, 1, 0);
      for (int i = 0; i < 60; i++) {
        MemorySegment bytes = MemorySegment.ofArray(input(random));
        long cut = random.nextInt((int) bytes.byteSize() + 1);
        long[] expected = twoPackets(simulating, bytes, cut);
        assertThat(twoPackets(quiet, bytes, cut)).as("round %d", round).isEqualTo(expected);
        assertThat(twoPackets(cleared, bytes, cut)).as("round %d", round).isEqualTo(expected);
      }
      learned += quiet.sifted() + cleared.sifted();
    }
    assertThat(learned).isPositive();
  }

  private static long[] twoPackets(Scanner scanner, MemorySegment bytes, long cut) {
    long[] matched = new long[1];
    long stream = scanner.scan(scanner.start(), bytes, 0, cut, matched);
    scanner.scan(stream, bytes, cut, bytes.byteSize(), matched);
    return matched;
  }

  @Test
  void findsWhatLiesAcrossTheEndOfTheBuffer() {
    PatternSet set = Streams.set("^a.*needle", "needle$", "a{3}needles");
    String text = "a".repeat((1 << 16) - 3) + "needle" + "b".repeat(1 << 17) + "needle";
    assertThat(Streams.matches(set, text)).isEqualTo("p0 p1");
  }

  private static PatternSet set(Random random, boolean ends, Dialect dialect) {
    List<Pattern> patterns = new ArrayList<>();
    while (patterns.size() < 4) {
      String text = new RandomPattern(random).ours();
      if (ends || text.indexOf('$') < 0) {
        patterns.add(new Pattern("p" + patterns.size(), text));
      }
    }
    return PatternSet.compile(patterns, dialect, Limits.DEFAULT);
  }

  /** Mostly one letter, so that gaps stay open and much happens late. */
  private static byte[] input(Random random) {
    byte[] input = new byte[60 + random.nextInt(500)];
    int rare = 1 + random.nextInt(30);
    for (int i = 0; i < input.length; i++) {
      input[i] =
          (byte) (random.nextInt(rare) == 0 ? "abcxAB1 \n\0".charAt(random.nextInt(10)) : 'x');
    }
    return input;
  }
}
