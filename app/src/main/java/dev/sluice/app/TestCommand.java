package dev.sluice.app;

import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.expect.Anonymiser;
import dev.sluice.replay.expect.Recording;
import dev.sluice.replay.expect.TestFile;
import dev.sluice.replay.expect.TestReader;
import dev.sluice.replay.expect.TestReport;
import dev.sluice.replay.expect.TestRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice test}: expectations beside a policy. */
@Command(
    name = "test",
    description = {
      "Runs files of expectations and says which do not hold, and which rules none exercises.",
      "With --record, writes one from a connection of a capture."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice test office.test",
      "  sluice test --format junit *.test > report.xml",
      "  sluice test --record office.rsc monday.pcap --connection 17 > seventeen.test",
      "",
      "A file of expectations:",
      "  policy office.rsc",
      "  test \"Employees have no Facebook in working hours\"",
      "    packet tcp 192.168.1.101:40000 > 192.0.2.80:80 open at=2026-03-03T10:00",
      "    packet payload=\"GET / HTTP/1.1\\r\\nHost: facebook.com\\r\\n\"",
      "    expect drop rule=\"Block Facebook for employees\" application=facebook"
    })
final class TestCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of expectations; with --record, a policy and then captures.")
  private List<String> files = List.of();

  @Option(
      names = "--record",
      description = "Writes a test of one connection to standard output instead.")
  private boolean record;

  @Option(
      names = "--connection",
      paramLabel = "N",
      description = "With --record: its number in order of appearance, from 1.")
  private @Nullable Integer connection;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "With --record: addresses are changed by this key, prefixes kept.")
  private @Nullable String key;

  @Option(
      names = "--format",
      paramLabel = "text|json|junit",
      description = "How to print (default text).")
  private String format = "text";

  TestCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    if (!List.of("text", "json", "junit").contains(format)) {
      throw wrong("--format " + format + ": expected text, json or junit");
    }
    if (record) {
      return record();
    }
    if (connection != null || key != null) {
      throw wrong("--connection and --key belong to --record");
    }
    List<TestReport> reports = new ArrayList<>();
    boolean faulty = false;
    for (String file : files) {
      Optional<TestReport> report = run(file);
      report.ifPresent(reports::add);
      faulty |= report.isEmpty();
    }
    switch (format) {
      case "json" -> TestOutput.json(streams.out(), reports);
      case "junit" -> TestOutput.junit(streams.out(), reports);
      default -> TestOutput.text(streams, reports);
    }
    return faulty || !reports.stream().allMatch(TestReport::holds) ? Exit.ERRORS : Exit.DONE;
  }

  /** Empty if the file or its policy has errors, which are printed. */
  private Optional<TestReport> run(String file) throws InputException {
    String text = new String(PolicyFile.bytes(file), StandardCharsets.UTF_8);
    Path folder = folder(file);
    Optional<String> named = TestReader.policy(text);
    Policy policy = null;
    String policyFile = "";
    if (named.isPresent()) {
      policyFile = beside(folder, named.get()).toString();
      LoadedPolicy loaded = LoadedPolicy.load(policyFile, false, Optional.empty());
      loaded.print(streams);
      if (loaded.refused()) {
        streams.err().println("sluice: " + policyFile + " has errors; " + file + " was not run.");
        return Optional.empty();
      }
      policy = loaded.policy();
    }
    TestFile tests =
        TestReader.read(file, text, policy == null ? java.time.ZoneOffset.UTC : policy.zone());
    print(tests.problems());
    boolean errors =
        tests.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    if (errors || policy == null) {
      streams.err().println("sluice: " + file + " has errors; it was not run.");
      return Optional.empty();
    }
    try {
      return Optional.of(TestRun.run(policyFile, policy, tests, folder));
    } catch (IOException | InvalidPathException problem) {
      throw new InputException(CaptureFiles.sentence(problem));
    }
  }

  private void print(List<Problem> problems) {
    streams.err().print(new ProblemText(streams.errorInk()).render(problems));
    streams.err().flush();
  }

  private static Path folder(String file) {
    Path parent = Path.of(file).getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static Path beside(Path folder, String name) throws InputException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException malformed) {
      throw new InputException("no such file: " + name);
    }
  }

  private int record() throws InputException {
    if (files.size() < 2) {
      throw wrong("--record needs a POLICY and a CAPTURE");
    }
    if (connection == null || connection < 1) {
      throw wrong("--record needs --connection N, a number from 1");
    }
    String policyFile = files.getFirst();
    LoadedPolicy loaded = LoadedPolicy.load(policyFile, false, Optional.empty());
    loaded.print(streams);
    if (loaded.refused()) {
      streams.err().println("sluice: " + policyFile + " has errors; nothing was recorded.");
      return Exit.ERRORS;
    }
    Policy policy = loaded.policy();
    ReplaySettings settings = ReplaySettings.DEFAULT;
    Anonymiser anonymiser = new Anonymiser(policy, settings, key == null ? "" : key);
    List<String> captures = files.subList(1, files.size());
    try {
      List<String> packets =
          Recording.packets(
              policy, settings, CaptureFiles.open(streams, captures), connection, anonymiser);
      if (packets.isEmpty()) {
        streams.err().println("sluice: there is no connection " + connection + ".");
        return Exit.USAGE;
      }
      String name =
          "Connection " + connection + " of " + Path.of(captures.getFirst()).getFileName();
      streams.out().print(Recording.test(policyFile, policy, settings, name, packets));
      streams.err().println("sluice: addresses were changed; payloads are as they were captured.");
      return Exit.DONE;
    } catch (IOException problem) {
      throw new InputException(CaptureFiles.sentence(problem));
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
