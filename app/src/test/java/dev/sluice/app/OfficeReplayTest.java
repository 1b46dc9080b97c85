package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report;
import dev.sluice.replay.Source;
import dev.sluice.testkit.OfficeCapture;
import dev.sluice.testkit.OfficeExpectations;
import dev.sluice.testkit.OfficeExpectations.Count;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The example of the README: what the engine counts is what the generator knows must come out. */
class OfficeReplayTest {
  private static final Path OFFICE = Path.of("../examples/office");

  private final OfficeExpectations expected =
      OfficeExpectations.of(OfficeCapture.traffic().packets());

  @Test
  void thePolicyIsReadWithoutAProblem() throws IOException {
    assertThat(policy().problems()).isEmpty();
  }

  @Test
  void everyRuleCountsWhatTheGeneratorExpects() throws IOException {
    try (Report report = replay(ReplaySettings.DEFAULT)) {
      Map<String, Count> counted = new TreeMap<>();
      for (Report.RuleCount rule : report.rules()) {
        counted.put(
            rule.table().menu() + " " + rule.rule().number(),
            new Count(rule.packets(), rule.bytes()));
      }
      assertThat(counted).isEqualTo(expected.rules());
    }
  }

  @Test
  void whatPassesAndWhatIsDroppedAddsUpToTheCapture() throws IOException {
    try (Report report = replay(ReplaySettings.DEFAULT)) {
      assertThat(report.totals().accepted()).isEqualTo(expected.accepted().packets());
      assertThat(report.totals().dropped()).isEqualTo(expected.dropped().packets());
      assertThat(report.totals().bytes())
          .isEqualTo(expected.accepted().bytes() + expected.dropped().bytes());
      assertThat(report.totals().malformed()).isEmpty();
      assertThat(report.invalid()).isEmpty();
    }
  }

  @Test
  void twoWorkersCountTheSame() throws IOException {
    try (Report one = replay(ReplaySettings.DEFAULT);
        Report two = replay(ReplaySettings.DEFAULT.withWorkers(2))) {
      assertThat(two.rules()).isEqualTo(one.rules());
      assertThat(two.totals()).isEqualTo(one.totals());
    }
  }

  private static Reading policy() throws IOException {
    Path file = OFFICE.resolve("office.rsc");
    return PolicyReader.read(file.toString(), Files.readAllBytes(file), false);
  }

  private static Report replay(ReplaySettings settings) throws IOException {
    Path capture = OFFICE.resolve("office.pcap");
    Source source = new Source(capture.toString(), CaptureReader.open(capture));
    return Replay.run(policy().policy(), settings, List.of(source), (packets, bytes) -> {});
  }
}
