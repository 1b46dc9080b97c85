package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What sieves pass over changes nothing, wherever in a packet something begins and ends. */
class SieveTest {
  private static final int ROUNDS = Math.max(20, Integer.getInteger("sluice.cases", 20_000) / 400);
  private static final int WINDOW = 512;
  private static final int MOST_PATTERNS = 600;

  @Test
  void findsAWordOfAnyLengthAtAnyPlaceOfAPacketOfAnyLength() {
    PatternSet set = Streams.set("sluicegates", "fire", "ox", "end$", "\\xfe[\\x01-\\x03]{4}");
    Scanner scanner = trained(set, new Random(1), List.of());
    List<String> words = List.of("sluicegates", "fire", "ox", "end", "\u00fe\1\2\3\1");
    for (int w = 0; w < words.size(); w++) {
      for (int length = 8; length < 48; length++) {
        for (int at = 0; at + words.get(w).length() <= length; at++) {
          StringBuilder text = new StringBuilder("-".repeat(length));
          text.replace(at, at + words.get(w).length(), words.get(w));
          boolean ends = at + words.get(w).length() == length;
          long expected = w == 3 && !ends ? 0 : 1L << w;
          long[] matched = scanned(scanner, Streams.bytes("?-?".repeat(6)), bytes(text), -1);
          assertThat(matched[0]).as("%s", text).isEqualTo(expected);
        }
      }
    }
    assertThat(scanner.sifted()).isPositive();
  }

  @Test
  void findsTheSameAsWithoutSieves() {
    long seed = Long.getLong("sluice.seed", 1);
    Random random = new Random(seed);
    int sifted = 0;
    long found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> words = new ArrayList<>();
      List<Pattern> patterns = new ArrayList<>();
      // Some sets have more openings than there are small buckets.
      int most = round % 20 == 0 ? MOST_PATTERNS : 90;
      for (int count = 2 + random.nextInt(most), p = 0; p < count; p++) {
        patterns.add(new Pattern("p" + p, pattern(random, words)));
      }
      PatternSet set = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
      Scanner scanner = trained(set, random, words);
      Scanner simulating = new Scanner(set, 1000, 1, 0);
      for (int i = 0; i < 40; i++) {
        MemorySegment first = data(random, words, 60 + random.nextInt(60));
        MemorySegment second = data(random, words, 8 + random.nextInt(120));
        int cut = random.nextInt((int) second.byteSize());
        long[] matched = scanned(scanner, first, second, cut);
        assertThat(matched)
            .as("seed %d, round %d, %s", seed, round, patterns)
            .isEqualTo(scanned(simulating, first, second, cut));
        found += Long.bitCount(matched[0]);
      }
      sifted += scanner.sifted();
    }
    assertThat(sifted).isGreaterThan(ROUNDS / 2);
    assertThat(found).isPositive();
  }

  @Test
  void passesOverAllThatNoWordBeginsAt() {
    Random random = new Random(Long.getLong("sluice.seed", 1));
    List<String> longWords = List.of("sluicegate1", "fire-wall-02", "x9y8z7w6v5");
    List<String> words = List.of("sluicegate1", "fire-wall-02", "x9y8z7w6v5", "o1");
    Sieve wide = sieve(longWords);
    Sieve close = sieve(words);
    assertThat(wide).isInstanceOf(WideSieve.class);
    assertThat(close).isInstanceOf(CloseSieve.class);
    for (int round = 0; round < 100 * ROUNDS; round++) {
      int from = random.nextInt(9);
      int to = from + 8 + random.nextInt(60);
      byte[] data = data(random, words, to + 8).toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) Character.toLowerCase(data[i] & 0xff);
      }
      String text = new String(data, 0, to, StandardCharsets.ISO_8859_1);
      assertThat(wide.pass(data, from, to)).as(text).isEqualTo(firstOf(longWords, text, from));
      // It leaves a last byte without a pair to be followed.
      int first = firstOf(words, text, from);
      assertThat(close.pass(data, from, to)).as(text).isIn(first, Math.min(first, to - 1));
    }
  }

  /** Where a word begins as far as eight bytes say, or the end does. */
  private static int firstOf(List<String> words, String text, int from) {
    for (int at = from; at < text.length(); at++) {
      for (String word : words) {
        int length = Math.min(Math.min(word.length(), Sieve.BYTES), text.length() - at);
        if (text.startsWith(word.substring(0, length), at)) {
          return at;
        }
      }
    }
    return text.length();
  }

  /** The sieve of the row in which a search for words begins anew at each byte. */
  private static Sieve sieve(List<String> words) {
    PatternSet set = Streams.set(words.toArray(String[]::new));
    boolean[] mine = new boolean[words.size()];
    Arrays.fill(mine, true);
    LazyDfa dfa = new LazyDfa(set.nfa(), mine, 1 << 20, 1000, 64);
    int begin = dfa.row(set.nfa().first(), 0, set.nfa().first().length);
    int row = dfa.follow(begin, new byte[] {'?'}, 0, 1, new long[1]);
    return Objects.requireNonNull(new SieveMaker(set.nfa(), mine).make(dfa, row, 1 << 20));
  }

  /** Scans two packets, the second of which may be cut. */
  private static long[] scanned(
      Scanner scanner, MemorySegment first, MemorySegment second, int cut) {
    long[] matched = new long[(MOST_PATTERNS >> 6) + 1];
    long stream = scanner.scan(scanner.start(), first, 0, first.byteSize(), matched);
    int at = Math.max(cut, 0);
    stream = cut < 0 ? stream : scanner.scan(stream, second, 0, at, matched);
    scanner.scan(stream, second, at, second.byteSize(), matched);
    return matched;
  }

  /** A scanner that has seen enough data to have made its sieves. */
  private static Scanner trained(PatternSet set, Random random, List<String> words) {
    Scanner scanner = new Scanner(set);
    for (int i = 0; i < 60; i++) {
      MemorySegment first = data(random, words, WINDOW);
      scanned(scanner, first, data(random, words, WINDOW), WINDOW / 2);
    }
    return scanner;
  }

  private static String pattern(Random random, List<String> words) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "^" : "");
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String word = letters(random, 1 + random.nextInt(10), "abcdefgxyz0/");
      words.add(word);
      text.append(word);
      switch (random.nextInt(9)) {
        case 0 -> text.append(".*");
        case 1 -> text.append("[a-f]+");
        case 2 -> text.append("[ -~]*").append(word, 0, 1);
        case 3 -> text.append("..");
        case 4 -> text.append("(").append(word).append("|\\xff?)");
        case 5 -> text.append("[^\\x0a]*end");
        default -> text.append("");
      }
    }
    return text.append(random.nextInt(5) == 0 ? "$" : "").toString();
  }

  /** Parts of words among bytes of any value or text. */
  private static MemorySegment data(Random random, List<String> words, int length) {
    StringBuilder text = new StringBuilder();
    boolean binary = random.nextBoolean();
    while (text.length() < length) {
      if (!words.isEmpty() && random.nextInt(6) == 0) {
        String word = words.get(random.nextInt(words.size()));
        String some = random.nextInt(3) == 0 ? word : word.substring(random.nextInt(word.length()));
        text.append(random.nextBoolean() ? some : some.toUpperCase(java.util.Locale.ROOT));
      }
      text.append(
          binary ? Character.toString(random.nextInt(256)) : letters(random, 1, " -.qEN\n"));
    }
    text.setLength(length);
    return bytes(text);
  }

  private static String letters(Random random, int count, String of) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  private static MemorySegment bytes(CharSequence text) {
    return MemorySegment.ofArray(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
