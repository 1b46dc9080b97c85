package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.check.reach.Reachability;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Family;
import dev.sluice.policy.Severity;
import dev.sluice.policy.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckSetsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sites", "acl"})
  void writesPoliciesWithoutErrorsInWhichThePlantedRulesAreFound(String shape) throws IOException {
    Path file = folder.resolve("policy.rsc");
    CheckSets.Planted planted = CheckSets.write(file, shape, 500, Integer.MAX_VALUE);
    Reading reading = PolicyReader.read("policy.rsc", Files.readAllBytes(file), false);
    assertThat(reading.problems()).noneMatch(one -> one.severity() == Severity.ERROR);
    Reachability.Answers answers =
        new Reachability(reading.policy(), Family.IPV4).answers(TableName.FILTER);
    assertThat(planted.rules()).isBetween(500, 540);
    assertThat(answers.dead()).hasSizeGreaterThanOrEqualTo(planted.dead());
    assertThat(answers.open()).isEmpty();
  }
}
