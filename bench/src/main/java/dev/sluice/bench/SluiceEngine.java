package dev.sluice.bench;

import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.pattern.PatternSet;
import dev.sluice.pattern.Scanner;
import java.util.Arrays;
import java.util.List;

/** Sluice as the datapath uses it: packet by packet, the state carried from one to the next. */
final class SluiceEngine implements Engine {
  private final Scanner scanner;
  private final long[] matched;

  SluiceEngine(List<Pattern> patterns) {
    PatternSet set = PatternSet.compile(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
    scanner = new Scanner(set);
    matched = new long[set.words()];
  }

  @Override
  public String name() {
    return "Sluice, streaming";
  }

  @Override
  public int run(Windows windows, int window) {
    Arrays.fill(matched, 0);
    long[] starts = windows.starts(window);
    long[] ends = windows.ends(window);
    long state = scanner.start();
    for (int p = 0; p < starts.length && !scanner.dead(state); p++) {
      state = scanner.scan(state, windows.bytes(), starts[p], ends[p], matched);
    }
    int count = 0;
    for (long word : matched) {
      count += Long.bitCount(word);
    }
    return count;
  }
}
