package dev.sluice.app;

import dev.sluice.config.console.Output;
import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import dev.sluice.policy.Policy;
import dev.sluice.replay.Progress;
import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice console}: the RouterOS console over a policy in memory. */
@Command(
    name = "console",
    description = {
      "Opens the RouterOS console over a policy in memory.",
      "With --replay, counters, connections, lists and log show what the captures left. Files are",
      "written only by export and print with file=."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice console --policy office.rsc --replay monday.pcap",
      "  echo '/ip firewall filter print stats' | sluice console --policy office.rsc --script -"
    })
final class ConsoleCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--policy", paramLabel = "FILE", description = "RouterOS configuration text.")
  private @Nullable String policy;

  @Option(
      names = "--replay",
      paramLabel = "CAPTURE",
      description = "A capture to show to the policy first; repeatable, merged by time.")
  private List<String> captures = List.of();

  @Option(
      names = "--script",
      paramLabel = "FILE|-",
      description = "Commands to run instead of asking for them; - is standard input.")
  private @Nullable String script;

  @Option(
      names = "--lenient",
      description = "Leaves out what is not supported, with a warning, instead of refusing it.")
  private boolean lenient;

  ConsoleCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    if (STANDARD_INPUT.equals(script) && captures.contains(STANDARD_INPUT)) {
      throw new ParameterException(
          spec.commandLine(), "standard input (-) cannot be both script and capture");
    }
    Config config = Config.EMPTY;
    Policy meaning = null;
    String file = policy;
    if (file != null) {
      LoadedPolicy loaded = LoadedPolicy.load(file, lenient, Optional.empty());
      loaded.print(streams);
      if (loaded.refused()) {
        streams.err().println("sluice: " + file + " has errors; the console was not started.");
        return Exit.ERRORS;
      }
      config = loaded.reading().config();
      meaning = loaded.policy();
    }
    Session session =
        new Session(config, new ConsoleFiles(), () -> System.currentTimeMillis() * 1_000_000L);
    if (!captures.isEmpty()) {
      session.attach(replayed(meaning == null ? empty() : meaning));
    }
    String commands = script;
    return commands == null ? interactive(session) : run(session, commands);
  }

  private static Policy empty() {
    return dev.sluice.config.PolicyReader.read("", new byte[0], false).policy();
  }

  private ReplayedTraffic replayed(Policy meaning) throws InputException {
    ReplaySettings settings = ReplaySettings.DEFAULT.withListing(ReplaySettings.Listing.ALL);
    try (Report report =
        Replay.run(meaning, settings, CaptureFiles.open(streams, captures), Progress.SILENT)) {
      return ReplayedTraffic.of(report, captures);
    } catch (IOException problem) {
      throw new InputException(CaptureFiles.sentence(problem));
    }
  }

  /**
   * From JDK 22 on there is a console without a terminal as well, and still none in some places.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean terminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private int interactive(Session session) throws InputException {
    if (!terminal()) {
      return run(session, STANDARD_INPUT);
    }
    try {
      return new ConsoleTerminal(session).run();
    } catch (IOException problem) {
      throw new InputException("cannot use the terminal: " + problem.getMessage());
    }
  }

  /** The whole text at once: an error is printed, and the next statement is done. */
  private int run(Session session, String commands) throws InputException {
    Output output = session.execute(text(commands));
    byte[] bytes = output.text().getBytes(StandardCharsets.UTF_8);
    streams.out().write(bytes, 0, bytes.length);
    return output.failed() ? Exit.ERRORS : Exit.DONE;
  }

  private String text(String commands) throws InputException {
    if (!commands.equals(STANDARD_INPUT)) {
      return new String(PolicyFile.bytes(commands), StandardCharsets.UTF_8);
    }
    try {
      byte[] bytes = streams.in().readNBytes(PolicyFile.MAX_BYTES + 1);
      if (bytes.length > PolicyFile.MAX_BYTES) {
        throw new InputException(
            "standard input is longer than " + (PolicyFile.MAX_BYTES >> 20) + " MiB.");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new InputException("cannot read standard input: " + problem.getMessage());
    }
  }
}
