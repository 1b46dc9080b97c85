package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams that lie between two packets while the tables change under them. */
class OpenStreamsTest {
  private static final int STREAMS = 2_000;

  private final Random random = new Random(11);
  private final List<Pattern> patterns =
      List.of(
          new Pattern("chain", "ab.*cd.*ef"),
          new Pattern("start", "^[a-c]+d[a-f]{3}$"),
          new Pattern("gap", "a.{9}b"),
          new Pattern("word", "fade|bead"),
          new Pattern("first", "^(a|b)"));

  @Test
  void staysRightWhenTheTableIsClearedWhileStreamsAreOpen() {
    PatternSet set = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
    Scanner small = new Scanner(set, 5, 1, 64);
    Scanner large = new Scanner(set);
    long[] states = new long[STREAMS];
    long[] expected = new long[STREAMS];
    for (int packet = 0; packet < 6; packet++) {
      for (int i = 0; i < STREAMS; i++) {
        MemorySegment bytes = packet();
        long[] matched = new long[1];
        long[] other = new long[1];
        states[i] = small.scan(states[i], bytes, 0, bytes.byteSize(), matched);
        expected[i] = large.scan(expected[i], bytes, 0, bytes.byteSize(), other);
        assertThat(matched).isEqualTo(other);
      }
    }
    assertThat(small.restarted()).isZero();
    assertThat(small.built()).isGreaterThan(large.built());
  }

  @Test
  void carriesStreamsOverToAnotherSetOfPatterns() {
    PatternSet before = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
    List<Pattern> changed = new ArrayList<>(patterns.reversed());
    changed.remove(1);
    changed.add(0, new Pattern("new", "c.e"));
    changed.add(new Pattern("new start", "^d"));
    PatternSet after = PatternSet.compile(changed, Dialect.ROUTEROS, Limits.DEFAULT);
    Scanner old = new Scanner(before);
    Scanner next = new Scanner(after, 7, 2, 64);
    Map<String, PatternSet> each = new HashMap<>();
    for (int i = 0; i < STREAMS; i++) {
      String first = text();
      String second = text();
      long[] seen = new long[1];
      long stream = feed(old, old.start(), first, seen);
      stream = next.adopt(old, stream);
      long[] matched = new long[1];
      next.matched(stream, matched);
      feed(next, stream, second, matched);
      List<String> expected = new ArrayList<>();
      for (Pattern pattern : changed) {
        boolean known = patterns.contains(pattern);
        String text = pattern.name().equals("new start") ? "never^" : pattern.text();
        PatternSet alone = each.computeIfAbsent(text, Streams::set);
        String[] packets = known ? new String[] {first, second} : new String[] {second};
        if (!Streams.matches(alone, packets).isEmpty()) {
          expected.add(pattern.name());
        }
      }
      assertThat(Streams.names(after, matched))
          .as(first + " | " + second)
          .isEqualTo(String.join(" ", expected));
    }
    assertThat(next.adopt(old, old.start())).isEqualTo(next.start());
  }

  @Test
  void searchesAStreamAnewAndCountsItWhenTooManyStatesAreOpen() {
    Limits limits = new Limits(8192, 100, 1000, 20_000, 1_000_000, 1_000_000, 1 << 20, 8_000, 8);
    PatternSet set =
        PatternSet.compile(
            List.of(new Pattern("gap", "a.{30}b"), new Pattern("begin", "^.{99}x")),
            Dialect.ROUTEROS,
            limits);
    Scanner scanner = new Scanner(set);
    long[] states = new long[500];
    for (int i = 0; i < states.length; i++) {
      states[i] = feed(scanner, scanner.start(), letters(40, "ac"), new long[1]);
    }
    for (long state : states) {
      long[] matched = new long[1];
      feed(scanner, state, "a".repeat(31) + "b", matched);
      assertThat(matched[0] & 1).isOne();
    }
    assertThat(scanner.restarted()).isBetween(100L, 500L);
    assertThat(scanner.bytes()).isLessThan(2 << 20);
  }

  @Test
  void knowsAStreamThatCannotMatchAnyMore() {
    PatternSet set = Streams.set("^get", "^post");
    Scanner scanner = new Scanner(set);
    long stream = feed(scanner, scanner.start(), "ge", new long[1]);
    assertThat(scanner.dead(stream)).isFalse();
    long[] matched = new long[1];
    assertThat(scanner.dead(feed(scanner, stream, "t", matched))).isTrue();
    assertThat(matched[0]).isOne();
    assertThat(scanner.dead(feed(scanner, stream, "x", matched))).isTrue();
  }

  @Test
  void asksForTheEndOfDataAtTheEndOfEachPacketOnly() {
    PatternSet set = Streams.set("ab$", "^abc$");
    assertThat(Streams.matches(set, "ab", "c")).isEqualTo("p0 p1");
    assertThat(Streams.matches(set, "abc")).isEqualTo("p1");
    assertThat(Streams.matches(set, "a", "b", "d")).isEqualTo("p0");
    assertThat(Streams.matches(set, "abd")).isEmpty();
  }

  @Test
  void passesOverNulBytesInTheOldDialect() {
    PatternSet set = Streams.set(Dialect.L7_FILTER, "^abc$", "");
    assertThat(Streams.matches(set, "\0\0")).isEmpty();
    assertThat(Streams.matches(set, "\0a\0b", "\0", "c\0\0")).isEqualTo("p0 p1");
  }

  private MemorySegment packet() {
    return Streams.bytes(text());
  }

  private String text() {
    return letters(1 + random.nextInt(9), "abcdef");
  }

  private String letters(int length, String from) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  private static long feed(Scanner scanner, long state, String text, long[] matched) {
    MemorySegment bytes = Streams.bytes(text);
    return scanner.scan(state, bytes, 0, bytes.byteSize(), matched);
  }
}
