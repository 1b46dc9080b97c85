package dev.sluice.pattern;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Short ways to compile patterns and to feed scanners in tests. */
final class Streams {
  private Streams() {}

  static PatternSet set(Dialect dialect, String... texts) {
    List<Pattern> patterns = new ArrayList<>();
    for (String text : texts) {
      patterns.add(new Pattern("p" + patterns.size(), text));
    }
    return PatternSet.compile(patterns, dialect, Limits.DEFAULT);
  }

  static PatternSet set(String... texts) {
    PatternSet set = set(Dialect.ROUTEROS, texts);
    for (int p = 0; p < texts.length; p++) {
      Assertions.assertThat(set.valid(p)).as(texts[p] + " " + set.problems()).isTrue();
    }
    return set;
  }

  static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Which patterns match a fresh stream of these packets. */
  static String matches(PatternSet set, String... packets) {
    return matches(set, new Scanner(set), packets);
  }

  static String matches(PatternSet set, Scanner scanner, String... packets) {
    long[] matched = new long[set.words()];
    long stream = scanner.start();
    for (String packet : packets) {
      MemorySegment bytes = bytes(packet);
      stream = scanner.scan(stream, bytes, 0, bytes.byteSize(), matched);
    }
    long[] asked = new long[set.words()];
    scanner.matched(stream, asked);
    Assertions.assertThat(asked).isEqualTo(matched);
    return names(set, matched);
  }

  static String names(PatternSet set, long[] matched) {
    StringBuilder names = new StringBuilder();
    for (int p = 0; p < set.size(); p++) {
      if ((matched[p >> 6] >>> p & 1) != 0) {
        names.append(names.isEmpty() ? "" : " ").append(set.name(p));
      }
    }
    return names.toString();
  }
}
