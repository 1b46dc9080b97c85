package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpNamesEveryVerbAndAnExample() {
    Outcome help = Outcome.of("--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("replay", "check", "Example", "Exit status");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "check", "completion"})
  void everyVerbHasHelpWithAnExample(String verb) {
    Outcome help = Outcome.of(verb, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage: sluice " + verb, "Example", "sluice " + verb);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aCommandIsNeeded() {
    Outcome outcome = Outcome.of();
    assertThat(outcome.status()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("command is missing", "sluice --help");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anUnknownVerbIsWrongUsageAndASimilarOneIsNamed() {
    Outcome outcome = Outcome.of("repaly", "a", "b");
    assertThat(outcome.status()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("repaly", "replay");
  }

  @Test
  void wrongOptionsAreSaidInOneSentence() {
    List<List<String>> wrong =
        List.of(
            List.of("replay"),
            List.of("replay", "only.rsc"),
            List.of("replay", "--nonsense", "p.rsc", "c.pcap"),
            List.of("replay", "--format", "xml", "p.rsc", "c.pcap"),
            List.of("replay", "--workers", "0", "p.rsc", "c.pcap"),
            List.of("replay", "--workers", "257", "p.rsc", "c.pcap"),
            List.of("replay", "--workers", "many", "p.rsc", "c.pcap"),
            List.of("replay", "--timezone", "Mars/Olympus", "p.rsc", "c.pcap"),
            List.of("replay", "--compatibility", "v6", "p.rsc", "c.pcap"),
            List.of("replay", "--connections", "some", "p.rsc", "c.pcap"),
            List.of("replay", "--interface", "bridge", "p.rsc", "c.pcap"),
            List.of("replay", "--interface", "=10.0.0.0/8", "p.rsc", "c.pcap"),
            List.of("replay", "--interface", "bridge=10.0.0.0/33", "p.rsc", "c.pcap"),
            List.of("replay", "--interface", "bridge=localhost", "p.rsc", "c.pcap"),
            List.of("replay", "--router", "300.1.1.1", "p.rsc", "c.pcap"),
            List.of("replay", "p.rsc", "-", "-"));
    for (List<String> arguments : wrong) {
      Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
      assertThat(outcome.status()).as("%s", arguments).isEqualTo(Exit.USAGE);
      assertThat(outcome.err()).as("%s", arguments).contains("Try 'sluice replay --help'.");
      assertThat(outcome.err()).as("%s", arguments).doesNotContain("\tat ", "Exception");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void completionIsAScriptForTheShell() {
    Outcome outcome = Outcome.of("completion");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).startsWith("#!/usr/bin/env bash").contains("--connections");
  }
}
