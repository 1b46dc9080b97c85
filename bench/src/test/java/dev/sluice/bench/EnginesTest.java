package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pattern.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The peers must find the same, or their figures mean nothing. */
class EnginesTest {
  private static final Path HOME = Path.of("..");

  @Test
  void allEnginesFindTheSameInTheOffice() throws IOException {
    Windows windows = Windows.of(HOME.resolve("examples/office/office.pcap"), 1000);
    assertThat(windows.count()).isGreaterThan(60);
    for (String name : List.of("one", "hosts-10")) {
      agree(PatternSets.named(name, HOME), windows);
    }
    agree(
        List.of(
            new Pattern("facebook", "^.*(facebook|fbcdn).*$"),
            new Pattern("bittorrent", "^(\\x13BitTorrent protocol|\\x42\\x54:)"),
            new Pattern("hello", "^\\x16\\x03[\\x00-\\x03]..\\x01"),
            new Pattern("http", "http/[01]\\.[0-9] [[:digit:]]{3}"),
            new Pattern("sip", "^(invite|register) sip[^x]+@.{3,}sip/2")),
        windows);
  }

  private static void agree(List<Pattern> patterns, Windows windows) {
    List<Regex> trees = patterns.stream().map(p -> Regex.parse(p.text())).toList();
    List<Engine> engines =
        new ArrayList<>(
            List.of(
                new SluiceEngine(patterns),
                new BricsEngine(trees),
                EachPattern.re2(trees),
                EachPattern.java(trees)));
    if (Hyperscan.installed()) {
      engines.add(Hyperscan.of(trees, true));
      engines.add(Hyperscan.of(trees, false));
    }
    for (int w = 0; w < windows.count(); w++) {
      int expected = engines.getLast().run(windows, w);
      for (Engine engine : engines) {
        assertThat(engine.run(windows, w))
            .as("%s, window %d", engine.name(), w)
            .isEqualTo(expected);
      }
    }
    engines.forEach(Engine::close);
  }
}
