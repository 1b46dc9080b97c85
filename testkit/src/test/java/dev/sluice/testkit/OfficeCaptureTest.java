package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfficeCaptureTest {
  private static final Path FOLDER = Path.of("../examples/office");

  @Test
  void theCaptureInTheExamplesIsTheGeneratorsOutput() throws IOException {
    byte[] stored = Files.readAllBytes(FOLDER.resolve("office.pcap"));
    assertThat(stored.length).isLessThan(500_000);
    assertThat(Arrays.equals(OfficeCapture.traffic().pcap(), stored))
        .as("run dev.sluice.testkit.OfficeCapture to write it again")
        .isTrue();
  }

  @Test
  void theTableInTheExamplesIsWhatTheGeneratorExpects() throws IOException {
    List<Sent> packets = OfficeCapture.traffic().packets();
    assertThat(Files.readString(FOLDER.resolve("expected.tsv")))
        .isEqualTo(OfficeExpectations.of(packets).table());
  }

  @Test
  void everyPacketPassesOrIsDropped() {
    List<Sent> packets = OfficeCapture.traffic().packets();
    OfficeExpectations expected = OfficeExpectations.of(packets);
    assertThat(expected.accepted().packets() + expected.dropped().packets())
        .isEqualTo(packets.size());
  }

  @Test
  void everyRuleButTheShadowedLogMatchesSomething() {
    OfficeExpectations expected = OfficeExpectations.of(OfficeCapture.traffic().packets());
    assertThat(expected.rules()).hasSize(17);
    expected
        .rules()
        .forEach((rule, count) ->
            assertThat(count.packets() > 0)
                .as(rule)
                .isEqualTo(!rule.equals("/ip/firewall/filter 9")));
  }
}
