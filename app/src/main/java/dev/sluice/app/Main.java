package dev.sluice.app;

import dev.sluice.replay.Ink;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sluice}: finds the verb and turns every outcome into an exit status. */
@Command(
    name = "sluice",
    description = "An application-aware firewall for Linux that speaks RouterOS.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    version = "sluice 0.1.0",
    footerHeading = "%nExample:%n",
    footer = {
      "  sluice replay office.rsc monday.pcap",
      "",
      "Exit status: 0 done, 1 errors in the input or a failed expectation, 2 wrong usage, 3 an"
          + " input",
      "could not be read, 4 what was compared differs."
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  public static void main(String[] arguments) {
    int status = run(Streams.ofProcess(), arguments);
    if (status != Exit.DONE) {
      System.exit(status);
    }
  }

  /** Runs one command line and returns its exit status; never throws. */
  static int run(Streams streams, String... arguments) {
    try {
      return commandLine(streams).execute(arguments);
    } catch (RuntimeException | Error fault) {
      return fault(streams, fault);
    } finally {
      streams.out().flush();
      streams.err().flush();
    }
  }

  /** The verbs in the order in which help lists them. */
  private static List<Object> verbs(Streams streams) {
    return List.of(
        new ReplayCommand(streams),
        new ExplainCommand(streams),
        new DiffCommand(streams),
        new TestCommand(streams),
        new CheckCommand(streams),
        new MatchCommand(streams),
        new ExportCommand(streams),
        new ConsoleCommand(streams),
        new CompletionCommand(streams));
  }

  static CommandLine commandLine(Streams streams) {
    CommandLine line = new CommandLine(new Main());
    for (Object verb : verbs(streams)) {
      line.addSubcommand(verb);
    }
    line.setOut(writer(streams.out()));
    line.setErr(writer(streams.err()));
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setUsageHelpAutoWidth(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(streams.ink() == Ink.COLOUR ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((problem, given) -> usage(streams, problem));
    line.setExecutionExceptionHandler((problem, command, parsed) -> failure(streams, problem));
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing");
  }

  private static int usage(Streams streams, ParameterException problem) {
    String verb = problem.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(problem.getMessage()).strip();
    streams.err().println(verb + ": " + message);
    for (String suggestion : suggestions(problem)) {
      streams.err().println("Did you mean: " + suggestion);
    }
    streams.err().println("Try '" + verb + " --help'.");
    return Exit.USAGE;
  }

  private static List<String> suggestions(ParameterException problem) {
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      return unmatched.getSuggestions();
    }
    return List.of();
  }

  private static int failure(Streams streams, Exception problem) {
    if (problem instanceof InputException) {
      String sentence = String.valueOf(problem.getMessage());
      streams.err().println("sluice: " + sentence + (sentence.endsWith(".") ? "" : "."));
      return Exit.UNREADABLE;
    }
    if (problem instanceof ParameterException usage) {
      return usage(streams, usage);
    }
    return fault(streams, problem);
  }

  /** One sentence instead of a stack trace; the place is in it, because that is what we need. */
  private static int fault(Streams streams, Throwable fault) {
    if (fault instanceof OutOfMemoryError) {
      streams
          .err()
          .println("sluice: out of memory; give Java more, such as SLUICE_JAVA_OPTIONS=-Xmx2g.");
      return Exit.BUG;
    }
    StackTraceElement[] trace = fault.getStackTrace();
    String place = trace.length == 0 ? "unknown place" : trace[0].toString();
    String message = fault.getMessage() == null ? "" : " (" + fault.getMessage() + ")";
    streams
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "sluice: a fault of ours; please report this line and the command:"
                    + " %s%s at %s, Java %s.",
                fault.getClass().getSimpleName(),
                message.replace('\n', ' '),
                place,
                Runtime.version().feature()));
    return Exit.BUG;
  }
}
