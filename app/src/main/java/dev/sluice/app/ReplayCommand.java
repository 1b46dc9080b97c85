package dev.sluice.app;

import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report;
import dev.sluice.replay.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec = CommandSpec.create();

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
    boolean json = options.json();
    ReplaySettings settings = options.settings();
    Optional<ZoneId> zone = options.zone();
    refuseToOverwrite(settings);
    LoadedPolicy loaded = LoadedPolicy.load(policy, options.lenient(), zone);
    if (loaded.refused()) {
      return loaded.refuse(streams, json, "replayed");
    }
    ProgressBar bar = new ProgressBar(streams, captures);
    try (Report report =
        Replay.run(loaded.policy(), settings, CaptureFiles.open(streams, captures), bar)) {
      bar.clear();
      write(loaded, settings, report, json);
    } catch (IOException problem) {
      bar.clear();
      throw new InputException(CaptureFiles.sentence(problem));
    }
    return Exit.DONE;
  }

  private void write(LoadedPolicy loaded, ReplaySettings settings, Report report, boolean json)
      throws IOException {
    if (json) {
      ReplayJson.write(streams.out(), policy, loaded.problems(), report);
      for (Report.Capture capture : report.captures()) {
        for (String problem : capture.problems()) {
          streams.err().println("sluice: warning: " + capture.file() + ": " + problem);
        }
      }
      return;
    }
    loaded.print(streams);
    new TextReport(policy, loaded.policy().zone(), settings.listing(), streams.ink())
        .write(report, text -> streams.out().append(text));
  }

  private void refuseToOverwrite(ReplaySettings settings) {
    CaptureFiles.readOnce(spec, captures);
    List<Path> outputs = settings.files().all();
    List<String> inputs = new ArrayList<>(captures);
    inputs.add(policy);
    for (Path output : outputs) {
      Path folder = output.toAbsolutePath().getParent();
      if (Files.isDirectory(output) || folder == null || !Files.isDirectory(folder)) {
        throw new ParameterException(
            spec.commandLine(), output + " cannot be written: no such folder, or a folder itself");
      }
      boolean isInput = inputs.stream().anyMatch(input -> sameFile(output, input));
      long times = outputs.stream().filter(output::equals).count();
      if (isInput || times > 1) {
        throw new ParameterException(
            spec.commandLine(), output + " cannot be an output: it is already in use");
      }
    }
  }

  private static boolean sameFile(Path output, String input) {
    try {
      return Files.exists(output) && Files.isSameFile(output, Path.of(input));
    } catch (IOException | InvalidPathException unknown) {
      return false;
    }
  }
}
