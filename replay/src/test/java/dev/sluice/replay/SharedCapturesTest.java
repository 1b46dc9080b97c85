package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.testkit.Shared;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SharedCapturesTest {
  /** Of all flows; what is missing from it is told by {@code -Dsluice.tell=true}. */
  private static final double AGREEMENT = 0.92;

  @Test
  void everyPacketOfEveryCaptureIsInOneClassAndFlowsAgree() throws IOException {
    Optional<Path> folder = Shared.folder("captures");
    Assumptions.assumeTrue(folder.isPresent(), Shared.absent("captures"));
    boolean tell = Boolean.getBoolean("sluice.tell");
    Map<String, Long> outcomes = new TreeMap<>();
    Map<String, String> examples = new TreeMap<>();
    for (Path capture : captures(folder.orElseThrow())) {
      String name = capture.getFileName().toString();
      ReplaySettings settings = ReplaySettings.DEFAULT.withListing(Listing.ALL);
      List<Source> sources = List.of(new Source(name, CaptureReader.open(capture)));
      try (Report report = Replay.run(Policies.EMPTY, settings, sources, Progress.SILENT)) {
        assertThat(Runs.classes(report.totals())).as(name).isEqualTo(report.totals().packets());
        assertThat(report.totals().packets()).as(name).isPositive();
        Path flows = capture.resolveSibling(name + ".flows.tsv");
        if (Files.exists(flows)) {
          Map<String, String> reasons = tell ? FlowReasons.of(capture) : Map.of();
          Flows.read(flows, report).judge(outcomes, examples, name, reasons);
        }
        assertThat(Runs.text(report, Listing.ALL).lines())
            .as(name)
            .allMatch(line -> line.length() <= TextReport.WIDTH);
      }
    }
    if (tell) {
      outcomes.forEach((outcome, count) -> System.err.println(count + " " + outcome));
      examples.forEach((outcome, example) -> System.err.println(outcome + ", " + example));
    }
    long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
    long same =
        outcomes.getOrDefault("same", 0L)
            + outcomes.getOrDefault("same, in several connections", 0L);
    assertThat((double) same / all).as("%s", outcomes).isGreaterThanOrEqualTo(AGREEMENT);
  }

  private static List<Path> captures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)"))
          .sorted()
          .toList();
    }
  }
}
