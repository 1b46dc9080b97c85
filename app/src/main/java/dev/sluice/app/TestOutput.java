package dev.sluice.app;

import dev.sluice.policy.Problem;
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
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites>\n");
    for (TestReport report : reports) {
      long failed = report.results().stream().filter(result -> !result.holds()).count();
      xml.append("  <testsuite name=\"").append(escaped(report.file()));
      xml.append("\" tests=\"").append(report.results().size());
      xml.append("\" failures=\"").append(failed).append("\" errors=\"0\" skipped=\"0\">\n");
      for (Result result : report.results()) {
        xml.append("    <testcase name=\"").append(escaped(result.name()));
        xml.append("\" classname=\"").append(escaped(report.file())).append('"');
        if (result.holds()) {
          xml.append("/>\n");
          continue;
        }
        Problem first = result.failures().getFirst();
        xml.append(">\n      <failure message=\"").append(escaped(first.message()));
        xml.append("\" type=\"expectation\">");
        ProblemText problems = new ProblemText(dev.sluice.replay.Ink.PLAIN);
        result.failures().forEach(problem -> xml.append(escaped(problems.render(problem))));
        xml.append("</failure>\n    </testcase>\n");
      }
      xml.append("  </testsuite>\n");
    }
    out.append(xml.append("</testsuites>\n"));
  }

  /** XML 1.0 has no control characters but tab and the line ends. */
  private static String escaped(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> clean.append("&lt;");
        case '>' -> clean.append("&gt;");
        case '&' -> clean.append("&amp;");
        case '"' -> clean.append("&quot;");
        case '\t', '\n' -> clean.append(c);
        default -> clean.append(c < ' ' || c >= 0xFFFE ? '·' : c);
      }
    }
    return clean.toString();
  }
}
