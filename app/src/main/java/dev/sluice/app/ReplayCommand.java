package dev.sluice.app;

import dev.sluice.check.PolicyCheck;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.Progress;
import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report;
import dev.sluice.replay.Source;
import dev.sluice.replay.TextReport;
import dev.sluice.wire.CaptureException;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  private static final String STANDARD_INPUT = "-";

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
    byte[] text = PolicyFile.bytes(policy);
    Reading reading = PolicyReader.read(policy, text, options.lenient());
    List<Problem> problems = problems(text, reading);
    boolean faultyPattern =
        problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    if (reading.hasErrors() || (faultyPattern && !options.lenient())) {
      return refused(problems, json);
    }
    Policy meaning = zone.map(other -> withZone(reading.policy(), other)).orElse(reading.policy());
    ProgressBar bar = streams.errorTerminal() ? new ProgressBar(streams.err(), totalBytes()) : null;
    try (Report report =
        Replay.run(meaning, settings, open(), bar == null ? Progress.SILENT : bar)) {
      clear(bar);
      write(problems, meaning, settings, report, json);
    } catch (IOException problem) {
      clear(bar);
      throw new InputException(sentence(problem));
    }
    return Exit.DONE;
  }

  /** What reading found, and patterns that will not run; advice is the business of check. */
  private static List<Problem> problems(byte[] text, Reading reading) {
    return PolicyCheck.problems(text, reading).stream()
        .filter(
            problem -> problem.severity() == Severity.ERROR || reading.problems().contains(problem))
        .toList();
  }

  private void print(List<Problem> problems) {
    List<Problem> told =
        problems.stream().filter(problem -> problem.severity() != Severity.NOTE).toList();
    streams.err().print(new ProblemText(streams.errorInk()).render(told));
    streams.err().flush();
  }

  private int refused(List<Problem> problems, boolean json) {
    if (json) {
      ReplayJson.refused(streams.out(), policy, problems);
    } else {
      print(problems);
    }
    streams.err().println("sluice: " + policy + " has errors; nothing was replayed.");
    return Exit.ERRORS;
  }

  private void write(
      List<Problem> problems, Policy meaning, ReplaySettings settings, Report report, boolean json)
      throws IOException {
    if (json) {
      ReplayJson.write(streams.out(), policy, problems, report);
      for (Report.Capture capture : report.captures()) {
        for (String problem : capture.problems()) {
          streams.err().println("sluice: warning: " + capture.file() + ": " + problem);
        }
      }
      return;
    }
    print(problems);
    new TextReport(policy, meaning.zone(), settings.listing(), streams.ink())
        .write(report, text -> streams.out().append(text));
  }

  private static void clear(@Nullable ProgressBar bar) {
    if (bar != null) {
      bar.clear();
    }
  }

  /** All of them before any is read, so that a wrong name is said at once. */
  private List<Source> open() throws InputException {
    List<Source> opened = new ArrayList<>();
    for (String capture : captures) {
      try {
        opened.add(new Source(capture, reader(capture)));
      } catch (IOException | InvalidPathException problem) {
        close(opened);
        throw new InputException(sentence(problem));
      }
    }
    return opened;
  }

  private static void close(List<Source> sources) throws InputException {
    for (Source source : sources) {
      try {
        source.reader().close();
      } catch (IOException problem) {
        throw new InputException(sentence(problem));
      }
    }
  }

  private CaptureReader reader(String capture) throws IOException {
    if (capture.equals(STANDARD_INPUT)) {
      return CaptureReader.open(streams.in(), "standard input");
    }
    return CaptureReader.open(Path.of(capture));
  }

  private static String sentence(Exception problem) {
    String message = String.valueOf(problem.getMessage());
    String text =
        switch (problem) {
          case CaptureException _ -> message;
          case NoSuchFileException _ -> "no such file: " + message;
          case AccessDeniedException _ -> "no permission for " + message;
          case FileSystemException _ -> "cannot use " + message;
          default -> "cannot go on: " + message;
        };
    return text.endsWith(".") ? text : text + ".";
  }

  /** Compressed captures and pipes have no length that means anything. */
  private long totalBytes() {
    long total = 0;
    for (String capture : captures) {
      try {
        Path file = Path.of(capture);
        if (!Files.isRegularFile(file) || capture.endsWith(".gz")) {
          return -1;
        }
        total += Files.size(file);
      } catch (IOException | InvalidPathException unknown) {
        return -1;
      }
    }
    return total;
  }

  private void refuseToOverwrite(ReplaySettings settings) {
    if (captures.stream().filter(STANDARD_INPUT::equals).count() > 1) {
      throw new ParameterException(spec.commandLine(), "standard input (-) can be read only once");
    }
    List<Path> outputs = new ArrayList<>();
    settings.accepted().ifPresent(outputs::add);
    settings.dropped().ifPresent(outputs::add);
    settings.log().ifPresent(outputs::add);
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

  private static Policy withZone(Policy policy, ZoneId zone) {
    return new Policy(
        policy.ipv4(),
        policy.ipv6(),
        policy.layer7(),
        policy.interfaces(),
        policy.interfaceLists(),
        policy.addresses(),
        policy.routes(),
        policy.tracking(),
        policy.servicePorts(),
        policy.queueTrees(),
        policy.simpleQueues(),
        policy.queueTypes(),
        zone);
  }
}
