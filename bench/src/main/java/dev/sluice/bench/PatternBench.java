package dev.sluice.bench;

import dev.sluice.pattern.Pattern;
import dev.sluice.testkit.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One set of patterns, all engines, the same windows, one thread. Each engine gets the same time; a
 * slow one then sees fewer windows, and its figure is still a time a byte.
 */
public final class PatternBench {
  private static final int COMPARED = 100;

  private PatternBench(long brics) {
    this.brics = brics;
  }

  /** Options: {@code --set --home --millis --windows --captures --brics}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    Path home = Path.of(options.text("home", "."));
    String set = options.text("set", "one");
    Path given = Path.of(options.text("captures", ""));
    Path usual = Shared.folder("captures").orElse(home.resolve("examples/office"));
    Path source = given.toString().isEmpty() ? usual : given;
    List<Pattern> patterns = PatternSets.named(set, home);
    if (patterns.isEmpty()) {
      System.out.printf("%n%s: its source is not beside the repository, skipped%n", set);
      return;
    }
    Windows windows = Windows.of(source, (int) options.number("windows", 4000));
    System.out.printf(
        Locale.ROOT,
        "%n%s: %d patterns, %d windows, %,d bytes, from %s%n",
        set,
        patterns.size(),
        windows.count(),
        windows.total(),
        source.getFileName());
    System.out.printf(
        "%-22s %10s %12s %10s %12s %9s %9s  %s%n",
        "engine", "ns/byte", "windows/s", "build ms", "memory KB", "x floor", "x Sluice", "");
    new PatternBench(options.number("brics", 60))
        .measure(patterns, windows, options.number("millis", 700));
  }

  private final long brics;
  private double floor;
  private double sluice;
  private int expected = -1;

  private void measure(List<Pattern> patterns, Windows windows, long millis) {
    List<Regex> trees = new ArrayList<>();
    patterns.forEach(pattern -> trees.add(Regex.parse(pattern.text())));
    row(() -> new TableFloor(trees, windows), windows, millis);
    row(() -> new SluiceEngine(patterns), windows, millis);
    if (Hyperscan.installed()) {
      row(() -> Hyperscan.of(trees, true), windows, millis);
      row(() -> Hyperscan.of(trees, false), windows, millis);
    } else {
      System.out.println("Hyperscan: no libhs.so.5 here (Debian: libhyperscan5), skipped");
    }
    if (trees.size() <= brics) {
      row(() -> new BricsEngine(trees), windows, millis);
    } else {
      System.out.println("dk.brics.automaton: takes too long to build, skipped; see --brics");
    }
    row(() -> EachPattern.re2(trees), windows, millis);
    row(() -> EachPattern.java(trees), windows, millis);
  }

  private void row(Supplier<Engine> maker, Windows windows, long millis) {
    long before = used();
    long begin = Clock.now();
    try (Engine engine = maker.get()) {
      double build = (Clock.now() - begin) / 1e6;
      int matches = 0;
      for (int w = 0; w < Math.min(COMPARED, windows.count()); w++) {
        matches += engine.run(windows, w);
      }
      warm(engine, windows, millis);
      double[] best = timed(engine, windows, millis);
      long memory = engine.memory() < 0 ? Math.max(0, used() - before) : engine.memory();
      print(engine, best, build, memory, matches);
    } catch (RuntimeException e) {
      System.out.println("left out: " + e.getMessage());
    }
  }

  /** Long enough for the compilers, which share the machine with others, to be done. */
  private static void warm(Engine engine, Windows windows, long millis) {
    long until = Clock.now() + millis * 4_000_000;
    int w = 0;
    while (windows.count() > 0 && Clock.now() < until) {
      engine.run(windows, w);
      w = w + 1 == windows.count() ? 0 : w + 1;
    }
  }

  private void print(Engine engine, double[] best, double build, long memory, int matches) {
    if (engine instanceof TableFloor) {
      floor = best[0];
    } else if (engine instanceof SluiceEngine) {
      sluice = best[0];
      expected = matches;
    }
    String differs =
        expected >= 0 && matches >= 0 && matches != expected
            ? "%d matches in the first %d windows, Sluice %d".formatted(matches, COMPARED, expected)
            : "";
    System.out.printf(
        Locale.ROOT,
        "%-22s %10.2f %12.0f %10.1f %12d %9.1f %9.2f  %s%n",
        engine.name(),
        best[0],
        best[1],
        build,
        memory / 1024,
        best[0] / floor,
        sluice > 0 ? best[0] / sluice : 0,
        List.of(engine.remark(), differs).stream()
            .filter(s -> !s.isEmpty())
            .reduce((a, b) -> a + "; " + b)
            .orElse(""));
  }

  /** Nanoseconds a byte and windows a second of the best of the rounds that fit in the time. */
  private static double[] timed(Engine engine, Windows windows, long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    double[] best = {Double.MAX_VALUE, 0};
    while (System.nanoTime() < until) {
      long begin = Clock.now();
      long bytes = 0;
      int w = 0;
      while (w < windows.count()) {
        engine.run(windows, w);
        bytes += windows.whole(w).length;
        w++;
        if ((w & 15) == 0 && System.nanoTime() > until) {
          break;
        }
      }
      long nanos = Clock.now() - begin;
      boolean complete = w == windows.count() || best[1] == 0;
      if (complete && nanos / (double) bytes < best[0]) {
        best[0] = nanos / (double) bytes;
        best[1] = w * 1e9 / nanos;
      }
    }
    return best;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
