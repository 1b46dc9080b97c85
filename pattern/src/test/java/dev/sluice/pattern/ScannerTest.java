package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScannerTest {
  @Test
  void findsWhatTheExampleOfThePackageSays() {
    PatternSet set =
        PatternSet.compile(
            List.of(new Pattern("http", "^(get|post) "), new Pattern("video", "videoplayback")),
            Dialect.ROUTEROS,
            Limits.DEFAULT);
    Scanner scanner = new Scanner(set);
    MemorySegment packet = Streams.bytes("GET /videoplayback?id=1 HTTP/1.1\r\n");
    long[] matched = new long[set.words()];
    long stream = scanner.start();
    stream = scanner.scan(stream, packet, 0, packet.byteSize(), matched);
    assertThat(Streams.names(set, matched)).isEqualTo("http video");
    assertThat(scanner.dead(stream)).isTrue();
  }

  @Test
  void readsABitSetOfAnySize() {
    List<Pattern> patterns = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      patterns.add(new Pattern("h" + i, "host" + i + "\\.example"));
    }
    PatternSet set = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
    assertThat(set.words()).isEqualTo(24);
    assertThat(
            Streams.matches(set, "GET host7.example and HOST1499.exa", "mple, not host12example"))
        .isEqualTo("h7 h1499");
  }

  @Test
  void runsTheOtherPatternsWhenOneIsFaulty() {
    PatternSet set = Streams.set(Dialect.ROUTEROS, "abc", "*b", "c$");
    assertThat(set.valid(1)).isFalse();
    assertThat(Streams.matches(set, "xabc")).isEqualTo("p0 p2");
  }

  @Test
  void takesBytesAsTheyAreAndCaseAsNothing() {
    PatternSet set = Streams.set("^\\x00\\xFFq.\\x0a$", "Z[^a]\\x2a", "[[:upper:]]1");
    assertThat(Streams.matches(set, "\0\u00ffQ\0\n")).isEqualTo("p0");
    assertThat(Streams.matches(set, "z\n*")).isEqualTo("p1");
    assertThat(Streams.matches(set, "zA*")).isEmpty();
    assertThat(Streams.matches(set, "x1")).isEqualTo("p2");
  }

  @Test
  void holdsNoMoreHoweverOftenTheSameComes() {
    Scanner scanner = new Scanner(Streams.set("ab$", "cd"));
    MemorySegment bytes = Streams.bytes("xab..");
    long[] matched = new long[1];
    long before = 0;
    for (int i = 0; i < 10_000; i++) {
      // At once after the match and later in the stream the same holds.
      long stream = scanner.scan(scanner.start(), bytes, 0, 3, matched);
      scanner.scan(stream, bytes, 3, 5, matched);
      before = i == 10 ? scanner.bytes() : before;
    }
    assertThat(matched[0]).isEqualTo(1);
    assertThat(scanner.bytes()).isEqualTo(before);
  }

  @Test
  void scansWithoutAllocatingOnceTheStatesAreKnown() {
    PatternSet set =
        Streams.set("^.+(youtube|googlevideo).*$", "^get.*host: a", "a.*b.*c$", "x$", "z.*y");
    try (Arena arena = Arena.ofConfined()) {
      String text = "GET /a HTTP/1.1 host: abc googlevideo x";
      MemorySegment bytes = arena.allocateFrom(text + "a:b-c ".repeat(300));
      Scanner scanner = new Scanner(set);
      long[] matched = new long[1];
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(scanner, bytes, matched, 5_000);
      long fewest = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        run(scanner, bytes, matched, 2_000);
        fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(fewest).isLessThan(2_000);
    }
  }

  private static void run(Scanner scanner, MemorySegment bytes, long[] matched, int times) {
    for (int i = 0; i < times; i++) {
      long stream = scanner.scan(scanner.start(), bytes, 0, 17, matched);
      stream = scanner.scan(stream, bytes, 17, 39, matched);
      stream = scanner.scan(stream, bytes, 39, 100, matched);
      stream = scanner.scan(stream, bytes, 100, 800, matched);
      scanner.scan(stream, bytes, 800, 1800, matched);
    }
  }
}
