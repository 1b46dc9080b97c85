package dev.sluice.app;

import dev.sluice.replay.ReplaySettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice replay}: captures through a policy. */
@Command(
    name = "replay",
    description = "Runs captures (pcap, pcapng) through a policy and says what it would have done.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice replay office.rsc monday.pcap",
      "  sluice replay --interface bridge=192.168.1.0/24 --format json office.rsc *.pcapng",
      "  tcpdump -w - | sluice replay office.rsc -"
    })
final class ReplayCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(index = "0", paramLabel = "POLICY", description = "RouterOS configuration text.")
  private String policy = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CAPTURE",
      description = "Captures, merged by time; - is standard input.")
  private List<String> captures = List.of();

  @Mixin private ReplayOptions options = new ReplayOptions();

  ReplayCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    ReplaySettings settings = options.settings();
    throw new InputException(
        "replay of "
            + captures
            + " with "
            + policy
            + " is not there yet."
            + settings.workers()
            + options.lenient()
            + options.zone()
            + streams.errorTerminal());
  }
}
