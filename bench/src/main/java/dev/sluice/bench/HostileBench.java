package dev.sluice.bench;

import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.pattern.PatternSet;
import dev.sluice.pattern.Scanner;
import dev.sluice.testkit.Gen;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What patterns made to hurt cost at their worst: each is built alone and scans 2 KB of each of
 * five inputs made to hurt, each time on a new scanner that knows no state yet.
 */
public final class HostileBench {
  private static final String PATTERNS =
      "pattern/src/test/resources/dev/sluice/pattern/hostile.txt";
  private static final int WINDOW = 2048;
  private static final long BOUND = 200_000;
  private static final int SHOWN = 5;

  private record Scan(String what, long nanos) {}

  private final List<String> patterns;
  private final List<MemorySegment> inputs = new ArrayList<>();
  private final List<Scan> scans = new ArrayList<>();
  private Scan build = new Scan("", 0);
  private int refused;

  private HostileBench(List<String> patterns) {
    this.patterns = patterns;
    Gen gen = Gen.fixed(7);
    inputs.add(bytes("a".repeat(WINDOW)));
    inputs.add(bytes("ab".repeat(WINDOW / 2)));
    for (String letters : List.of("ab", "aaac", "abcx")) {
      inputs.add(bytes(gen.text(WINDOW, letters)));
    }
  }

  /** Options: {@code --home --rounds}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    Path file = Path.of(options.text("home", ".")).resolve(PATTERNS);
    HostileBench bench = new HostileBench(Files.readAllLines(file));
    bench.measure(2);
    bench.measure((int) options.number("rounds", 5));
    bench.print();
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Measures all, the best of some rounds each. */
  private void measure(int rounds) {
    scans.clear();
    build = new Scan("", 0);
    refused = 0;
    for (String text : patterns) {
      long begin = Clock.now();
      PatternSet set =
          PatternSet.compile(
              List.of(new Pattern("hostile", text)), Dialect.ROUTEROS, Limits.DEFAULT);
      long nanos = Clock.now() - begin;
      build = nanos > build.nanos() ? new Scan(text, nanos) : build;
      if (!set.valid(0)) {
        refused++;
        continue;
      }
      for (MemorySegment input : inputs) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
          best = Math.min(best, scan(set, input));
        }
        scans.add(new Scan(text, best));
      }
    }
  }

  private static long scan(PatternSet set, MemorySegment input) {
    Scanner scanner = new Scanner(set);
    long[] matched = new long[set.words()];
    long begin = Clock.now();
    scanner.scan(scanner.start(), input, 0, WINDOW, matched);
    return Clock.now() - begin;
  }

  private void print() {
    scans.sort(Comparator.comparingLong(Scan::nanos).reversed());
    System.out.printf(
        Locale.ROOT,
        "%nhostile: %d patterns, %d refused, slowest build %.1f ms; %d scans of 2 KB, %d over %d"
            + " us%n",
        patterns.size(),
        refused,
        build.nanos() / 1e6,
        scans.size(),
        scans.stream().filter(scan -> scan.nanos() > BOUND).count(),
        BOUND / 1000);
    for (Scan scan : scans.subList(0, Math.min(SHOWN, scans.size()))) {
      System.out.printf(Locale.ROOT, "%10.0f us  %.60s%n", scan.nanos() / 1e3, scan.what());
    }
  }
}
