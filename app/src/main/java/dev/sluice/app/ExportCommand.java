package dev.sluice.app;

import dev.sluice.config.Export;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice export}: a policy as RouterOS exports it. */
@Command(
    name = "export",
    description = {
      "Prints a policy as RouterOS exports it.",
      "What Sluice has no meaning for is kept as it was written. Exporting the result again gives",
      "the same bytes."
    },
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sluice export office.rsc > clean.rsc")
final class ExportCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "POLICY", description = "RouterOS configuration text.")
  private String policy = "";

  @Option(
      names = "--lenient",
      description = "Statements with errors are left out; they are printed all the same.")
  private boolean lenient;

  ExportCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    Reading reading = PolicyReader.read(policy, PolicyFile.bytes(policy), lenient);
    streams.err().print(new ProblemText(streams.errorInk()).render(reading.problems()));
    boolean errors =
        reading.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    if (errors && !lenient) {
      streams.err().println("sluice: " + policy + " has errors; nothing was exported.");
      return Exit.ERRORS;
    }
    // One char a byte: what was read as UTF-8 leaves as UTF-8.
    byte[] bytes = Export.text(reading.config()).getBytes(StandardCharsets.ISO_8859_1);
    streams.out().write(bytes, 0, bytes.length);
    return errors ? Exit.ERRORS : Exit.DONE;
  }
}
