package dev.sluice.app;

import dev.sluice.replay.Ink;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.expect.TestReport;
import dev.sluice.replay.expect.TestReport.Result;
import dev.sluice.replay.explain.Lines;
import java.io.PrintStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Prints what came of tests: for people, for programs, and for what shows JUnit reports. */
final class TestOutput {
  private TestOutput() {}

  static void text(Streams streams, List<TestReport> reports) {
    ProblemText problems = new ProblemText(streams.ink());
    for (TestReport report : reports) {
      StringBuilder out = new StringBuilder();
      long failed = report.results().stream().filter(result -> !result.holds()).count();
      for (Result result : report.results()) {
        if (!result.holds()) {
          out.append(streams.ink().red("FAILED")).append(' ');
          Lines.wrap(out, 7, 7, result.name());
          result.failures().forEach(problem -> out.append(problems.render(problem)));
        }
      }
      String counts =
          report.file()
              + ": "
              + count(report.results().size(), "test")
              + ", "
              + count(report.expectations(), "expectation")
              + (failed == 0 ? ", all hold" : ", " + failed + " failed");
      Lines.wrap(out, 0, 2, counts);
      int exercised = report.rules() - report.idle().size();
      String coverage =
          "coverage: " + exercised + " of " + report.rules() + " rules of " + report.policy();
      out.append("  ");
      Lines.wrap(out, 2, 4, coverage);
      for (RuleRef rule : report.idle()) {
        String comment = rule.rule().comment();
        out.append("  not exercised: ");
        Lines.wrap(out, 17, 6, rule.text() + (comment.isEmpty() ? "" : " ;;; " + comment));
      }
      streams.out().append(out);
    }
  }

  private static String count(long value, String noun) {
    return value + " " + noun + (value == 1 ? "" : "s");
  }

  static void json(PrintStream out, List<TestReport> reports) {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("files");
      for (TestReport report : reports) {
        json.writeStartObject();
        json.writeStringProperty("file", report.file());
        json.writeStringProperty("policy", report.policy());
        json.writeBooleanProperty("holds", report.holds());
        json.writeArrayPropertyStart("tests");
        for (Result result : report.results()) {
          json.writeStartObject();
          json.writeStringProperty("name", result.name());
          json.writeNumberProperty("line", result.line());
          json.writeNumberProperty("expectations", result.expectations());
          json.writeBooleanProperty("holds", result.holds());
          ProblemText.write(json, "failures", result.failures());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("rules", report.rules());
        json.writeArrayPropertyStart("not-exercised");
        for (RuleRef rule : report.idle()) {
          json.writeStartObject();
          ExplainJson.rule(json, "rule", rule);
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  static void junit(PrintStream out, List<TestReport> reports) {
    JunitReport.write(
        out,
        "sluice test",
        reports.stream()
            .map(report ->
                new JunitReport.Suite(
                    report.file(), report.results().stream().map(TestOutput::junit).toList()))
            .toList());
  }

  private static JunitReport.Case junit(Result result) {
    if (result.holds()) {
      return JunitReport.Case.passed(result.name());
    }
    ProblemText problems = new ProblemText(Ink.PLAIN);
    StringBuilder text = new StringBuilder();
    result.failures().forEach(problem -> text.append(problems.render(problem)));
    return new JunitReport.Case(
        result.name(), "expectation", result.failures().getFirst().message(), text.toString());
  }
}
