package dev.sluice.bench;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Policy;
import dev.sluice.replay.Progress;
import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report;
import dev.sluice.replay.Source;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One policy over one capture inside one JVM: the floor, the first pass with nothing compiled yet,
 * and the best of the passes after it, each a whole replay by one thread with a fresh engine.
 * Prints one row of the table.
 */
public final class ReplayBench {
  private ReplayBench() {}

  /** Options: {@code --capture --policy --name --passes --rules}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    Path capture = Path.of(options.text("capture", "large.pcap"));
    Path policyFile = Path.of(options.text("policy", "examples/office/office.rsc"));
    int passes = (int) options.number("passes", 5);
    Reading reading =
        PolicyReader.read(policyFile.toString(), Files.readAllBytes(policyFile), true);
    if (reading.hasErrors()) {
      reading.problems().forEach(problem -> System.err.println(problem));
      System.exit(1);
    }
    HeaderFloor floor = new HeaderFloor();
    Passes floors = new Passes();
    Passes engine = new Passes();
    for (int i = 0; i < passes; i++) {
      floors.add(floor.run(capture));
      engine.add(pass(reading.policy(), capture));
    }
    long packets = floor.packets();
    System.out.printf(
        Locale.ROOT,
        "%-14s %11.1f %11.1f %11.1f %12.2f %10.1f%n",
        options.text("name", policyFile.getFileName().toString()),
        floors.best() / (double) packets,
        engine.first() / (double) packets,
        engine.best() / (double) packets,
        packets * 1e3 / engine.best(),
        engine.best() / (double) floors.best());
  }

  private static long pass(Policy policy, Path capture) throws IOException {
    long begin = Clock.now();
    Source source = new Source(capture.toString(), CaptureReader.open(capture));
    try (Report report =
        Replay.run(policy, ReplaySettings.DEFAULT, List.of(source), Progress.SILENT)) {
      if (report.totals().packets() == 0) {
        throw new IOException(capture + " has no packets");
      }
    }
    return Clock.now() - begin;
  }

  /** The times of equal passes. */
  private static final class Passes {
    private long first = -1;
    private long best = Long.MAX_VALUE;

    void add(long nanos) {
      if (first < 0) {
        first = nanos;
      } else {
        best = Math.min(best, nanos);
      }
    }

    long first() {
      return first;
    }

    long best() {
      return best == Long.MAX_VALUE ? first : best;
    }
  }
}
