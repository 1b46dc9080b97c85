package dev.sluice.app;

import dev.sluice.check.PolicyCheck;
import dev.sluice.check.RouterOs;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JsonGenerator;

/** {@code sluice check}: what is wrong with policies. */
@Command(
    name = "check",
    description = "Reads policies and prints what is wrong with them.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  sluice check office.rsc", "  sluice check --strict --quiet --format sarif *.rsc"})
final class CheckCommand implements Callable<Integer> {
  private record Checked(String file, Reading reading, List<Problem> problems) {
    /** Whether there is a problem of this severity, or a worse one. */
    boolean hasAny(Severity least) {
      return problems.stream().anyMatch(problem -> problem.severity().compareTo(least) <= 0);
    }
  }

  /** Reads {@code 6.49} and {@code 7}. */
  static final class ProfileName implements ITypeConverter<RouterOs> {
    @Override
    public RouterOs convert(String text) {
      for (RouterOs version : RouterOs.values()) {
        if (version.toString().equals(text)) {
          return version;
        }
      }
      throw new TypeConversionException("it is 6.49 or 7");
    }
  }

  private final Streams streams;

  @Parameters(arity = "1..*", paramLabel = "POLICY", description = "RouterOS configuration text.")
  private List<String> policies = List.of();

  @Option(
      names = "--format",
      paramLabel = "text|json|sarif|junit",
      defaultValue = "text",
      description = "How to print (default text).")
  private CheckFormat format = CheckFormat.TEXT;

  @Option(
      names = "--profile",
      paramLabel = "6.49|7",
      converter = ProfileName.class,
      description = "Tells as an error what this version of RouterOS does not accept.")
  private @Nullable RouterOs profile;

  @Option(names = "--strict", description = "Exit status 1 for warnings, too.")
  private boolean strict;

  @Option(
      names = "--lenient",
      description = "Rules with properties that are not supported are left out with a warning.")
  private boolean lenient;

  @Option(names = "--quiet", description = "Prints errors and warnings, no notes.")
  private boolean quiet;

  CheckCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    List<Checked> all = new ArrayList<>();
    for (String policy : policies) {
      byte[] text = PolicyFile.bytes(policy);
      Reading reading = PolicyReader.read(policy, text, lenient);
      List<Problem> problems = PolicyCheck.problems(text, reading, Optional.ofNullable(profile));
      all.add(new Checked(policy, reading, wanted(problems)));
    }
    switch (format) {
      case TEXT -> text(all);
      case JSON -> json(all);
      case SARIF ->
          SarifReport.write(
              streams.out(), all.stream().flatMap(one -> one.problems().stream()).toList());
      case JUNIT ->
          JunitReport.write(
              streams.out(),
              "sluice check",
              all.stream().map(one -> JunitReport.suite(one.file(), one.problems())).toList());
    }
    Severity least = strict ? Severity.WARNING : Severity.ERROR;
    return all.stream().anyMatch(one -> one.hasAny(least)) ? Exit.ERRORS : Exit.DONE;
  }

  private List<Problem> wanted(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !quiet || problem.severity() != Severity.NOTE)
        .toList();
  }

  private void text(List<Checked> all) {
    PrintStream out = streams.out();
    ProblemText problems = new ProblemText(streams.ink());
    for (Checked checked : all) {
      checked.problems().forEach(problem -> out.print(problems.render(problem)));
      out.print(checked.file() + ": " + statements(checked.reading()));
      String summary = ProblemText.summary(checked.problems());
      out.print(summary.isEmpty() ? ", nothing wrong\n" : ", " + summary);
    }
  }

  private static String statements(Reading reading) {
    int outside = reading.outside().values().stream().mapToInt(Integer::intValue).sum();
    String text = reading.statements() + (reading.statements() == 1 ? " statement" : " statements");
    if (outside == 0) {
      return text;
    }
    return text + ", " + outside + " of them outside (" + named(reading.outside()) + ")";
  }

  /** The menus with the most statements; the rest as a number. */
  private static String named(Map<String, Integer> outside) {
    List<String> menus =
        outside.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    String first = String.join(", ", menus.subList(0, Math.min(4, menus.size())));
    return menus.size() <= 4 ? first : first + " and " + (menus.size() - 4) + " more menus";
  }

  private void json(List<Checked> all) {
    try (JsonGenerator json = Json.generator(streams.out())) {
      json.writeStartObject();
      json.writeArrayPropertyStart("files");
      for (Checked checked : all) {
        json.writeStartObject();
        json.writeStringProperty("file", checked.file());
        json.writeNumberProperty("statements", checked.reading().statements());
        json.writeObjectPropertyStart("outside");
        checked.reading().outside().forEach(json::writeNumberProperty);
        json.writeEndObject();
        ProblemText.write(json, "problems", checked.problems());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
